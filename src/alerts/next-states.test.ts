import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sample } from '../expressions/index.ts';
import { NO_STATES, type AlertStates } from './alert-states.ts';
import { nextStates, type AlertFinding } from './next-states.ts';
import { readStates, statesDocument } from './states-document.ts';

const trunkA: Sample = { labels: { trunk: 'a' }, value: 0.9 };
const trunkB: Sample = { labels: { trunk: 'b' }, value: 0.7 };

function finding(samples: readonly Sample[] | undefined, more: Partial<AlertFinding> = {}): AlertFinding {
  const rule = { alert: 'TrunkFailing', forSeconds: 60, keepSeconds: 0, windowSeconds: 300, looksForAbsence: false, ...more };
  return samples === undefined ? rule : { ...rule, samples };
}

/** Looks every ten seconds, from a moment on. */
function walk(from: AlertStates, findings: readonly AlertFinding[], at: number, every = 10): AlertStates {
  return findings.reduce((states, one, index) => nextStates(states, [one], at + index * every), from);
}

function times(count: number, one: AlertFinding): readonly AlertFinding[] {
  return Array.from({ length: count }, () => one);
}

function shown(states: AlertStates): readonly string[] {
  return [...states.series.values()].map(({ labels, state, since }) => `${labels['trunk'] ?? ''} ${state} ${since}`);
}

test('an alert is pending with its first value, fires after `forSeconds` and is resolved when its series is gone', () => {
  const pending = walk(NO_STATES, times(6, finding([trunkA])), 1000);
  expect(shown(pending)).toEqual(['a pending 1000']);
  const firing = walk(pending, [finding([trunkA, trunkB])], 1060);
  expect(shown(firing)).toEqual(['a firing 1060', 'b pending 1060']);
  const resolved = walk(firing, [finding([])], 1070);
  expect(shown(resolved)).toEqual(['a resolved 1070']);
  expect(resolved.series.values().next().value).toMatchObject({ activeAt: 1000, value: 0.9 });
});

test('an alert that does not wait fires with its first value', () => {
  expect(shown(walk(NO_STATES, [finding([trunkA], { forSeconds: 0 })], 1000))).toEqual(['a firing 1000']);
});

test('a resolved alert is shown for a quarter of an hour, and begins anew when it is back', () => {
  const firing = walk(NO_STATES, times(7, finding([trunkA])), 1000);
  const resolved = walk(firing, times(90, finding([])), 1070);
  expect(shown(resolved)).toEqual(['a resolved 1070']);
  expect(shown(walk(resolved, [finding([])], 1970))).toEqual([]);
  expect(shown(walk(resolved, [finding([trunkA])], 1970))).toEqual(['a pending 1970']);
});

test('`keepSeconds` keeps an alert firing that flaps', () => {
  const keep = { keepSeconds: 30 };
  const firing = walk(NO_STATES, times(7, finding([trunkA], keep)), 1000);
  const gone = walk(firing, times(3, finding([], keep)), 1070);
  expect(shown(gone)).toEqual(['a firing 1060']);
  expect(shown(walk(walk(gone, [finding([trunkA], keep)], 1100), times(3, finding([], keep)), 1110))).toEqual(['a firing 1060']);
  expect(shown(walk(gone, [finding([], keep)], 1100))).toEqual(['a resolved 1100']);
});

test('an expression that failed changes nothing, and its time does not count', () => {
  const pending = walk(NO_STATES, times(4, finding([trunkA])), 1000);
  const blind = walk(pending, times(5, finding(undefined)), 1040);
  expect(shown(blind)).toEqual(['a pending 1000']);
  expect(shown(walk(blind, times(2, finding([trunkA])), 1090))).toEqual(['a pending 1000']);
  expect(shown(walk(blind, times(3, finding([trunkA])), 1090))).toEqual(['a firing 1110']);
  const firing = walk(NO_STATES, times(7, finding([trunkA])), 1000);
  expect(shown(walk(firing, times(100, finding(undefined)), 1070))).toEqual(['a firing 1060']);
});

test('a gap does not resolve before the history reaches over the window again', () => {
  const firing = walk(NO_STATES, times(7, finding([trunkA])), 1000);
  const after = walk(firing, times(30, finding([])), 5000);
  expect(shown(after)).toEqual(['a firing 1060']);
  expect(shown(walk(after, [finding([])], 5300))).toEqual(['a resolved 5300']);
});

test('a gap does not fire: its time does not count for `forSeconds`', () => {
  const pending = walk(NO_STATES, times(4, finding([trunkA])), 1000);
  const after = walk(pending, times(3, finding([trunkA])), 5000);
  expect(shown(after)).toEqual(['a pending 1000']);
  expect(shown(walk(after, [finding([trunkA])], 5030))).toEqual(['a firing 5030']);
});

