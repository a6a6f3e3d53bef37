import { type Absent, type Aggregated, CHART_RANGE, CHART_STEP, type Node, type OverRange, type Selected } from './expression.ts';
import type { History, SeriesLabels } from './history.ts';
import { calculated, combined, compared, constantOf } from './operators.ts';
import { bucketQuantile } from './bucket-quantile.ts';
import { overWindow } from './over-window.ts';
import { type Sample, seriesKey } from './sample.ts';

/** For how long a value counts, when no newer one came and nothing said that the series is gone. */
const LOOKBACK_SECONDS = 300;

/**
 * The series that an expression has at a moment (Unix seconds), as Prometheus would answer from the same values; each set of labels comes once.
 * A range by a chart throws a RangeError: there is no chart here.
 */
export function evaluate(expression: Node, history: History, at: number): readonly Sample[] {
  switch (expression.kind) {
    case 'selected':
      return newest(expression, history, at);
    case 'overRange':
      return ranged(expression, history, at);
    case 'aggregated':
      return aggregated(expression, evaluate(expression.of, history, at));
    case 'quantile':
      return quantiles(expression.quantile, evaluate(expression.of, history, at));
    case 'calculated':
      return calculated(expression, evaluate(expression.left, history, at), evaluate(expression.right, history, at));
    case 'compared':
      return compared(expression, evaluate(expression.left, history, at), evaluate(expression.right, history, at));
    case 'combined':
      return combined(expression, evaluate(expression.left, history, at), evaluate(expression.right, history, at));
    case 'absent':
      return isAbsent(expression, history, at) ? [{ labels: labelsAsked(expression.of), value: 1 }] : [];
    case 'now':
      return constantOf(at);
    case 'constant':
      return constantOf(expression.value);
  }
}

function newest({ series, matchers, agoSeconds }: Selected, history: History, at: number): readonly Sample[] {
  const to = at - agoSeconds;
  const lookback = Math.max(LOOKBACK_SECONDS, 2 * history.stepAt(to));
  return history.read(series, matchers, to - lookback, to).flatMap(({ labels, values }) => {
    const last = values[values.length - 1];
    return last === undefined || Number.isNaN(last) ? [] : [{ labels, value: last }];
  });
}

function ranged({ function: name, of, windowSeconds }: OverRange, history: History, at: number): readonly Sample[] {
  if (windowSeconds === CHART_STEP || windowSeconds === CHART_RANGE)
    throw new RangeError('The step of a chart and the time that it shows are known to a chart alone.');
  const to = at - of.agoSeconds;
  return history.read(of.series, of.matchers, to - windowSeconds, to).flatMap(({ labels, times, values }) => {
    const value = overWindow(name, times, values, to - windowSeconds, to);
    return value === undefined ? [] : [{ labels, value }];
  });
}

function aggregated({ operation, by }: Aggregated, samples: readonly Sample[]): readonly Sample[] {
  return groupBy(samples, by).map(({ labels, values }) => ({ labels, value: AGGREGATE[operation](values) }));
}

const AGGREGATE: { readonly [O in Aggregated['operation']]: (values: readonly number[]) => number } = {
  sum: (values) => values.reduce((all, value) => all + value, 0),
  avg: (values) => values.reduce((all, value) => all + value, 0) / values.length,
  min: (values) => values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  count: (values) => values.length,
};

function groupBy(samples: readonly Sample[], by: readonly string[]): readonly { labels: SeriesLabels; values: number[] }[] {
  const groups = new Map<string, { labels: SeriesLabels; values: number[] }>();
  for (const { labels, value } of samples) {
    const key = seriesKey(labels, by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels: pick(labels, by), values: [value] });
    else group.values.push(value);
  }
  return [...groups.values()];
}

function pick(labels: SeriesLabels, names: readonly string[]): SeriesLabels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
}

function quantiles(quantile: number, samples: readonly Sample[]): readonly Sample[] {
  const groups = new Map<string, { labels: SeriesLabels; buckets: { bound: number; count: number }[] }>();
  for (const { labels, value } of samples) {
    const { le, ...others } = labels;
    if (le === undefined) continue;
    const key = seriesKey(others);
    const group = groups.get(key) ?? { labels: others, buckets: [] };
    group.buckets.push({ bound: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count: value });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(quantile, buckets) }));
}

function isAbsent({ of, windowSeconds }: Absent, history: History, at: number): boolean {
  if (windowSeconds === undefined) return newest(of, history, at).length === 0;
  const to = at - of.agoSeconds;
  const series = history.read(of.series, of.matchers, to - windowSeconds, to);
  return series.every(({ values }) => Array.prototype.every.call(values, (value) => Number.isNaN(value)));
}

/** What an absent series is known to be. */
function labelsAsked({ matchers }: Selected): SeriesLabels {
  return Object.fromEntries(
    matchers.flatMap(({ label, isIn, values: [only, ...others] }) =>
      isIn && only !== undefined && only !== '' && others.length === 0 ? [[label, only]] : [],
    ),
  );
}
