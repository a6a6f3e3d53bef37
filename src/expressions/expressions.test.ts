import { expect, test } from 'vitest';
import { counter, gauge, histogram, open, summary } from '../metrics/index.ts';
import {
  above,
  absent,
  below,
  both,
  CHART_RANGE,
  calculate,
  constant,
  divide,
  evaluate,
  either,
  increase,
  isMatch,
  mean,
  now,
  orElse,
  overTime,
  promql,
  quantile,
  rate,
  record,
  recorded,
  recordedOverTime,
  selections,
  shareOf,
  shareUpTo,
  shownQuantile,
  sum,
  unless,
  value,
  whereThereIs,
  type History,
  type SeriesHistory,
} from './index.ts';

const attempts = counter('telephony_attempts_total', {
  help: 'Attempts.',
  labels: { trunk: open(64), outcome: ['answered', 'failed', 'no_answer'] },
});
const setup = histogram('telephony_setup_seconds', { help: 'Set-up.', labels: { trunk: open(64) }, buckets: [0.5, 1, 2] });
const up = gauge('telephony_up', { help: 'Up.', labels: { trunk: open(64) } });
const talk = summary('voice_talk_seconds', { help: 'Talk.', quantiles: [0.5, 0.95], windowSeconds: 60 });
const expiry = gauge('telephony_expiry_timestamp_seconds', { help: 'Expiry.' });

const all = sum(increase(attempts, 300), ['trunk']);
const failed = sum(increase(attempts, 300, { where: { outcome: 'failed' } }), ['trunk']);

test('a number that was calculated is written without what calculating left behind', () => {
  expect(promql(constant((1 - 0.98) * 14.4))).toBe('0.288');
});

test('a metric, a label or a value that does not exist does not compile', () => {
  // @ts-expect-error No such label.
  sum(rate(attempts, 60), ['queue']);
  // @ts-expect-error No such value of a closed label.
  rate(attempts, 60, { where: { outcome: 'lost' } });
  // @ts-expect-error No such label to select by.
  value(up, { where: { queue: 'sales' } });
  // @ts-expect-error A gauge has no rate.
  rate(up, 60);
  // @ts-expect-error A histogram has no single value.
  value(setup);
  // @ts-expect-error A counter has no quantile.
  quantile(0.9, attempts, 60);
  // @ts-expect-error Both sides must have the same labels.
  divide(failed, sum(increase(attempts, 300)));
  // @ts-expect-error Once summed a label is gone.
  sum(failed, ['outcome']);
  expect(() => shareUpTo(3, setup, 60)).toThrow('telephony_setup_seconds has no bucket 3.');
  expect(() => shownQuantile(0.9, talk)).toThrow('voice_talk_seconds has no quantile 0.9.');
});

test.each([
  [
    divide(failed, all),
    'sum by (trunk) (increase(telephony_attempts_total{outcome="failed"}[5m])) / sum by (trunk) (increase(telephony_attempts_total[5m]))',
  ],
  [
    sum(rate(attempts, 90, { where: { outcome: ['failed', 'no_answer'] } })),
    'sum (rate(telephony_attempts_total{outcome=~"failed|no_answer"}[90s]))',
  ],
  [value(up, { where: { trunk: { not: ['a.b', 'c"d'] } }, ago: 604_800 }), String.raw`telephony_up{trunk!~"a\\.b|c\"d"} offset 1w`],
  [value(up, { where: { trunk: { not: ['a.b'] } } }), 'telephony_up{trunk!="a.b"}'],
  [quantile(0.95, setup, 600, ['trunk']), 'histogram_quantile(0.95, sum by (le, trunk) (rate(telephony_setup_seconds_bucket[10m])))'],
  [shownQuantile(0.95, talk), 'voice_talk_seconds{quantile="0.95"}'],
  [sum(increase(attempts, CHART_RANGE)), 'sum (increase(telephony_attempts_total[1h]))'],
  [mean(setup, CHART_RANGE), 'sum (increase(telephony_setup_seconds_sum[1h])) / sum (increase(telephony_setup_seconds_count[1h]))'],
  [mean(setup, 60), 'sum (rate(telephony_setup_seconds_sum[1m])) / sum (rate(telephony_setup_seconds_count[1m]))'],
  [
    shareUpTo(1, setup, 60),
    'sum (rate(telephony_setup_seconds_bucket{le=~"1|1\\\\.0"}[1m])) / sum (rate(telephony_setup_seconds_count[1m]))',
  ],
  [
    calculate('-', 1, divide(calculate('*', value(up), 2), calculate('+', value(up), value(up)))),
    '1 - telephony_up * 2 / (telephony_up + telephony_up)',
  ],
  [calculate('-', value(up), calculate('-', value(up), 1)), 'telephony_up - (telephony_up - 1)'],
  [
    unless(either(both(above(value(up), 1), below(value(up), 2)), value(up)), value(up)),
    '((telephony_up > 1) and (telephony_up < 2) or telephony_up) unless telephony_up',
  ],
  [
    shareOf(failed, sum(increase(attempts, 300))),
    'sum by (trunk) (increase(telephony_attempts_total{outcome="failed"}[5m])) / on () group_left () sum (increase(telephony_attempts_total[5m]))',
  ],
  [orElse(above(value(up), 3), absent(up)), '(telephony_up > 3) or on () absent(telephony_up)'],
  [whereThereIs(value(up), above(sum(value(up)), 3)), 'telephony_up and on () (sum (telephony_up) > 3)'],
  [below(calculate('-', value(expiry), now()), 86_400), '(telephony_expiry_timestamp_seconds - time()) < 86400'],
  [absent(up, { where: { trunk: 'main' }, windowSeconds: 3600 }), 'absent_over_time(telephony_up{trunk="main"}[1h])'],
  [absent(up), 'absent(telephony_up)'],
  [overTime('max', up, 7200), 'max_over_time(telephony_up[2h])'],
])('%# is written as PromQL, with brackets where they are needed', (expression, text) => {
  expect(promql(expression)).toBe(text);
});

