import { coarser, type NativeScale, type NativeScales, ZERO_THRESHOLD } from './native-scale.ts';

/**
 * Cells before the counts of a window: a version, the schema, the index of the bucket whose count comes first, and the count of the zero bucket.
 * The version is an Int32 in the first half of its cell. It is odd while counts move from bucket to bucket; then whoever reads in another thread reads again.
 */
export const WINDOW_HEAD = 4;
export const WINDOW_SCHEMA = 1;
export const WINDOW_FIRST = 2;
export const WINDOW_ZEROS = 3;

/** The fewest buckets of a window: at the coarsest schema all numbers fit into 72. */
export const MIN_WINDOW = 80;

/** No bucket is so high, hence all are outside a window that begins here. */
const NOWHERE = 2 ** 30;

/** The version of the window whose cells begin at `offset`, for Atomics. */
function versionOf(page: Float64Array, offset: number): Int32Array {
  return new Int32Array(page.buffer, page.byteOffset + offset * 8, 1);
}

/**
 * Counts values in exponential buckets that lie densely in the cells of a page. The window moves to where the values are;
 * when they are too far apart for it, neighbouring buckets are merged, which halves the resolution. No count is lost by either.
 */
export class NativeWindow {
  #page: Float64Array;
  // Integers from the start, as in `NativeScale`.
  #offset = 0;
  #counts = 0;
  #first = NOWHERE;
  /** How many buckets from the first on hold nothing but numbers that can be counted. */
  #room = 0;
  readonly #capacity: number;
  readonly #scales: NativeScales;
  #scale: NativeScale;

  /** The window takes `WINDOW_HEAD + capacity` cells of the page from `offset` on, which are 0. */
  constructor(page: Float64Array, offset: number, capacity: number, scales: NativeScales) {
    this.#page = page;
    this.#offset = offset;
    this.#counts = offset + WINDOW_HEAD;
    this.#capacity = capacity;
    this.#scales = scales;
    this.#scale = scales.of(scales.finest);
    page[offset + WINDOW_SCHEMA] = scales.finest;
  }

  /** The cell of the page that counts a value, to which the caller adds 1 at once. -1 for what is not counted: negative numbers, Infinity and NaN. */
  // Hot: one look at the value, since most have a bucket in the window, where no value is that may not be counted.
  cellOf(value: number): number {
    const position = this.#scale.indexOf(value) - this.#first;
    if (position >= 0 && position < this.#room) return this.#counts + position;
    if (!(value >= 0 && value < Infinity)) return -1;
    return value <= ZERO_THRESHOLD ? this.#offset + WINDOW_ZEROS : this.#counts + this.#makeRoom(value);
  }

  /** Forgets all values and starts again at the finest schema. */
  clear(): void {
    this.#restructure(this.#scales.of(this.#scales.finest), NOWHERE, [], 0);
  }

  /** Starts again with other cells, whatever is in them. */
  moveTo(page: Float64Array, offset: number): void {
    this.#page = page;
    this.#offset = offset;
    this.#counts = offset + WINDOW_HEAD;
    this.clear();
  }

  /** Moves the window and merges its buckets until the bucket of the value is in it; returns the position of that. */
  #makeRoom(value: number): number {
    const used = this.#page.slice(this.#counts, this.#counts + this.#capacity);
    const counted = used.findIndex((count) => count > 0);
    const index = this.#scale.indexOf(value);
    const lowest = counted < 0 ? index : Math.min(index, this.#first + counted);
    const highest = counted < 0 ? index : Math.max(index, this.#first + used.findLastIndex((count) => count > 0));
    let steps = 0;
    while (coarser(highest, steps) - coarser(lowest, steps) >= this.#capacity) steps += 1;
    const scale = this.#scales.of(this.#scale.schema - steps);
    const free = this.#capacity - (coarser(highest, steps) - coarser(lowest, steps) + 1);
    // Room on both sides, since the next value may be below as well as above.
    const first = Math.max(scale.lowest, coarser(lowest, steps) - (free >> 1));
    const merged = new Float64Array(this.#capacity);
    for (const [position, count] of used.entries()) {
      if (count === 0) continue;
      const target = coarser(this.#first + position, steps) - first;
      merged[target] = (merged[target] ?? 0) + count;
    }
    const zeros = this.#page[this.#offset + WINDOW_ZEROS] ?? 0;
    this.#restructure(scale, first, merged, zeros);
    return scale.indexOf(value) - first;
  }

  #restructure(scale: NativeScale, first: number, counts: ArrayLike<number>, zeros: number): void {
    const version = versionOf(this.#page, this.#offset);
    Atomics.add(version, 0, 1);
    this.#scale = scale;
    this.#first = first;
    // The highest bucket is left out: infinity is in it, too.
    this.#room = Math.min(this.#capacity, scale.highest - first);
    this.#page[this.#offset + WINDOW_SCHEMA] = scale.schema;
    this.#page[this.#offset + WINDOW_FIRST] = first;
    this.#page[this.#offset + WINDOW_ZEROS] = zeros;
    for (let position = 0; position < this.#capacity; position += 1) this.#page[this.#counts + position] = counts[position] ?? 0;
    Atomics.add(version, 0, 1);
  }
}
