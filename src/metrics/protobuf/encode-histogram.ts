import type { ProtoWriter } from './proto-writer.ts';
import { writeExemplar } from './encode-exemplar.ts';
import type { ExemplarReading } from '../pages/exemplar-cells.ts';
import type { NativeReading } from '../pages/read-native.ts';

/** Numbers of the fields of io.prometheus.client, of the messages Histogram, Bucket and BucketSpan. */
const HISTOGRAM = {
  count: 1,
  sum: 2,
  bucket: 3,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  positiveSpan: 12,
  positiveDelta: 13,
  exemplar: 16,
} as const;
const BUCKET = { cumulativeCount: 1, upperBound: 2, exemplar: 3 } as const;
const SPAN = { offset: 1, length: 2 } as const;

/** Up to this many empty buckets in a row are written as such: another span would take as many bytes. */
const MAX_GAP = 2;

/** Native buckets in a row. */
interface Span {
  /** Buckets left out since the span before; the index of the first bucket in the first span. */
  readonly offset: number;
  length: number;
}

/** The classic buckets of one series. */
interface ClassicBuckets {
  /** The counts of values up to each bound; there may be none. */
  readonly cumulative: Float64Array;
  /** By bucket, +Inf's last. Empty when the family has none. */
  readonly exemplars: readonly (ExemplarReading | undefined)[];
}

/** Writes count, sum and classic buckets. */
export function writeClassicBuckets(
  writer: ProtoWriter,
  { count, sum }: { readonly count: number; readonly sum: number },
  bounds: readonly number[],
  { cumulative, exemplars }: ClassicBuckets,
): void {
  writer.unsigned(HISTOGRAM.count, count);
  writer.double(HISTOGRAM.sum, sum);
  const last = exemplars[bounds.length];
  // The bucket of +Inf is the count, and is left out unless it has an exemplar beside classic buckets.
  const all = last === undefined || bounds.length === 0 ? bounds : [...bounds, Infinity];
  for (const [index, bound] of all.entries()) {
    const bucket = writer.begin(HISTOGRAM.bucket);
    // A value may have been counted between the reading of the count and of the buckets.
    writer.unsigned(BUCKET.cumulativeCount, bound === Infinity ? count : Math.min(count, cumulative[index] ?? 0));
    writer.double(BUCKET.upperBound, bound);
    writeExemplar(writer, BUCKET.exemplar, exemplars[index]);
    writer.end(bucket);
  }
}

/** Writes native buckets beside the classic ones. */
export function writeNativeBuckets(
  writer: ProtoWriter,
  { schema, zeroThreshold, zeroCount, offset, counts }: NativeReading,
  exemplars: readonly (ExemplarReading | undefined)[],
): void {
  writer.signed(HISTOGRAM.schema, schema);
  writer.double(HISTOGRAM.zeroThreshold, zeroThreshold);
  writer.unsigned(HISTOGRAM.zeroCount, zeroCount);
  const spans: Span[] = [];
  const deltas: number[] = [];
  let last: Span | undefined;
  let next = 0;
  let previous = 0;
  for (let position = 0; position < counts.length; position += 1) {
    const count = counts[position] ?? 0;
    const gap = position - next;
    if (count === 0) continue;
    if (last === undefined || gap > MAX_GAP) {
      last = { offset: last === undefined ? offset + position : gap, length: 0 };
      spans.push(last);
    } else {
      for (let empty = 0; empty < gap; empty += 1) {
        deltas.push(-previous);
        previous = 0;
      }
      last.length += gap;
    }
    deltas.push(count - previous);
    previous = count;
    last.length += 1;
    next = position + 1;
  }
  for (const span of spans) {
    const start = writer.begin(HISTOGRAM.positiveSpan);
    writer.signed(SPAN.offset, span.offset);
    writer.unsigned(SPAN.length, span.length);
    writer.end(start);
  }
  writer.packedSigned(HISTOGRAM.positiveDelta, deltas);
  for (const exemplar of exemplars) writeExemplar(writer, HISTOGRAM.exemplar, exemplar);
}
