import type { ReadSeries } from './compose-family.ts';
import { parseLabels } from './escape.ts';
import type { Family } from './family.ts';
import { ProtoWriter } from './proto-writer.ts';
import { Samples } from './samples.ts';

/** Numbers of the fields of io.prometheus.client, of the messages MetricFamily, Metric and LabelPair. */
const FAMILY = { name: 1, help: 2, type: 3, metric: 4 } as const;
const METRIC = { label: 1, gauge: 2, counter: 3, summary: 4, histogram: 7 } as const;
const LABEL = { name: 1, value: 2 } as const;
/** The value of a Gauge and of a Counter. */
const VALUE = 1;
const HISTOGRAM = { count: 1, sum: 2, bucket: 3 } as const;
const BUCKET = { cumulativeCount: 1, upperBound: 2 } as const;
const SUMMARY = { count: 1, sum: 2, quantile: 3 } as const;
const QUANTILE = { quantile: 1, value: 2 } as const;

/** MetricType of io.prometheus.client, which has none for an info. */
const TYPE: Readonly<Record<Family['kind'], number>> = { counter: 0, gauge: 1, info: 1, summary: 2, histogram: 4 };

/** One family as a delimited io.prometheus.client.MetricFamily; empty when no series of it has a value. */
export function encodeFamily(family: Family, series: readonly ReadSeries[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  const samples = new Samples(family, 'text');
  const values = new Float64Array(samples.count);
  const message = writer.begin();
  writer.text(FAMILY.name, family.name);
  writer.text(FAMILY.help, family.help);
  writer.unsigned(FAMILY.type, TYPE[family.kind]);
  let isEmpty = true;
  for (const one of series) {
    const lines = samples.read(one, values, 0);
    if (lines === 0) continue;
    isEmpty = false;
    const metric = writer.begin(FAMILY.metric);
    writeLabels(writer, one.labels);
    writeValue(writer, family, values.subarray(0, lines));
    writer.end(metric);
  }
  writer.end(message);
  return isEmpty ? new Uint8Array(0) : writer.finish();
}

function writeLabels(writer: ProtoWriter, labels: string): void {
  for (const [name, value] of parseLabels(labels)) {
    const label = writer.begin(METRIC.label);
    writer.text(LABEL.name, name);
    writer.text(LABEL.value, value);
    writer.end(label);
  }
}

/** `values`: those of one series as `Samples` reads them. */
function writeValue(writer: ProtoWriter, family: Family, values: Float64Array): void {
  if (family.kind === 'histogram') {
    writeHistogram(writer, family.buckets, values);
    return;
  }
  if (family.kind === 'summary') {
    writeSummary(writer, family.quantiles ?? [], values);
    return;
  }
  const value = writer.begin(family.kind === 'counter' ? METRIC.counter : METRIC.gauge);
  writer.double(VALUE, values[0] ?? 0);
  writer.end(value);
}

function writeHistogram(writer: ProtoWriter, bounds: readonly number[], values: Float64Array): void {
  const histogram = writer.begin(METRIC.histogram);
  writer.unsigned(HISTOGRAM.count, values[bounds.length + 2] ?? 0);
  writer.double(HISTOGRAM.sum, values[bounds.length + 1] ?? 0);
  // The bucket of +Inf is the count.
  for (const [index, bound] of bounds.entries()) {
    const bucket = writer.begin(HISTOGRAM.bucket);
    writer.unsigned(BUCKET.cumulativeCount, values[index] ?? 0);
    writer.double(BUCKET.upperBound, bound);
    writer.end(bucket);
  }
  writer.end(histogram);
}

/** `values`: those of the quantiles, unless the window is empty, then sum and count. */
function writeSummary(writer: ProtoWriter, quantiles: readonly number[], values: Float64Array): void {
  const summary = writer.begin(METRIC.summary);
  writer.unsigned(SUMMARY.count, values.at(-1) ?? 0);
  writer.double(SUMMARY.sum, values.at(-2) ?? 0);
  for (const [index, value] of values.subarray(0, -2).entries()) {
    const quantile = writer.begin(SUMMARY.quantile);
    writer.double(QUANTILE.quantile, quantiles[index] ?? 0);
    writer.double(QUANTILE.value, value);
    writer.end(quantile);
  }
  writer.end(summary);
}
