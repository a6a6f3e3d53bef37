import { WINDOW_FIRST, WINDOW_HEAD, WINDOW_SCHEMA, WINDOW_ZEROS } from './native-window.ts';

/** How often a window is read until no bucket moved meanwhile. A move takes microseconds. */
const MAX_TRIES = 10_000;

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
