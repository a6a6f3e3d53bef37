import { RING_SLOTS, SLOT_BUCKETS, SLOT_CELLS } from './family.ts';
import { coarser, upperBound } from './native-scale.ts';
import { WindowReading } from './read-native.ts';

/** A density cannot fall further than to nothing. */
const MAX_SLOPE = 2;
/** Flatter than this, a density counts as even. */
const MIN_SLOPE = 1e-6;

/** The values in the sliding window of one series of a summary: its parts put together. To be filled again and again. */
export class RingReading {
  readonly #slots = Array.from({ length: RING_SLOTS }, () => new WindowReading(SLOT_BUCKETS));
  /** The schema of the coarsest part. */
  schema = 0;
  #zeroCount = 0;
  #count = 0;
  /** The index of the bucket whose count is `#counts[0]`. */
  #first = 0;
  #counts = new Float64Array(SLOT_BUCKETS);
  /** The greatest of all values. */
  #greatest = 0;

  /** Reads the ring whose cells begin at `offset`. False when there is no value in it, or when the buckets of a part moved at every try. */
  read(page: Float64Array, offset: number): boolean {
    this.#greatest = 0;
    for (const [number, slot] of this.#slots.entries()) {
      const at = offset + number * SLOT_CELLS;
      if (!slot.read(page, at + 1)) return false;
      this.#greatest = Math.max(this.#greatest, page[at] ?? 0);
    }
    this.#merge();
    return this.#count > 0;
  }

  /** The value that this share of the values does not exceed. Inside its bucket, values are taken to become denser or rarer as they do around it. */
  quantile(share: number): number {
    const rank = share * this.#count;
    let below = this.#zeroCount;
    if (rank <= below && below > 0) return 0;
    for (const [position, count] of this.#counts.entries()) {
      if (count === 0) continue;
      if (below + count < rank) {
        below += count;
        continue;
      }
      return this.#inside(position, (rank - below) / count);
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
    const slope = ((counts[position + 1] ?? 0) - (counts[position - 1] ?? 0)) / (2 * count);
    return lower * upperBound(this.schema, placeInside(share, slope));
  }

  /** Puts the parts together at the schema of the coarsest of them. */
  #merge(): void {
    const slots = this.#slots.filter(({ count }) => count > 0);
    this.schema = Math.min(...slots.map(({ schema }) => schema));
    this.#count = slots.reduce((sum, { count }) => sum + count, 0);
    this.#zeroCount = slots.reduce((sum, { zeroCount }) => sum + zeroCount, 0);
    const full = slots.filter(({ to }) => to > 0);
    if (full.length === 0) {
      this.#counts.fill(0);
      return;
    }
    const { lowest, highest } = this.#span(full);
    // Parts whose values lie far from each other take more buckets together than one part may have.
    if (highest - lowest >= this.#counts.length) this.#counts = new Float64Array(highest - lowest + 1);
    else this.#counts.fill(0);
    this.#first = lowest;
    for (const slot of full) this.#put(slot);
  }

  #span(slots: readonly WindowReading[]): { readonly lowest: number; readonly highest: number } {
    const at = ({ schema, first }: WindowReading, position: number): number => coarser(first + position, schema - this.schema);
    return {
      lowest: Math.min(...slots.map((slot) => at(slot, slot.from))),
      highest: Math.max(...slots.map((slot) => at(slot, slot.to - 1))),
    };
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
