import type { FamilyReading, SeriesReading, SeriesValue } from '../metrics/index.ts';
import type { OtlpTransformer } from './load-otlp.ts';
import { timeOf } from './time-of.ts';

type Metric = Parameters<OtlpTransformer['ProtobufMetricsSerializer']['serializeRequest']>[0]['scopeMetrics'][number]['metrics'][number];
type Descriptor = Metric['descriptor'];
type Histogram = Extract<SeriesValue, { readonly kind: 'histogram' }>;
type Summary = Extract<SeriesValue, { readonly kind: 'summary' }>;
type Point<T> = { readonly series: SeriesReading; readonly value: T };

/** DataPointType, AggregationTemporality and ValueType of OpenTelemetry. */
const TYPE = { histogram: 0, exponential: 1, gauge: 2, sum: 3 } as const;
const CUMULATIVE = 1;
const DOUBLE = 1;

/** The units of the names as UCUM writes them. */
const UCUM: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'By',
  ratio: '1',
  celsius: 'Cel',
  meters: 'm',
  volts: 'V',
  amperes: 'A',
  joules: 'J',
  grams: 'g',
};

interface Times {
  /** When the values were read, and from when on sums are counted where a series does not say. Unix seconds. */
  readonly at: number;
  readonly startedAt: number;
}

/** Metrics as OpenTelemetry has them, under their own names. A summary, for which its SDK has no type, is three metrics: its quantiles, its sum and its count. */
export function metricData(families: readonly FamilyReading[], times: Times): Metric[] {
  return families.flatMap((family) => familyData(family, times));
}

function familyData({ name, help, unit, series }: FamilyReading, times: Times): Metric[] {
  const descriptor = { name, description: help, unit: unit === undefined ? '' : (UCUM[unit] ?? unit), valueType: DOUBLE };
  const sums: Point<number>[] = [];
  const gauges: Point<number>[] = [];
  const histograms: Point<Histogram>[] = [];
  const summaries: Point<Summary>[] = [];
  for (const one of series) {
    const { value } = one;
    if (value.kind === 'counter') sums.push({ series: one, value: value.value });
    else if (value.kind === 'histogram') histograms.push({ series: one, value });
    else if (value.kind === 'summary') summaries.push({ series: one, value });
    else gauges.push({ series: one, value: value.value });
  }
  return [
    ...sumData(descriptor, sums, times),
    ...gaugeData(descriptor, gauges, times),
    ...histogramData(descriptor, histograms, times),
    ...summaryData(descriptor, summaries, times),
  ];
}

function pointAt<T>({ labels, createdAt }: SeriesReading, { at, startedAt }: Times, value: T) {
  return { startTime: timeOf(Math.min(at, createdAt ?? startedAt)), endTime: timeOf(at), attributes: { ...labels }, value };
}

function sumData(descriptor: Descriptor, points: readonly Point<number>[], times: Times): Metric[] {
  if (points.length === 0) return [];
  const dataPoints = points.map(({ series, value }) => pointAt(series, times, value));
  return [{ descriptor, aggregationTemporality: CUMULATIVE, dataPointType: TYPE.sum, isMonotonic: true, dataPoints }];
}

function gaugeData(descriptor: Descriptor, points: readonly Point<number>[], times: Times): Metric[] {
  if (points.length === 0) return [];
  const dataPoints = points.map(({ series, value }) => pointAt(series, times, value));
  return [{ descriptor, aggregationTemporality: CUMULATIVE, dataPointType: TYPE.gauge, dataPoints }];
}

/** One with native buckets alone is exponential; one with both has its classic ones, which are those of the text. */
function histogramData(descriptor: Descriptor, points: readonly Point<Histogram>[], times: Times): Metric[] {
  const explicit = points.filter(({ value }) => value.bounds.length > 0 || value.native === undefined);
  const exponential = points.filter((one) => !explicit.includes(one));
  const metrics: Metric[] = [];
  if (explicit.length > 0) {
    const dataPoints = explicit.map(({ series, value: { bounds, counts, count, sum } }) =>
      pointAt(series, times, { buckets: { boundaries: [...bounds], counts: [...counts] }, count, sum }),
    );
    metrics.push({ descriptor, aggregationTemporality: CUMULATIVE, dataPointType: TYPE.histogram, dataPoints });
  }
  if (exponential.length > 0) {
    const dataPoints = exponential.map(({ series, value }) => pointAt(series, times, exponentialOf(value)));
    metrics.push({ descriptor, aggregationTemporality: CUMULATIVE, dataPointType: TYPE.exponential, dataPoints });
  }
  return metrics;
}

/** Bucket `i` of OTLP is above base^i, that of Prometheus is up to it: it is the one before. */
function exponentialOf({ sum, native }: Histogram) {
  const { schema = 0, zeroCount = 0, count = 0, offset = 0, counts = [] } = native ?? {};
  const negative = { offset: 0, bucketCounts: [] };
  return { count, sum, scale: schema, zeroCount, positive: { offset: offset - 1, bucketCounts: [...counts] }, negative };
}

function summaryData(descriptor: Descriptor, points: readonly Point<Summary>[], times: Times): Metric[] {
  const quantiles = points.flatMap(({ series, value }) =>
    value.quantiles.map(({ quantile, value: at }) => ({
      series: { ...series, labels: { ...series.labels, quantile: String(quantile) } },
      value: at,
    })),
  );
  const part = (end: string): Descriptor => ({ ...descriptor, name: `${descriptor.name}_${end}` });
  return [
    ...gaugeData(descriptor, quantiles, times),
    ...sumData(
      part('sum'),
      points.map(({ series, value }) => ({ series, value: value.sum })),
      times,
    ),
    ...sumData(
      { ...part('count'), unit: '' },
      points.map(({ series, value }) => ({ series, value: value.count })),
      times,
    ),
  ];
}
