import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallRecord } from '../../src/core/index.ts';
import { askDialog, DIALOGS, ONCE } from './ask-dialog.ts';
import { playPlan } from './play-plan.ts';
import { arbitraryPlan } from './plan.ts';

const RUNS = { numRuns: DIALOGS / 4 };
const arbitraryPlayed = arbitraryPlan.map(playPlan);
const isFinal = (status: number | undefined): boolean => status !== undefined && status >= 200;

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
      fc.pre(
        lost !== undefined && played.messages.some(({ method, status, dst }) => method === 'INVITE' && isFinal(status) && dst === 'uac'),
      );
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
      // O-6: a slow clock behind the first hop divides a challenge from the INVITE that answers it. O-1: the BYE of a callee is measured where it was first seen.
      fc.pre(plan.challenges.length === 0 && plan.bye?.isOfCaller !== false);
      const played = playPlan(plan);
      const fast = millis / 1000;
      const isBehind = ({ via, src, dst }: { via: readonly string[]; src: string; dst: string }): boolean =>
        via.length > 0 && src !== 'uac' && dst !== 'uac';
      fc.pre(played.messages.some(isBehind));
      const both = askDialog(played, (all) => [
        ...all,
        ...all.filter(isBehind).map((message) => ({ ...message, at: message.at + fast, late: -fast, agent: '2002' })),
      ]);
      // The times of a hop behind the first may be of either clock.
      const bare = ({ id: _, legs: __, endedAt: ___, ...record }: CallRecord): object => ({ ...record, vantages: 1 });
      expect(both.map(bare)).toEqual(askDialog(played).map(bare));
      expect(both.map(({ vantages }) => vantages)).toEqual([2]);
    }),
    RUNS,
  );
});

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
