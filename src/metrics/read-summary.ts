import { RING_SLOTS, SLOT_BUCKETS } from './family.ts';
import { coarser, upperBound } from './native-scale.ts';
import { WINDOW_HEAD } from './native-window.ts';
import { WindowReading } from './read-native.ts';

/** The values in the sliding window of one series of a summary: its parts put together. To be filled again and again. */
export class RingReading {
  readonly #slots = Array.from({ length: RING_SLOTS }, () => new WindowReading(SLOT_BUCKETS));
  #schema = 0;
  #zeroCount = 0;
  #count = 0;
  /** The index of the bucket whose count is `#counts[0]`. */
  #first = 0;
  #counts = new Float64Array(SLOT_BUCKETS);

  /** Reads the ring whose cells begin at `offset`. False when there is no value in it, or when the buckets of a part moved at every try. */
  read(page: Float64Array, offset: number): boolean {
    for (const [number, slot] of this.#slots.entries()) {
      if (!slot.read(page, offset + number * (WINDOW_HEAD + SLOT_BUCKETS))) return false;
    }
    this.#merge();
    return this.#count > 0;
  }

  /** The value that this share of the values does not exceed, as if those of one bucket lay evenly in it on a logarithmic scale. */
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
      const index = this.#first + position;
      const lower = upperBound(this.#schema, index - 1);
      return lower * upperBound(this.#schema, (rank - below) / count);
    }
    return NaN;
  }

  /** Puts the parts together at the schema of the coarsest of them. */
  #merge(): void {
    const slots = this.#slots.filter(({ count }) => count > 0);
    this.#schema = Math.min(...slots.map(({ schema }) => schema));
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
    const at = ({ schema, first }: WindowReading, position: number): number => coarser(first + position, schema - this.#schema);
    return {
      lowest: Math.min(...slots.map((slot) => at(slot, slot.from))),
      highest: Math.max(...slots.map((slot) => at(slot, slot.to - 1))),
    };
  }

  #put({ schema, first, counts, from, to }: WindowReading): void {
    for (let position = from; position < to; position += 1) {
      const target = coarser(first + position, schema - this.#schema) - this.#first;
      this.#counts[target] = (this.#counts[target] ?? 0) + (counts[position] ?? 0);
    }
  }
}
