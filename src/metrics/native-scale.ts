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

/** Which half of a number in memory has its sign, exponent and upper mantissa. */
const HIGH = new Int32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;

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
  /** For each cell of mantissas the number of the first bound that is not below it, and in the lower 20 bits the upper bits of the mantissa of that bound. */
  readonly #table: Int32Array;
  /** The lower bits of the mantissa of each bound. */
  readonly #lows: Uint32Array;
  readonly #shift: number;
  readonly #fine: number;
  readonly #coarse: number;
  readonly #round: number;
  readonly #number = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#number.buffer);

  constructor(schema: number) {
    this.schema = schema;
    this.#fine = Math.max(0, schema);
    this.#coarse = Math.max(0, -schema);
    const count = 2 ** this.#fine;
    this.#round = 2 ** this.#coarse - 1 - EXPONENT_BIAS * count;
    const bounds = Float64Array.from({ length: count }, (_, bound) => upperBound(this.#fine, bound));
    const halves = new Uint32Array(bounds.buffer);
    // Behind the last bound is one that no mantissa exceeds.
    this.#lows = Uint32Array.from({ length: count + 1 }, (_, bound) => halves[2 * bound + 1 - HIGH] ?? LOW_BITS);
    // Bounds lie further apart than 2^-(fine + 1), so that a cell of this size contains at most one.
    const cells = 2 * count;
    this.#shift = HIGH_BITS - (this.#fine + 1);
    this.#table = Int32Array.from({ length: cells }, (_, cell) => {
      const bound = bounds.filter((one) => one < 1 + cell / cells).length;
      return (bound << HIGH_BITS) | ((halves[2 * bound + HIGH] ?? MANTISSA_HIGH) & MANTISSA_HIGH);
    });
  }

  /** The bucket of a value, which is a normal number above 0. */
  // Hot: two halves of a number, one read of a table, one comparison.
  indexOf(value: number): number {
    this.#number[0] = value;
    const upper = this.#halves[HIGH] ?? 0;
    const mantissa = upper & MANTISSA_HIGH;
    const entry = this.#table[mantissa >> this.#shift] ?? 0;
    const bound = entry & MANTISSA_HIGH;
    let index = entry >> HIGH_BITS;
    if (mantissa > bound || (mantissa === bound && (this.#halves[1 - HIGH] ?? 0) > (this.#lows[index] ?? 0))) index += 1;
    return (((upper >>> HIGH_BITS) << this.#fine) + index + this.#round) >> this.#coarse;
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
