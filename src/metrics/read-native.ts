import { type Family, nativeCells } from './family.ts';
import { ZERO_THRESHOLD } from './native-scale.ts';
import { WINDOW_FIRST, WINDOW_HEAD, WINDOW_SCHEMA, WINDOW_ZEROS } from './native-window.ts';

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

/** Reads the native buckets of the series of one family, also while another thread counts. */
export class NativeReader {
  readonly #family: Family;
  readonly #at: number;
  readonly #window: WindowReading | undefined;

  constructor(family: Family) {
    const cells = nativeCells(family);
    this.#family = family;
    this.#at = cells?.at ?? 0;
    this.#window = cells === undefined ? undefined : new WindowReading(cells.capacity);
  }

  /**
   * The native buckets of the series whose cells begin at `offset`, as they are until the next call. Undefined when the family has none, or when buckets moved at every try.
   * Buckets never mix two schemas. A value that is counted meanwhile may be in `counts` and not in `sum`, or the other way round; `count` always is what the buckets add up to.
   */
  read(page: Float64Array, offset: number): NativeReading | undefined {
    const window = this.#window;
    if (window?.read(page, offset + this.#at) !== true) return undefined;
    const { schema, zeroCount, count, first, from, to } = window;
    const sum = page[offset + this.#family.buckets.length + 1] ?? 0;
    const counts = window.counts.subarray(from, to);
    return { schema, zeroThreshold: ZERO_THRESHOLD, zeroCount, count, sum, offset: to === 0 ? 0 : first + from, counts };
  }
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
  #page: Float64Array | undefined;
  /** The cells of the page as halves, for Atomics. */
  #halves: Int32Array = new Int32Array(0);
  /** Where the counts that are not 0 begin and end. */
  from = 0;
  to = 0;

  constructor(capacity: number) {
    this.counts = new Float64Array(capacity);
  }

  /** Reads the window whose cells begin at `offset`. False when buckets moved at every try. */
  read(page: Float64Array, offset: number): boolean {
    if (page !== this.#page) this.#halves = new Int32Array(page.buffer, page.byteOffset, page.length * 2);
    this.#page = page;
    const halves = this.#halves;
    const version = offset * 2;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = Atomics.load(halves, version);
      if (before % 2 !== 0) continue;
      this.#copy(page, offset);
      // A plain load could come before the reads above; adding 0 cannot.
      if (Atomics.add(halves, version, 0) === before) return true;
    }
    return false;
  }

  // Hot: with plain variables, since a field is written out at every step.
  #copy(page: Float64Array, offset: number): void {
    const counts = this.counts;
    const zeroCount = page[offset + WINDOW_ZEROS] ?? 0;
    let sum = zeroCount;
    let from = 0;
    let to = 0;
    for (let position = 0; position < counts.length; position += 1) {
      const count = page[offset + WINDOW_HEAD + position] ?? 0;
      counts[position] = count;
      if (count === 0) continue;
      sum += count;
      if (to === 0) from = position;
      to = position + 1;
    }
    this.schema = page[offset + WINDOW_SCHEMA] ?? 0;
    this.first = page[offset + WINDOW_FIRST] ?? 0;
    this.zeroCount = zeroCount;
    this.count = sum;
    this.from = from;
    this.to = to;
  }
}
