import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallRecord } from '../../src/core/index.ts';
import { askDialog, DIALOGS, ONCE } from './ask-dialog.ts';
import type { Message } from './message.ts';
import { playPlan } from './play-plan.ts';
import { arbitraryPlan } from './plan.ts';
import { readCall } from './reader.ts';

const RUNS = { numRuns: DIALOGS / 4 };
const arbitraryPlayed = arbitraryPlan.map(playPlan);
const isChallenge = (status: number | undefined): boolean => status === 401 || status === 407 || status === 422;

test('a packet that is captured twice changes nothing but the count of duplicates', ONCE, () => {
  fc.assert(
    fc.property(arbitraryPlayed, fc.nat(), (played, place) => {
      const twice = askDialog(played, (all) => {
        const copied = all[place % all.length];
        return copied === undefined ? all : [...all, { ...copied, at: copied.at + 0.0001 }];
      });
      expect(twice).toEqual(askDialog(played).map((record) => ({ ...record, duplicates: record.duplicates + 1 })));
    }),
    RUNS,
  );
});

test('a clock that is set otherwise changes nothing but the times', ONCE, () => {
  fc.assert(
    fc.property(arbitraryPlayed, fc.integer({ min: -86_400_000_000, max: 86_400_000_000 }), (played, micros) => {
      const by = micros / 1e6;
      const shifted = askDialog(played, (all) => all.map((message) => ({ ...message, at: message.at + by })));
      expect(shifted.map((record) => movedBack(record, by))).toEqual(askDialog(played).map((record) => movedBack(record, 0)));
    }),
    RUNS,
  );
});

test('a 100 Trying that is lost changes nothing but the count of messages, once there is a final answer', ONCE, () => {
  fc.assert(
    fc.property(arbitraryPlayed, fc.nat(), (played, place) => {
      const tryings = played.messages.filter(({ status }) => status === 100);
      const lost = tryings[place % Math.max(1, tryings.length)];
      fc.pre(lost !== undefined && readCall(played.messages, played.until).final !== undefined);
      const without = askDialog(played, (all) => all.filter((message) => message !== lost));
      // The 100 of a leg that was cancelled is the difference between it and a dead one.
      const bare = ({ legs: _, ...record }: CallRecord): object => record;
      expect(without.map(bare)).toEqual(askDialog(played).map((record) => bare({ ...record, messages: record.messages - 1 })));
    }),
    RUNS,
  );
});

test('the order of arrival within the settling time changes nothing', ONCE, () => {
  const delays = fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(arbitraryPlayed, delays, (played, late) => {
      const shuffled = askDialog(played, (all) =>
        all.map((message, index) => ({ ...message, late: (late[index % late.length] ?? 0) / 1000 })),
      );
      const bare = ({ version: _, ...record }: CallRecord): object => record;
      expect(shuffled.map(bare)).toEqual(askDialog(played).map(bare));
    }),
    RUNS,
  );
});

test('a second agent with a clock of its own, which sees a hop behind the first, adds nothing but itself', ONCE, () => {
  fc.assert(
    fc.property(arbitraryPlan, fc.integer({ min: -60_000, max: 60_000 }), (plan, millis) => {
      const played = playPlan(plan);
      const fast = millis / 1000;
      const isBehind = ({ via, src, dst }: { via: readonly string[]; src: string; dst: string }): boolean =>
        via.length > 0 && src !== 'uac' && dst !== 'uac';
      fc.pre(played.messages.some(isBehind));
      const both = askDialog(played, (all) => [
        ...all,
        ...all.filter(isBehind).map((message) => ({ ...message, at: message.at + fast, late: -fast, agent: '2002' })),
      ]);
      // The times of a hop behind the first may be of either clock: there the BYE of a callee is first seen.
      const bare = ({ id: _, legs: __, endedAt: ___, sddSeconds, ...record }: CallRecord): object => ({
        ...record,
        vantages: 1,
        sddSeconds: plan.bye?.isOfCaller === false ? undefined : sddSeconds,
      });
      expect(both.map(bare)).toEqual(askDialog(played).map(bare));
      expect(both.map(({ vantages }) => vantages)).toEqual([2]);
    }),
    RUNS,
  );
});

test('a Call-ID that is used again leaves the first call as it was, and makes a second one like any other', () => {
  fc.assert(
    fc.property(arbitraryPlayed, arbitraryPlayed, (first, second) => {
      const { outcome, final = 0 } = readCall(first.messages, first.until);
      // After these, and while nothing is known, the next INVITE is of the same attempt.
      fc.pre(outcome !== undefined && !isChallenge(final) && final !== 484 && outcome !== 'redirected');
      // A callee that answered once and then not at all may have chosen to (docs/call-model.md, the list of a missing answer).
      const other = readCall(second.messages, second.until);
      fc.pre(other.outcome !== 'failed' || other.final !== undefined);
      const by = Math.round(first.until * 1000) / 1000;
      const messages = [...first.messages, ...second.messages.map((message) => usedAgain(message, by))];
      const calls = askDialog({ messages, until: by + second.until });
      // No rule says which side released a call that ended in a challenge.
      const bare = (record: CallRecord | undefined, back: number): object | undefined =>
        record === undefined
          ? undefined
          : { ...movedBack(record, back), version: 0, releasedBy: isChallenge(record.sipCode) ? undefined : record.releasedBy };
      expect(calls).toHaveLength(2);
      expect(bare(calls[0], 0)).toEqual(bare(askDialog(first)[0], 0));
      expect(bare(calls[1], by)).toEqual(bare(askDialog(second)[0], 0));
    }),
    RUNS,
  );
});

/** A message of a later call with the same Call-ID and caller tag. */
function usedAgain(message: Message, by: number): Message {
  const { at, cseq, from, to, via } = message;
  const tag = (one: string): string => (one === 'a' ? one : `${one}x`);
  return {
    ...message,
    at: at + by,
    cseq: cseq + 20,
    from: tag(from),
    via: via.map((branch) => `${branch}x`),
    ...(to === undefined ? {} : { to: tag(to) }),
  };
}

/** A record whose times are moved back by a constant. Its id is of its start. */
function movedBack(record: CallRecord, by: number): object {
  const back = (at: number | undefined): number | undefined => (at === undefined ? undefined : Math.round((at - by) * 1e6) / 1e6);
  const { id: _, startedAt, ringingAt, answeredAt, endedAt, legs, ...rest } = record;
  const movedLegs = legs.map((leg) => ({
    ...leg,
    startedAt: back(leg.startedAt),
    ringingAt: back(leg.ringingAt),
    finalAt: back(leg.finalAt),
  }));
  return {
    ...rest,
    startedAt: back(startedAt),
    ringingAt: back(ringingAt),
    answeredAt: back(answeredAt),
    endedAt: back(endedAt),
    legs: movedLegs,
  };
}
