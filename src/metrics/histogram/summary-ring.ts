import { coarser, MAX_SCHEMA, upperBound } from './native-scale.ts';
import { WINDOW_HEAD } from './native-window.ts';
import { WindowReading } from './window-reading.ts';

/** Parts of the sliding window of a summary: each is forgotten as a whole. */
export const RING_SLOTS = 6;

/** Buckets of a part of the window. */
export const SLOT_BUCKETS = 160;

/** Cells of a part of the window, 1.3 kB: its greatest value and a window of native buckets. */
export const SLOT_CELLS = 1 + WINDOW_HEAD + SLOT_BUCKETS;

/** A density cannot fall further than to nothing. */
const MAX_SLOPE = 2;
/** Flatter than this, a density counts as even. */
const MIN_SLOPE = 1e-6;

/** The values in the sliding window of one series of a summary: its parts put together. To be filled again and again. */
export class RingReading {
  readonly #slots = Array.from({ length: RING_SLOTS }, () => new WindowReading(SLOT_BUCKETS));
  /** The schema of the coarsest part that has values above the zero threshold. */
  schema = 0;
  #zeroCount = 0;
  #count = 0;
  /** The index of the bucket whose count is `#counts[0]`. */
  #first = 0;
  #counts = new Float64Array(SLOT_BUCKETS);
  /** Buckets from the lowest to the highest that has values. */
  #length = 0;
  /** The greatest of all values. */
  #greatest = 0;

  /** Reads the ring whose cells begin at `offset`. False when there is no value in it, or when the buckets of a part moved at every try. */
  // Hot: for every summary at every scrape, hence without a closure or an object per part.
  read(page: Float64Array, offset: number): boolean {
    this.#greatest = 0;
    this.#zeroCount = 0;
    this.#count = 0;
    let at = offset;
    for (const slot of this.#slots) {
      if (!slot.read(page, at + 1)) return false;
      this.#greatest = Math.max(this.#greatest, page[at] ?? 0);
      this.#zeroCount += slot.zeroCount;
      this.#count += slot.count;
      at += SLOT_CELLS;
    }
    this.#merge();
    return this.#count > 0;
  }

  /** The value that this share of the values does not exceed. Inside its bucket, values are taken to become denser or rarer as they do around it. */
  quantile(share: number): number {
    const rank = share * this.#count;
    let below = this.#zeroCount;
    if (rank <= below && below > 0) return 0;
    const counts = this.#counts;
    for (let position = 0; position < this.#length; position += 1) {
      const count = counts[position] ?? 0;
      if (count > 0 && below + count >= rank) return this.#inside(position, (rank - below) / count);
      below += count;
    }
    return NaN;
  }

  /** Where in a bucket this share of its values is reached. */
  #inside(position: number, share: number): number {
    const counts = this.#counts;
    const count = counts[position] ?? 1;
    const lower = upperBound(this.schema, this.#first + position - 1);
    const upper = upperBound(this.schema, this.#first + position);
    // Bounded values, such as scores, pile up at their greatest: what is above that in the bucket is empty.
    if (this.#greatest > lower && this.#greatest <= upper) return lower * (this.#greatest / lower) ** share;
    const above = position + 1 < this.#length ? (counts[position + 1] ?? 0) : 0;
    const slope = (above - (counts[position - 1] ?? 0)) / (2 * count);
    return lower * upperBound(this.schema, placeInside(share, slope));
  }

  /** Puts the parts together at the schema of the coarsest of them. */
  #merge(): void {
    this.schema = MAX_SCHEMA;
    for (const { schema, to } of this.#slots) if (to > 0) this.schema = Math.min(this.schema, schema);
    let lowest = Infinity;
    let highest = -Infinity;
    for (const { schema, first, from, to } of this.#slots) {
      if (to === 0) continue;
      lowest = Math.min(lowest, coarser(first + from, schema - this.schema));
      highest = Math.max(highest, coarser(first + to - 1, schema - this.schema));
    }
    this.#length = 0;
    if (lowest > highest) return;
    this.#first = lowest;
    this.#length = highest - lowest + 1;
    // Parts whose values lie far from each other take more buckets together than one part may have.
    if (this.#length > this.#counts.length) this.#counts = new Float64Array(this.#length);
    else this.#counts.fill(0, 0, this.#length);
    for (const slot of this.#slots) this.#put(slot);
  }

  #put({ schema, first, counts, from, to }: WindowReading): void {
    for (let position = from; position < to; position += 1) {
      const target = coarser(first + position, schema - this.schema) - this.#first;
      this.#counts[target] = (this.#counts[target] ?? 0) + (counts[position] ?? 0);
    }
  }
}

/** Where in a bucket, from 0 to 1, this share of its values is reached when their density changes by `slope` times its mean from the beginning to the end. */
function placeInside(share: number, slope: number): number {
  const steepest = Math.max(-MAX_SLOPE, Math.min(MAX_SLOPE, slope));
  if (Math.abs(steepest) < MIN_SLOPE) return share;
  const start = 1 - steepest / 2;
  return (Math.sqrt(start * start + 2 * steepest * share) - start) / steepest;
}
