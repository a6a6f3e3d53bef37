import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallRecord } from '../../src/core/index.ts';
import { playScene, type ScenePlay } from '../../src/testing/run-scene.ts';
import { readMessage, writeMessage } from './message.ts';
import { playPlan, type Played } from './play-plan.ts';
import { arbitraryPlan, type Plan } from './plan.ts';
import { HOP_SECONDS } from './wire.ts';
import { readCall, type Reading } from './reader.ts';

/** A longer run reads more. */
const DIALOGS = Number(process.env['RINGSCOPE_ORACLE_DIALOGS'] ?? 1000);

function ask({ messages, until }: Played, play: ScenePlay = {}, change: (lines: readonly string[]) => readonly string[] = (lines) => lines): readonly CallRecord[] {
  const lines = change(messages.map(writeMessage));
  const last = Math.max(...messages.map(({ at }) => at));
  return playScene(lines.join('\n'), { ...play, runOnSeconds: until - last }).calls;
}

/** The record in the words of the reader. */
function asReading(record: CallRecord): Reading {
  return {
    outcome: record.outcome,
    final: record.sipCode,
    rounds: record.rounds,
    reinvites: record.reinvites,
    ended: record.ended === 'bye' ? 'bye' : undefined,
    released: record.releasedBy === 'unknown' ? undefined : record.releasedBy,
    talk: record.talkSeconds,
    ring: record.ringSeconds,
    setup: record.setupSeconds,
    pdd: record.pddSeconds,
    srd: record.srdSeconds,
    isCompleted: record.isCompleted,
    retransmissions: record.retransmissions,
  };
}

/** Dialogs that ringscope reads wrongly today, by their finding. */
function isKnown({ challenges }: Plan, expected: Reading): boolean {
  const isSilent = expected.outcome === 'failed' && expected.final === undefined;
  // O-5: no answer to the credentials.
  return isSilent && challenges.length > 0;
}

/** What ringscope found, with the expected value in place of what no rule says: who released a call that ended in a challenge; and, by O-1, the way of a BYE of the callee. */
function granted(found: Reading, expected: Reading, proxies: number): Reading {
  const isChallenge = expected.final === 401 || expected.final === 407 || expected.final === 422;
  const lacks = (expected.talk ?? 0) - (found.talk ?? 0);
  const isByeWay = expected.released === 'callee' && lacks > 0 && lacks < proxies * HOP_SECONDS + 1e-6;
  return { ...found, talk: isByeWay ? expected.talk : found.talk, released: isChallenge ? expected.released : found.released };
}

test('ringscope reads a dialog as the state machines of RFC 3261 do', () => {
  fc.assert(
    fc.property(arbitraryPlan, (plan) => {
      const played = playPlan(plan);
      const calls = ask(played);
      expect(calls).toHaveLength(1);
      const [record] = calls;
      if (record === undefined) throw new Error('no call');
      const expected = readCall(played.messages.map((message) => readMessage(writeMessage(message))), played.until);
      fc.pre(!isKnown(plan, expected));
      expect(granted(asReading(record), expected, plan.proxies)).toEqual(expected);
      expect(record).toMatchObject({ attempts: 1, duplicates: 0 });
    }),
    { numRuns: DIALOGS },
  );
});
