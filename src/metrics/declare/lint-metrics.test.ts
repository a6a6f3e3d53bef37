import { expect, test } from 'vitest';
import {
  counter,
  gauge,
  histogram,
  info,
  labelRejectedTotal,
  lintMetrics,
  type MetricDef,
  open,
  seriesRefusedTotal,
  summary,
  upDownGauge,
  valueRejectedTotal,
} from '../index.ts';

const WINDOW = { quantiles: [0.5], windowSeconds: 60 };

test.each<[string, MetricDef, string]>([
  ['no help', gauge('telephony_level', { help: ' ' }), 'no help text'],
  ['a unit that is not a base unit', gauge('telephony_talk_minutes', { help: 'x' }), 'use base unit "seconds" instead of "minutes"'],
  ['a prefixed unit', gauge('telephony_delay_milliseconds', { help: 'x' }), 'use base unit "seconds" instead of "milliseconds"'],
  ['bits', counter('telephony_sent_kilobits_total', { help: 'x' }), 'use base unit "bytes" instead of "kilobits"'],
  ['a gauge in _total', gauge('telephony_level_total', { help: 'x' }), 'non-counter metrics should not have "_total" suffix'],
  ['an up-down gauge in _total', upDownGauge('telephony_open_total', { help: 'x' }), 'non-counter metrics should not have "_total" suffix'],
  [
    'a counter without _total',
    { ...counter('telephony_a_total', { help: 'x' }), name: 'telephony_a' },
    'counter metrics should have "_total" suffix',
  ],
  ['a gauge in _bucket', gauge('telephony_level_bucket', { help: 'x' }), 'non-histogram metrics should not have "_bucket" suffix'],
  [
    'a summary in _bucket',
    summary('telephony_level_bucket', { help: 'x', ...WINDOW }),
    'non-histogram metrics should not have "_bucket" suffix',
  ],
  [
    'a gauge in _count',
    gauge('telephony_level_count', { help: 'x' }),
    'non-histogram and non-summary metrics should not have "_count" suffix',
  ],
  ['a gauge in _sum', gauge('telephony_level_sum', { help: 'x' }), 'non-histogram and non-summary metrics should not have "_sum" suffix'],
  [
    'a histogram of points in time',
    histogram('telephony_end_timestamp_seconds', { help: 'x', buckets: [1] }),
    'non-gauge metrics should not have "_timestamp_seconds" suffix',
  ],
  [
    'a quantile label',
    gauge('telephony_level', { help: 'x', labels: { quantile: ['0.5'] } }),
    'non-summary metrics should not have "quantile" label',
  ],
  ['an le label', info('telephony_build_info', { help: 'x', labels: { le: ['1'] } }), 'non-histogram metrics should not have "le" label'],
  ['a type in the name', gauge('telephony_gauge_level', { help: 'x' }), "metric name should not include type 'gauge'"],
  [
    'a type at the end of the name',
    histogram('telephony_a_summary', { help: 'x', buckets: [1] }),
    "metric name should not include type 'summary'",
  ],
  ['a colon', gauge('telephony:level', { help: 'x' }), "metric names should not contain ':'"],
  ['camelCase', gauge('telephony_callLevel', { help: 'x' }), "metric names should be written in 'snake_case' not 'camelCase'"],
  [
    'a camelCase label',
    gauge('a', { help: 'x', labels: { callId: open(1) } }),
    "label names should be written in 'snake_case' not 'camelCase'",
  ],
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

test('lint names every type in a name', () => {
  const problems = lintMetrics([gauge('telephony_counter_gauge_level', { help: 'x' })]).map(({ problem }) => problem);
  expect(problems).toEqual(["metric name should not include type 'counter'", "metric name should not include type 'gauge'"]);
});

test.each<[string, MetricDef]>([
  ['a base unit before another', gauge('telephony_seconds_per_minutes', { help: 'x' })],
  ['a word that only ends like a unit', gauge('telephony_thermometers', { help: 'x' })],
  ['a type as the first word', gauge('gauge_level', { help: 'x' })],
  ['a summary whose name ends in _count', summary('telephony_word_count', { help: 'x', ...WINDOW })],
  ['a point in time', gauge('telephony_end_timestamp_seconds', { help: 'x' })],
  ['an info', info('telephony_build_info', { help: 'x' })],
])('lint accepts %s, as promlint does', (_, def) => {
  expect(lintMetrics([def])).toEqual([]);
});

test('lint finds a name that is used twice', () => {
  const one = gauge('telephony_level', { help: 'x' });
  expect(lintMetrics([one, one])).toEqual([{ metric: 'telephony_level', problem: 'metric is declared twice' }]);
});

test('lint has nothing against the metrics of a registry itself', () => {
  expect(lintMetrics([labelRejectedTotal, seriesRefusedTotal, valueRejectedTotal])).toEqual([]);
});
