import { expect, test } from 'vitest';
import { counter, gauge, histogram, labelRejectedTotal, lintMetrics, open, seriesRefusedTotal, valueRejectedTotal } from './index.ts';

test.each([
  ['no help', gauge('telephony_level', { help: ' ' }), 'no help text'],
  ['a unit that is not a base unit', gauge('telephony_talk_minutes', { help: 'x' }), 'use base unit "seconds" instead of "minutes"'],
  ['a prefixed unit', gauge('telephony_delay_milliseconds', { help: 'x' }), 'use base unit "seconds" instead of "milliseconds"'],
  ['bits', counter('telephony_sent_kilobits_total', { help: 'x' }), 'use base unit "bytes" instead of "kilobits"'],
  ['a gauge in _total', gauge('telephony_level_total', { help: 'x' }), 'non-counter metrics should not have "_total" suffix'],
  ['a gauge in _count', gauge('telephony_level_count', { help: 'x' }), 'metrics should not end in "_bucket", "_count" or "_sum"'],
  [
    'a quantile label',
    gauge('telephony_level', { help: 'x', labels: { quantile: ['0.5'] } }),
    'metrics should not have the labels "le" or "quantile"',
  ],
  ['its type in the name', gauge('telephony_gauge_level', { help: 'x' }), 'metric name should not include its type'],
  ['a colon', gauge('telephony:level', { help: 'x' }), 'metric names should not contain ":"'],
  ['camelCase', gauge('telephony_callLevel', { help: 'x' }), 'metric names should be written in "snake_case" not "camelCase"'],
  ['a camelCase label', gauge('a', { help: 'x', labels: { callId: open(1) } }), 'label names should be in "snake_case" not "camelCase"'],
  [
    'an abbreviated unit',
    histogram('telephony_setup_ms', { help: 'x', buckets: [1] }),
    'metric names should not contain abbreviated units',
  ],
  [
    'an abbreviated unit of a counter',
    counter('telephony_busy_sec_total', { help: 'x' }),
    'metric names should not contain abbreviated units',
  ],
])('lint finds %s', (_, def, problem) => {
  expect(lintMetrics([def])).toEqual([{ metric: def.name, problem }]);
});

test('lint finds a name that is used twice', () => {
  const one = gauge('telephony_level', { help: 'x' });
  expect(lintMetrics([one, one])).toEqual([{ metric: 'telephony_level', problem: 'metric is declared twice' }]);
});

test('lint has nothing against the metrics of a registry itself', () => {
  expect(lintMetrics([labelRejectedTotal, seriesRefusedTotal, valueRejectedTotal])).toEqual([]);
});