test('labels of the scrape stay apart in rules, and a dashboard chooses by what each series has', () => {
  const keep = ['job', 'instance'];
  expect(promql(divide(failed, all), { keep })).toBe(
    'sum by (job, instance, trunk) (increase(telephony_attempts_total{outcome="failed"}[5m])) / sum by (job, instance, trunk) (increase(telephony_attempts_total[5m]))',
  );
  expect(promql(shareOf(failed, sum(increase(attempts, 300))), { keep })).toContain('/ on (job, instance) group_left ()');
  const choose = [{ text: 'job=~"$job"' }, { label: 'trunk', text: 'trunk=~"$trunk"' }];
  const options = { choose, chartStep: '$__rate_interval', rename: (series: string) => series.replace('telephony', 'acme') };
  expect(promql(sum(rate(attempts, 'step', { where: { outcome: 'failed' } })), options)).toBe(
    'sum (rate(acme_attempts_total{job=~"$job", trunk=~"$trunk", outcome="failed"}[$__rate_interval]))',
  );
  expect(promql(value(expiry), options)).toBe('acme_expiry_timestamp_seconds{job=~"$job"}');
});

test('a recording rule is read by its name and has the labels of its expression', () => {
  const asr = record('trunk:answered:ratio_rate5m', divide(failed, all), ['trunk']);
  expect(promql(recorded(asr, { ago: 86_400, where: { trunk: 'main' } }))).toBe('trunk:answered:ratio_rate5m{trunk="main"} offset 1d');
  expect(promql(recordedOverTime('avg', asr, 604_800))).toBe('avg_over_time(trunk:answered:ratio_rate5m[1w])');
  // @ts-expect-error It has no such label.
  sum(recorded(asr), ['queue']);
});

test('what an expression reads can be listed', () => {
  const families = selections(both(above(quantile(0.9, setup, 60, ['trunk']), 1), above(all, 3))).map(({ family }) => family);
  expect(families).toEqual(['telephony_setup_seconds', 'telephony_attempts_total']);
});

/** A value each ten seconds from 0 on. */
function kept(
  ...series: readonly { readonly name: string; readonly labels: SeriesHistory['labels']; readonly values: readonly number[] }[]
): History {
  return {
    stepAt: () => 10,
    read: (name, matchers, from, to) =>
      series.flatMap((one) => {
        if (one.name !== name || !isMatch(one.labels, matchers)) return [];
        const within = one.values.map((value, index) => ({ at: index * 10, value })).filter(({ at }) => at >= from && at <= to);
        return [{ labels: one.labels, times: within.map(({ at }) => at), values: within.map(({ value }) => value) }];
      }),
  };
}

const { NaN: GONE } = Number;

// By hand from `extrapolatedRate` of Prometheus: the growth, spread by what the ends of the window lie beyond the samples.
test.each([
  ['began anew has grown by what it had before as well', 60, [0, 10, 20, 5, 15, 25, 35], 55],
  ['reaches both ends of the window is spread to them', 65, [98, 100, 102, 104, 106, 108, 110], 12],
  ['begins later than 110 % of its usual distance is spread by half of that', 67, [GONE, GONE, 1000, 1002, 1004, 1006, 1008], 10.4],
  ['was 0 shortly before its first value is spread to that moment', 65, [GONE, 1, 11, 21, 31, 41, 51], 56],
])('a counter that %s', (_case, at, values, expected) => {
  const labels = { trunk: 'a', outcome: 'failed' };
  const history = kept({ name: attempts.name, labels, values });
  expect(evaluate(increase(attempts, 60), history, at)[0]?.value).toBeCloseTo(expected, 9);
  expect(evaluate(rate(attempts, 60), history, at)[0]?.value).toBeCloseTo(expected / 60, 9);
});

