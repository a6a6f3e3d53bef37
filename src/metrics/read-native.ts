import type { ReadSeries } from './compose-family.ts';
import { type Family, nativeCells } from './family.ts';
import { ZERO_THRESHOLD } from './native-scale.ts';
import { versionOf, WINDOW_FIRST, WINDOW_HEAD, WINDOW_SCHEMA, WINDOW_ZEROS } from './native-window.ts';

/** How often a window is read until no bucket moved meanwhile. A move takes microseconds. */
const MAX_TRIES = 10_000;

/** A native histogram as Prometheus stores it. Bucket `offset + i` has `counts[i]` values, above 2^((offset + i - 1) / 2^schema) and up to 2^((offset + i) / 2^schema). */
export interface NativeReading {
  readonly schema: number;
  /** Values from 0 up to here are counted by `zeroCount`. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** All values: those of the zero bucket and of `counts`. */
  readonly count: number;
  readonly sum: number;
  /** The index of the first bucket in `counts`; 0 when there is none. */
  readonly offset: number;
  /** From the lowest to the highest bucket that has values; those between may be 0. Empty when no value is above the zero threshold. */
  readonly counts: Float64Array;
}

/**
 * Reads the native buckets of one series, also while another thread counts. Undefined when the family has none, or when buckets moved at every try.
 * Buckets never mix two schemas. A value that is counted meanwhile may be in `counts` and not in `sum`, or the other way round; `count` always is what the buckets add up to.
 */
export function readNative(family: Family, { page, offset }: ReadSeries): NativeReading | undefined {
  const cells = nativeCells(family);
  if (cells === undefined) return undefined;
  const window = new WindowReading(cells.capacity);
  if (!window.read(page, offset + cells.at)) return undefined;
  const { schema, zeroCount, first, from, to } = window;
  const counts = window.counts.slice(from, to);
  const sum = page[offset + family.buckets.length + 1] ?? 0;
  return {
    schema,
    zeroThreshold: ZERO_THRESHOLD,
    zeroCount,
    count: window.count,
    sum,
    offset: counts.length === 0 ? 0 : first + from,
    counts,
  };
}

/** A copy of one window of native buckets, to be filled again and again. */
export class WindowReading {
  schema = 0;
  /** The index of the bucket whose count is `counts[0]`. */
  first = 0;
  zeroCount = 0;
  /** All values. */
  count = 0;
  readonly counts: Float64Array;
  /** Where the counts that are not 0 begin and end. */
  from = 0;
  to = 0;

  constructor(capacity: number) {
    this.counts = new Float64Array(capacity);
  }

  /** Reads the window whose cells begin at `offset`. False when buckets moved at every try. */
  read(page: Float64Array, offset: number): boolean {
    const version = versionOf(page, offset);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = Atomics.load(version, 0);
      if (before % 2 !== 0) continue;
      this.#copy(page, offset);
      // A plain load could come before the reads above; adding 0 cannot.
      if (Atomics.add(version, 0, 0) === before) return true;
    }
    return false;
  }

  #copy(page: Float64Array, offset: number): void {
    this.schema = page[offset + WINDOW_SCHEMA] ?? 0;
    this.first = page[offset + WINDOW_FIRST] ?? 0;
    this.zeroCount = page[offset + WINDOW_ZEROS] ?? 0;
    this.count = this.zeroCount;
    this.from = this.counts.length;
    this.to = 0;
    for (let position = 0; position < this.counts.length; position += 1) {
      const count = page[offset + WINDOW_HEAD + position] ?? 0;
      this.counts[position] = count;
      if (count === 0) continue;
      this.count += count;
      if (this.to === 0) this.from = position;
      this.to = position + 1;
    }
    if (this.to === 0) this.from = 0;
  }
}
