import { expect, test } from 'vitest';
import type { Inhibition } from './alert.ts';
import { alertKey, type AlertSeries, type AlertStates } from './alert-states.ts';
import { ALERTS } from './index.ts';
import { inhibited } from './inhibitions.ts';

function states(...all: readonly (readonly [string, string, AlertSeries['state']])[]): AlertStates {
  const series = all.map(([alert, trunk, state]): [string, AlertSeries] => [
    alertKey(alert, { trunk }),
    { alert, labels: { trunk }, state, since: 1, activeAt: 1, value: 1, countsFrom: 1 },
  ]);
  return { at: 1, series: new Map(series) };
}

const declared: Readonly<Record<string, readonly Inhibition[]>> = {
  Pdd: [{ alert: 'Dead', equal: ['trunk'] }],
  Asr: [{ alert: 'Down', equal: [] }],
  Dead: [{ alert: 'Dead', equal: ['trunk'] }],
};

test('a dead trunk explains the delay of that trunk, and of no other', () => {
  const found = inhibited(
    states(['Dead', 'a', 'firing'], ['Pdd', 'a', 'firing'], ['Pdd', 'b', 'firing'], ['Asr', 'a', 'firing']),
    (name) => declared[name] ?? [],
  );
  expect([...found]).toEqual([[alertKey('Pdd', { trunk: 'a' }), ['Dead']]]);
});

test('what explains another must fire itself', () => {
  const found = inhibited(states(['Dead', 'a', 'pending'], ['Pdd', 'a', 'firing']), (name) => declared[name] ?? []);
  expect(found.size).toBe(0);
});

test('with no labels to be equal any series of the other explains all', () => {
  const found = inhibited(states(['Down', 'x', 'firing'], ['Asr', 'a', 'firing'], ['Asr', 'b', 'firing']), (name) => declared[name] ?? []);
  expect([...found.values()]).toEqual([['Down'], ['Down']]);
});

test('what explains another is an alert that there is, and nothing explains itself, not by others either', () => {
  const explaining = new Map(ALERTS.map(({ name, inhibitedBy }) => [name, inhibitedBy.map((one) => one.alert)]));
  const behind = (name: string, seen: readonly string[]): readonly string[] =>
    (explaining.get(name) ?? []).flatMap((one) => (seen.includes(one) ? [one] : [one, ...behind(one, [...seen, one])]));
  for (const { name } of ALERTS) {
    expect(behind(name, [])).not.toContain(name);
    expect(behind(name, []).filter((one) => !explaining.has(one))).toEqual([]);
  }
});

const declaredOf = (name: string): readonly Inhibition[] => ALERTS.find((one) => one.name === name)?.inhibitedBy ?? [];

test('a dead trunk explains what follows from it for its own calls, and nothing that is about all calls: it may be a small one', () => {
  const all = states(
    ['TrunkFailing', 'a', 'firing'],
    ['AnswerRatioLow', 'a', 'firing'],
    ['AnswerRatioLow', 'b', 'firing'],
    ['PostDialDelayHigh', '', 'firing'],
    ['IneffectiveAttemptsHigh', '', 'firing'],
    ['CallSloBurnsFast', '', 'firing'],
  );
  expect([...inhibited(all, declaredOf)]).toEqual([[alertKey('AnswerRatioLow', { trunk: 'a' }), ['TrunkFailing']]]);
});

test('of all that says that calls fail everywhere one is told: the lowest success rate, else the fast burn', () => {
  const burning = [
    ['CallSloBurnsFast', '', 'firing'],
    ['CallSloBurnsSlowly', '', 'firing'],
    ['IneffectiveAttemptsHigh', '', 'firing'],
  ] as const;
  const names = (found: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => [...found.values()];
  expect(names(inhibited(states(...burning), declaredOf))).toEqual([['CallSloBurnsFast']]);
  expect(names(inhibited(states(['VoiceCallSuccessRateLow', '', 'firing'], ...burning), declaredOf))).toEqual([
    ['VoiceCallSuccessRateLow'],
    ['CallSloBurnsFast', 'VoiceCallSuccessRateLow'],
    ['VoiceCallSuccessRateLow'],
  ]);
});

test('what has fewer labels is not explained by one of many series of another', () => {
  const narrow = ALERTS.flatMap(({ name, inhibitedBy }) =>
    inhibitedBy
      .filter(({ alert, equal }) => equal.length === 0 && (/\{(?!value)\w+\}/.exec(textOf(alert)) ?? []).length > 0)
      .map(({ alert }) => `${name} by ${alert}`),
  );
  expect(narrow).toEqual([]);
});

/** A summary names the labels that an alert has. */
function textOf(name: string): string {
  return ALERTS.find((one) => one.name === name)?.summary ?? '';
}