test('what is missing after a gap begins no alert that looks for it', () => {
  const absence = { looksForAbsence: true };
  const quiet = walk(NO_STATES, times(3, finding([], absence)), 1000);
  const after = walk(quiet, times(30, finding([trunkA], absence)), 5000);
  expect(shown(after)).toEqual([]);
  expect(shown(walk(after, times(7, finding([trunkA], absence)), 5300))).toEqual(['a firing 5360']);
});

test('a clock that was set back lets durations go on from where they were', () => {
  const pending = walk(NO_STATES, times(4, finding([trunkA])), 10_000);
  const back = walk(pending, times(3, finding([trunkA])), 6400);
  expect(shown(back)).toEqual(['a pending 6400']);
  expect(shown(walk(back, times(2, finding([trunkA])), 6430))).toEqual(['a firing 6430']);
  const firing = walk(NO_STATES, times(7, finding([trunkA])), 10_000);
  expect(shown(walk(firing, [finding([])], 6400))).toEqual(['a firing 6400']);
});

test('an alert that is declared no more is resolved', () => {
  const firing = walk(NO_STATES, times(7, finding([trunkA])), 1000);
  expect(shown(nextStates(firing, [], 1070))).toEqual(['a resolved 1070']);
  expect(shown(nextStates(walk(NO_STATES, [finding([trunkA])], 1000), [], 1010))).toEqual([]);
});

test('after a restart `forSeconds` goes on, and what is not there yet resolves nothing for half a minute', () => {
  const restart = (states: AlertStates): AlertStates => readStates(JSON.parse(JSON.stringify(statesDocument(states)))) ?? NO_STATES;
  const pending = restart(walk(NO_STATES, times(4, finding([trunkA])), 1000));
  expect(shown(walk(pending, [finding([trunkA])], 1060))).toEqual(['a firing 1060']);
  const firing = restart(walk(NO_STATES, times(7, finding([trunkA])), 1000));
  expect(shown(walk(firing, times(3, finding([])), 1080))).toEqual(['a firing 1060']);
  expect(shown(walk(firing, times(4, finding([])), 1080))).toEqual(['a resolved 1110']);
});

test('10,000 label sets are followed, and no more', () => {
  const samples = Array.from({ length: 10_500 }, (_, index) => ({ labels: { trunk: `t${index}` }, value: 1 }));
  const firing = walk(NO_STATES, times(7, finding(samples)), 1000);
  expect(firing.series.size).toBe(10_000);
  expect([...firing.series.values()].every(({ state }) => state === 'firing')).toBe(true);
});

const trunk = fc.constantFrom('a', 'b', 'c');
const look = fc.record({
  passed: fc.oneof({ weight: 8, arbitrary: fc.constant(10) }, fc.integer({ min: -5000, max: 5000 })),
  trunks: fc.option(fc.uniqueArray(trunk), { nil: undefined, freq: 5 }),
});
const rule = fc.record({
  forSeconds: fc.constantFrom(0, 20, 60),
  keepSeconds: fc.constantFrom(0, 30),
  windowSeconds: fc.constantFrom(0, 60, 300),
  looksForAbsence: fc.boolean(),
});

test('whatever the clock and the history do, no time lies ahead, a pending alert has not waited long enough, and a restart changes nothing', () => {
  fc.assert(
    fc.property(rule, fc.array(look, { maxLength: 40 }), fc.nat(40), (settings, looks, restartAt) => {
      let at = 100_000;
      let states = NO_STATES;
      looks.forEach(({ passed, trunks }, index) => {
        at += passed;
        const samples = trunks?.map((name) => ({ labels: { trunk: name }, value: 1 }));
        states = nextStates(states, [finding(samples, settings)], at);
        for (const { state, since, activeAt, countsFrom } of states.series.values()) {
          expect(since <= at && activeAt <= since).toBe(true);
          if (state === 'pending') expect(at - countsFrom).toBeLessThan(settings.forSeconds);
        }
        if (index !== restartAt) return;
        const read = readStates(JSON.parse(JSON.stringify(statesDocument(states))));
        expect(read?.series).toEqual(states.series);
      });
    }),
  );
});

test('without gaps an alert fires exactly when its series was there for `forSeconds`', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.constantFrom(0, 20, 60), (there, forSeconds) => {
      let states = NO_STATES;
      there.forEach((isThere, index) => {
        states = nextStates(states, [finding(isThere ? [trunkA] : [], { forSeconds })], 1000 + index * 10);
        const run = there
          .slice(0, index + 1)
          .toReversed()
          .findIndex((one) => !one);
        const looks = run < 0 ? index + 1 : run;
        const isFiring = [...states.series.values()].some(({ state }) => state === 'firing');
        expect(isFiring).toBe(looks > 0 && (looks - 1) * 10 >= forSeconds);
      });
    }),
  );
});

test.each([
  null,
  1,
  [],
  {},
  { version: 2, series: [] },
  { version: 1, series: [{}] },
  { version: 1, series: [], at: '1' },
  { version: 1, series: [null] },
])('%j are no states', (document) => {
  expect(readStates(document)).toBeUndefined();
});
