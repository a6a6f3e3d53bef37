import { upperHalf } from './number-halves.ts';

/** The finest cut of a power of two that is tried: 2^7 cells. */
const MAX_MANTISSA_BITS = 7;
/** The most cells of a table, 8 KiB. */
const MAX_CELLS = 4096;
const HIGH_MANTISSA_BITS = 20;

/**
 * Finds the bucket of a value in constant time for the usual bounds. The upper bits of a positive number, exponent and the beginning of the mantissa, number a cell;
 * a table has for each cell how many bounds lie below it, so that only bounds inside the cell remain to be compared, mostly none or one.
 */
export class BucketSearch {
  /** How many bounds there are; the bucket of that number is +Inf's. */
  readonly count: number;
  /** The bounds and +Inf, where every search ends. */
  readonly #bounds: Float64Array;
  readonly #table: Uint16Array;
  readonly #shift: number;
  readonly #first: number;

  /** `bounds`: ascending and finite. */
  constructor(bounds: readonly number[]) {
    this.count = bounds.length;
    this.#bounds = new Float64Array([...bounds, Infinity]);
    this.#shift = finestShift(bounds);
    // -0 is 0 here.
    const cells = bounds.map((bound) => upperHalf(bound === 0 ? 0 : bound) >> this.#shift);
    const positive = bounds.findIndex((bound) => bound > 0);
    // The cell before the first takes all that is below, negative numbers with it.
    this.#first = positive < 0 ? 0 : (cells[positive] ?? 0) - 1;
    const last = positive < 0 ? 0 : (cells.at(-1) ?? 0) + 1;
    this.#table = new Uint16Array(last - this.#first + 1);
    for (let cell = 1; cell < this.#table.length; cell += 1) {
      this.#table[cell] = cells.filter((own) => own < this.#first + cell).length;
    }
  }

  /** The number of the bucket of a finite value: how many bounds are below it. */
  bucketOf(value: number): number {
    const cell = (upperHalf(value) >> this.#shift) - this.#first;
    const table = this.#table;
    let bucket = table[cell < 0 ? 0 : cell < table.length ? cell : table.length - 1] ?? 0;
    const bounds = this.#bounds;
    while (value > (bounds[bucket] ?? Infinity)) bucket += 1;
    return bucket;
  }
}

/** How many upper bits to drop: as many as leave at most one bound in a cell, within the size of the table. */
function finestShift(bounds: readonly number[]): number {
  const positive = bounds.filter((bound) => bound > 0);
  const lowest = positive[0] ?? 1;
  const highest = positive.at(-1) ?? 1;
  let best = HIGH_MANTISSA_BITS;
  for (let bits = 0; bits <= MAX_MANTISSA_BITS; bits += 1) {
    const shift = HIGH_MANTISSA_BITS - bits;
    if ((upperHalf(highest) >> shift) - (upperHalf(lowest) >> shift) + 3 > MAX_CELLS) break;
    best = shift;
    if (new Set(positive.map((bound) => upperHalf(bound) >> shift)).size === positive.length) break;
  }
  return best;
}
