import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallRecord } from '../../src/core/index.ts';
import { askDialog, DIALOGS, ONCE } from './ask-dialog.ts';
import { readMessage, writeMessage, type Message } from './message.ts';
import { playPlan } from './play-plan.ts';
import { arbitraryPlan } from './plan.ts';
import { readCall, type Reading } from './reader.ts';

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
    early: record.earlyMediaSeconds,
    sdd: record.sddSeconds,
    isCompleted: record.isCompleted,
    retransmissions: record.retransmissions,
  };
}

/** The values found, with the expected one in place of what no rule says: the side that released a call which ended in a challenge. */
function granted(found: Reading, expected: Reading): Reading {
  const isChallenge = expected.final === 401 || expected.final === 407 || expected.final === 422;
  return { ...found, released: isChallenge ? expected.released : found.released };
}

test('ringscope reads a dialog as the state machines of RFC 3261 do', ONCE, () => {
  fc.assert(
    fc.property(arbitraryPlan, (plan) => {
      const played = playPlan(plan);
      const calls = askDialog(played);
      expect(calls).toHaveLength(1);
      const [record] = calls;
      if (record === undefined) throw new Error('no call');
      const expected = readCall(
        played.messages.map((message) => readMessage(writeMessage(message))),
        played.until,
      );
      expect(granted(asReading(record), expected)).toEqual(expected);
      expect(record).toMatchObject({ attempts: 1, duplicates: 0 });
    }),
    { numRuns: DIALOGS },
  );
});

test('the generated dialogs are of every kind', ONCE, () => {
  const readings = fc.sample(arbitraryPlan, { numRuns: 1000, seed: 1 }).map((plan) => {
    const { messages, until } = playPlan(plan);
    return { ...readCall(messages, until), successes: new Set(messages.filter(isOwn200).map(({ to }) => to)).size, messages };
  });
  const count = (test: (reading: (typeof readings)[number]) => boolean): number => readings.filter(test).length;
  for (const outcome of ['answered', 'busy', 'no_answer', 'cancelled', 'redirected', 'rejected', 'failed'])
    expect(
      count((one) => one.outcome === outcome),
      outcome,
    ).toBeGreaterThan(5);
  for (const released of ['caller', 'callee', 'network'])
    expect(
      count((one) => one.released === released),
      released,
    ).toBeGreaterThan(20);
  expect(count(({ rounds }) => rounds > 1)).toBeGreaterThan(100);
  expect(count(({ successes }) => successes > 1)).toBeGreaterThan(2);
  expect(count(({ outcome, final }) => outcome === 'failed' && final === undefined)).toBeGreaterThan(0);
  expect(
    count(({ outcome, messages }) => outcome === 'answered' && messages.some(({ method, src }) => method === 'CANCEL' && src === 'uac')),
  ).toBeGreaterThan(0);
  expect(count(({ messages }) => messages.some(({ method }) => method === 'PRACK'))).toBeGreaterThan(20);
  expect(count(({ outcome, messages }) => outcome === 'cancelled' && messages.some(({ method }) => method === 'BYE'))).toBeGreaterThan(0);
  expect(count(({ ended, isCompleted }) => ended === 'bye' && !isCompleted)).toBeGreaterThan(5);
});

test('the second reader shares nothing with what it judges', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(reader|message|plan|play-.*|wire|early-dialog)\.ts$/.test(file));
  expect(files).toHaveLength(7);
  for (const file of files) expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).not.toContain('src/');
});

function isOwn200({ method, status, dst, cseq, from }: Message): boolean {
  return method === 'INVITE' && status === 200 && dst === 'uac' && from === 'a' && cseq < 4;
}
