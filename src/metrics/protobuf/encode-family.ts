import type { ReadSeries } from '../pages/family-series.ts';
import { parseLabels } from '../text/escape.ts';
import { exemplarsOf, writeExemplar, writeTime } from './encode-exemplar.ts';
import type { ExemplarReading } from '../pages/exemplar-cells.ts';
import { writeClassicBuckets, writeNativeBuckets } from './encode-histogram.ts';
import { createdCell, type Family } from '../pages/family.ts';
import { ProtoWriter } from './proto-writer.ts';
import { NativeReader, type NativeReading } from '../pages/read-native.ts';
import { Samples } from '../text/samples.ts';

/** Numbers of the fields of io.prometheus.client, of the messages MetricFamily, Metric and LabelPair. */
const FAMILY = { name: 1, help: 2, type: 3, metric: 4 } as const;
const METRIC = { label: 1, gauge: 2, counter: 3, summary: 4, histogram: 7 } as const;
const LABEL = { name: 1, value: 2 } as const;
/** The value of a Gauge and of a Counter. */
const VALUE = 1;
const SUMMARY = { count: 1, sum: 2, quantile: 3 } as const;
const QUANTILE = { quantile: 1, value: 2 } as const;
const COUNTER = { exemplar: 2 } as const;
/** The time at which a series was made. */
const CREATED = { counter: 3, summary: 4, histogram: 15 } as const;

/** MetricType of io.prometheus.client, which has none for an info. */
const TYPE: Readonly<Record<Family['kind'], number>> = { counter: 0, gauge: 1, info: 1, summary: 2, histogram: 4 };

/** One family as a delimited io.prometheus.client.MetricFamily; empty when no series of it has a value. */
export function encodeFamily(family: Family, series: Iterable<ReadSeries>): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  const samples = new Samples(family, 'text');
  const values = new Float64Array(samples.count);
  const natives = new NativeReader(family);
  const message = writer.begin();
  writer.text(FAMILY.name, family.name);
  writer.text(FAMILY.help, family.help);
  writer.unsigned(FAMILY.type, TYPE[family.kind]);
  let isEmpty = true;
  for (const one of series) {
    const lines = samples.read(one.page, one.offset, values);
    const native = natives.read(one.page, one.offset);
    // Buckets that cannot be read are missing data: without them the series would be of another type for one scrape.
    if (lines === 0 || (native === undefined && family.nativeBuckets !== undefined)) continue;
    isEmpty = false;
    const metric = writer.begin(FAMILY.metric);
    writeLabels(writer, one.labels);
    writeValue(writer, family, {
      values: values.subarray(0, lines),
      native,
      created: createdOf(family, one),
      exemplars: exemplarsOf(family, one),
    });
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

/** What is written of one series. */
interface Reading {
  /** As `Samples` reads them. */
  readonly values: Float64Array;
  readonly native: NativeReading | undefined;
  /** Unix time in seconds. */
  readonly created: number | undefined;
  /** As `exemplarsOf` reads them. */
  readonly exemplars: readonly (ExemplarReading | undefined)[];
}

function createdOf(family: Family, { page, offset }: ReadSeries): number | undefined {
  const cell = createdCell(family);
  return cell === undefined ? undefined : page[offset + cell];
}

function writeValue(writer: ProtoWriter, family: Family, reading: Reading): void {
  const { kind } = family;
  if (kind === 'gauge' || kind === 'info') {
    const gauge = writer.begin(METRIC.gauge);
    writer.double(VALUE, reading.values[0] ?? 0);
    writer.end(gauge);
    return;
  }
  const message = writer.begin(METRIC[kind]);
  if (kind === 'counter') {
    writer.double(VALUE, reading.values[0] ?? 0);
    writeExemplar(writer, COUNTER.exemplar, reading.exemplars[0]);
  } else if (kind === 'histogram') writeHistogram(writer, family.buckets, reading);
  else writeSummary(writer, family.quantiles ?? [], reading.values);
  if (reading.created !== undefined) writeTime(writer, CREATED[kind], reading.created);
  writer.end(message);
}

/** The count is that of the native buckets where there are some: a reader of those refuses one that they do not add up to. */
function writeHistogram(writer: ProtoWriter, bounds: readonly number[], { values, native, exemplars }: Reading): void {
  const all = { count: native?.count ?? values[bounds.length + 2] ?? 0, sum: values[bounds.length + 1] ?? 0 };
  writeClassicBuckets(writer, all, bounds, { cumulative: values, exemplars });
  if (native !== undefined) writeNativeBuckets(writer, native, exemplars);
}

/** `values`: those of the quantiles, unless the window is empty, then sum and count. */
function writeSummary(writer: ProtoWriter, quantiles: readonly number[], values: Float64Array): void {
  writer.unsigned(SUMMARY.count, values.at(-1) ?? 0);
  writer.double(SUMMARY.sum, values.at(-2) ?? 0);
  for (const [index, value] of values.subarray(0, -2).entries()) {
    const quantile = writer.begin(SUMMARY.quantile);
    writer.double(QUANTILE.quantile, quantiles[index] ?? 0);
    writer.double(QUANTILE.value, value);
    writer.end(quantile);
  }
}
