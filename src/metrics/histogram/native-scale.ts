import { lowerHalf, upperHalf } from './number-halves.ts';

/** Values up to here, zero and all subnormal numbers with them, are in the zero bucket of a native histogram (the default of the Prometheus libraries). */
export const ZERO_THRESHOLD = 2 ** -128;

/** The coarsest schema that Prometheus stores. */
const MIN_SCHEMA = -4;

/** The finest schema that Prometheus stores. */
export const MAX_SCHEMA = 8;

/** Bits of the mantissa in the half of a number that has its exponent. */
const HIGH_BITS = 20;
const MANTISSA_HIGH = 0xfffff;
const LOW_BITS = 0xffffffff;
const EXPONENT_BIAS = 1023;

/** The schema whose buckets each end at most `factor` times where they begin: the coarsest such, within those that Prometheus stores. */
export function schemaOf(factor: number): number {
  return Math.min(MAX_SCHEMA, Math.max(MIN_SCHEMA, 0 - Math.floor(Math.log2(Math.log2(factor)))));
}

/** The index that a bucket has in a schema coarser by `steps`: the bucket there that contains it. */
export function coarser(index: number, steps: number): number {
  return (index + (1 << steps) - 1) >> steps;
}

/** The upper bound of a bucket: 2 to the power of its index over 2^schema. Infinity for the last bucket of numbers. */
export function upperBound(schema: number, index: number): number {
  return 2 ** (index * 2 ** -schema);
}

/**
 * Numbers the buckets of one schema of native histograms: bucket `index` holds the values above 2^((index - 1) / 2^schema) and up to 2^(index / 2^schema).
 * The upper bits of the mantissa lead through a table to the one bound that remains to be compared, which takes a third of the time of a logarithm and is never off.
 */
export class NativeScale {
  readonly schema: number;
  /** The bucket of the smallest value that is above the zero threshold. */
  readonly lowest: number;
  /** The bucket of the greatest number. */
  readonly highest: number;
  /**
   * For each cell of mantissas the number of the first bound that is not below it, less half the number of the cell, and in the lower 20 bits how far the upper bits of the mantissa
   * of that bound are from all ones: when the upper bits of a mantissa are added, those beyond the bound carry over into the number.
   */
  readonly #table: Int32Array;
  /** The lower bits of the mantissa of that bound. */
  readonly #lows: Uint32Array;
  // Integers from the start: a field that was undefined once is looked at for being an object at each read.
  readonly #shift: number = 0;
  readonly #coarse: number = 0;
  readonly #round: number = 0;

  constructor(schema: number) {
    this.schema = schema;
    const fine = Math.max(0, schema);
    this.#coarse = Math.max(0, -schema);
    // By shifts, since what comes of `**` is kept and added as a floating-point number, which takes a third longer.
    const count = 1 << fine;
    this.#round = (1 << this.#coarse) - 1 - EXPONENT_BIAS * count;
    // Bounds lie further apart than 2^-(fine + 1), so that a cell of this size contains at most one.
    const cells = 2 * count;
    this.#shift = HIGH_BITS - (fine + 1);
    const bounds = Array.from({ length: count }, (_, bound) => upperBound(fine, bound));
    const next = Array.from({ length: cells }, (_, cell) => bounds.filter((bound) => bound < 1 + cell / cells).length);
    // Behind the last bound is one that no mantissa exceeds.
    const highs = [...bounds.map((bound) => upperHalf(bound) & MANTISSA_HIGH), MANTISSA_HIGH];
    const lows = [...bounds.map(lowerHalf), LOW_BITS];
    this.#table = Int32Array.from(next, (bound, cell) => ((bound - (cell >> 1)) << HIGH_BITS) + MANTISSA_HIGH - (highs[bound] ?? 0));
    this.#lows = Uint32Array.from(next, (bound) => lows[bound] ?? 0);
    this.lowest = this.indexOf(ZERO_THRESHOLD) + 1;
    this.highest = this.indexOf(Number.MAX_VALUE);
  }

  /** The bucket of a value. What is no normal number above 0 has an index below `lowest` or from `highest` on. */
  // Hot: half a number and one read of a table; a branch that depends on the value is taken wrongly half the time.
  indexOf(value: number): number {
    const upper = upperHalf(value);
    const mantissa = upper & MANTISSA_HIGH;
    const cell = mantissa >> this.#shift;
    let sum = (this.#table[cell] ?? 0) + mantissa;
    // All ones: the upper bits are those of the bound, so the lower ones decide.
    if ((sum & MANTISSA_HIGH) === MANTISSA_HIGH && lowerHalf(value) > (this.#lows[cell] ?? 0)) sum += 1;
    // The exponent and the cell are one number in memory, of which half numbers buckets.
    return (((upper >> this.#shift) >> 1) + (sum >> HIGH_BITS) + this.#round) >> this.#coarse;
  }
}

/** The scales of one metric: from the finest that it starts with to the coarsest that it fell to. */
export class NativeScales {
  /** The schema that every series starts with. */
  readonly finest: number;
  readonly #scales = new Map<number, NativeScale>();

  constructor(finest: number) {
    this.finest = finest;
  }

  of(schema: number): NativeScale {
    const known = this.#scales.get(schema);
    if (known !== undefined) return known;
    const scale = new NativeScale(schema);
    this.#scales.set(schema, scale);
    return scale;
  }
}