test('a sick trunk is found in a history, and one that is well, silent or gone is not', () => {
  const growing = (step: number): readonly number[] => Array.from({ length: 31 }, (_, index) => index * step);
  const of = (trunk: string, outcome: string, values: readonly number[]) => ({ name: attempts.name, labels: { trunk, outcome }, values });
  const history = kept(
    of('sick', 'failed', growing(3)),
    of('sick', 'answered', growing(1)),
    of('well', 'failed', growing(1)),
    of('well', 'answered', growing(9)),
    of('silent', 'failed', growing(0)),
    of('gone', 'failed', [...growing(5).slice(0, 2), GONE]),
  );
  expect(evaluate(above(divide(failed, all), 0.5), history, 300)).toEqual([
    { labels: { trunk: 'sick' }, value: 0.75 },
    { labels: { trunk: 'gone' }, value: 1 },
  ]);
  expect(evaluate(both(above(divide(failed, all), 0.5), above(all, 20)), history, 300)).toEqual([
    { labels: { trunk: 'sick' }, value: 0.75 },
  ]);
  expect(() => evaluate(rate(attempts, 'step'), history, 300)).toThrow(RangeError);
});

test('a quantile needs values, lies within its bucket, and is the highest bound when it lies beyond', () => {
  const bucket = (le: string, last: number) => ({ name: 'telephony_setup_seconds_bucket', labels: { trunk: 'a', le }, values: [0, last] });
  const p = (part: number, history: History): unknown => evaluate(quantile(part, setup, 60, ['trunk']), history, 10)[0]?.value;
  const history = kept(bucket('0.5', 0), bucket('1', 8), bucket('2', 8), bucket('+Inf', 10));
  expect(p(0.4, history)).toBeCloseTo(0.75);
  expect(p(0.9, history)).toBe(2);
  expect(p(0.5, kept(bucket('0.5', 0), bucket('+Inf', 0)))).toBeNaN();
  expect(p(0.5, kept(bucket('0.5', 1)))).toBeNaN();
});

test('absence is known from what was asked for', () => {
  const history = kept({ name: up.name, labels: { trunk: 'a' }, values: [1, 1, GONE] });
  expect(evaluate(absent(up, { where: { trunk: 'b' } }), history, 20)).toEqual([{ labels: { trunk: 'b' }, value: 1 }]);
  expect(evaluate(absent(up), history, 10)).toEqual([]);
  expect(evaluate(absent(up), history, 20)).toEqual([{ labels: {}, value: 1 }]);
  expect(evaluate(absent(up, { windowSeconds: 15 }), history, 20)).toEqual([]);
  expect(evaluate(absent(up, { windowSeconds: 5 }), history, 20)).toEqual([{ labels: {}, value: 1 }]);
});

test('what stands in for nothing is there only where there is nothing, whatever the labels', () => {
  const history = kept({ name: up.name, labels: { trunk: 'a' }, values: [1, 5, GONE] });
  const high = orElse(above(value(up), 3), sum(value(up)));
  expect(evaluate(high, history, 0)).toEqual([{ labels: {}, value: 1 }]);
  expect(evaluate(high, history, 10)).toEqual([{ labels: { trunk: 'a' }, value: 5 }]);
  expect(evaluate(high, history, 20)).toEqual([]);
  expect(promql(high, { keep: ['job', 'instance'] })).toBe('(telephony_up > 3) or on () sum by (job, instance) (telephony_up)');
});

test('the moment goes with series of any labels', () => {
  const one: History = { read: () => [{ labels: { trunk: 'a' }, times: [50], values: [90] }], stepAt: () => 15 };
  const left = calculate('-', value(up), now());
  expect(promql(left)).toBe('telephony_up - time()');
  expect(evaluate(left, one, 60)).toEqual([{ labels: { trunk: 'a' }, value: 30 }]);
});

test('a number alone is always there', () => {
  const nothing: History = { read: () => [], stepAt: () => 15 };
  expect(promql(constant(1))).toBe('1');
  expect(evaluate(constant(1), nothing, 60)).toMatchObject([{ labels: {}, value: 1 }]);
});

test('the time that a chart shows is written as the chart calls it, and is known to no history', () => {
  const grown = increase(attempts, CHART_RANGE);
  expect(promql(grown, { chartRange: '$__range' })).toBe('increase(telephony_attempts_total[$__range])');
  const history: History = { read: () => [], stepAt: () => 10 };
  expect(() => evaluate(grown, history, 0)).toThrow('known to a chart alone');
});
