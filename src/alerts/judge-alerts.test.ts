import { expect, test } from 'vitest';
import { trunkAttempts } from '../catalog/index.ts';
import { above, absent, increase, record, recorded, sum, unless, type History } from '../expressions/index.ts';
import { reachOf } from './alert-reach.ts';
import { ALERTS } from './index.ts';
import { judgeAlerts, prepareAlerts } from './judge-alerts.ts';

const nothing: History = { read: () => [], stepAt: () => 10 };

test('the reach of an expression is its longest window, that of a recording rule included', () => {
  const failed = sum(increase(trunkAttempts, 300));
  const rule = record('all:telephony_trunk_attempts:increase5m', failed, []);
  expect(reachOf(above(failed, 3), () => undefined)).toEqual({ windowSeconds: 300, looksForAbsence: false });
  expect(reachOf(recorded(rule), (record) => (record === rule.record ? failed : undefined))).toEqual({
    windowSeconds: 300,
    looksForAbsence: false,
  });
  expect(reachOf(unless(failed, failed), () => undefined).looksForAbsence).toBe(true);
  expect(reachOf(absent(trunkAttempts, { windowSeconds: 900 }), () => undefined)).toEqual({ windowSeconds: 900, looksForAbsence: true });
});

test('every alert is judged; of one that fails nothing is known', () => {
  const prepared = prepareAlerts(
    ALERTS.map((alert) => ({ alert, when: alert.when({}) })),
    () => undefined,
  );
  const failures: string[] = [];
  const findings = judgeAlerts(prepared, nothing, 1000, (alert) => failures.push(alert));
  expect(findings.map(({ alert }) => alert)).toEqual(ALERTS.map(({ name }) => name));
  expect(failures).toEqual([]);
  const broken: History = {
    ...nothing,
    read: () => {
      throw new RangeError('broken');
    },
  };
  expect(judgeAlerts(prepared.slice(0, 1), broken, 1000, (alert) => failures.push(alert))[0]?.samples).toBeUndefined();
  expect(failures).toEqual([ALERTS[0]?.name]);
});
