import { beforeAll, describe, expect, test } from 'vitest';
import { ALERTS, chooseAlerts, RECORDING_RULES, type ChosenAlert } from '../../src/alerts/index.ts';
import { evaluate } from '../../src/expressions/index.ts';
import { rounds } from '../rounds.ts';
import { DAY, HOUR, INCIDENTS, MINUTE, WEEK, Weeks } from './week.ts';

/** An alert that fires. */
interface Firing {
  readonly name: string;
  readonly isPage: boolean;
  readonly at: number;
  readonly value: number;
}

/** Steps of five minutes, and of one around what goes wrong. */
const COARSE = 300;
const FINE = 60;
/** How long windows see an incident that is over: an objective over three days is missed for as long. */
const TAIL = { page: HOUR, other: HOUR, objective: 3 * DAY };

function isNear(now: number): boolean {
  return INCIDENTS.some(({ begin, end }) => begin - 10 * MINUTE <= now && now < end + 10 * MINUTE);
}

/** What fires at a moment. `since`: when each series of an alert was first there. A coarse look sees too little of how long something lasts: it counts at once. */
function firingNow(
  { alert, when }: ChosenAlert,
  weeks: Weeks,
  now: number,
  since: Map<string, number>,
  isCoarse: boolean,
): readonly Firing[] {
  const samples = evaluate(when, weeks.history, now).map(({ labels, value }) => ({ key: `${alert.name}${JSON.stringify(labels)}`, value }));
  const keys = new Set(samples.map(({ key }) => key));
  for (const key of since.keys()) if (key.startsWith(`${alert.name}{`) && !keys.has(key)) since.delete(key);
  for (const key of keys) if (!since.has(key)) since.set(key, now);
  return samples
    .filter(({ key }) => isCoarse || now - (since.get(key) ?? now) >= alert.forSeconds)
    .map(({ value }) => ({ name: alert.name, isPage: alert.severity === 'critical', at: now, value }));
}

/** All that fires in the second week. */
function firingsOf(seed: number): readonly Firing[] {
  const firings: Firing[] = [];
  const weeks = new Weeks(seed);
  const alerts = chooseAlerts(ALERTS, { off: ['Watchdog'], thresholds: [] });
  const cheap = RECORDING_RULES.filter(({ record }) => !record.includes('sli_error'));
  const since = new Map<string, number>();
  let now = 0;
  while (now < 2 * WEEK) {
    const step = isNear(now) ? FINE : COARSE;
    now += step;
    weeks.tell(now, step);
    weeks.history.record(now < WEEK ? cheap : RECORDING_RULES, now);
    if (now >= WEEK) for (const one of alerts) firings.push(...firingNow(one, weeks, now, since, step === COARSE));
  }
  return firings;
}

describe.each([7, 1, 2026].slice(0, rounds(1, 3)))(
  'a week with nights, a weekend, a dialler, a scanner, two deploys and six incidents, by the seed %i',
  (seed) => {
    let firings: readonly Firing[] = [];
    beforeAll(() => void (firings = firingsOf(seed)), 300_000);
    const isFalse = ({ at }: Firing, tail: number): boolean => !INCIDENTS.some(({ begin, end }) => begin <= at && at <= end + tail);
    const shown = (found: readonly Firing[]): readonly string[] => found.map(({ name, at, value }) => `${name} at ${at - WEEK}: ${value}`);

    test('wakes nobody without reason', () => {
      expect(shown(firings.filter((one) => one.isPage && isFalse(one, TAIL.page)))).toEqual([]);
    });

    test('has nothing else that is said without reason', () => {
      expect(
        shown(firings.filter((one) => !one.isPage && isFalse(one, one.name.endsWith('BurnsSlowly') ? TAIL.objective : TAIL.other))),
      ).toEqual([]);
    });

    test.each(INCIDENTS)('finds within five minutes: $name', ({ begin, end, found }) => {
      const first = firings.find(({ name, at }) => found.includes(name) && begin <= at && at <= end);
      expect(first).toBeDefined();
      expect((first?.at ?? Infinity) - begin).toBeLessThanOrEqual(5 * MINUTE);
    });

    test('has no value that is no number', () => {
      expect(firings.filter(({ value }) => Number.isNaN(value))).toEqual([]);
    });
  },
);
