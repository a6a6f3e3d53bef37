import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** Relative error of a quantile: 1 %. */
const ALPHA = 0.01;
const GAMMA = (1 + ALPHA) / (1 - ALPHA);
const INDEX_PER_LOG = 1 / Math.log(GAMMA);
/** Values are held to a millionth, as all times and ratios are: so sums are exact in any order. */
const UNIT = 1e6;
const LARGEST = 1e9;
const LAST_INDEX = Math.ceil(Math.log(LARGEST * UNIT) * INDEX_PER_LOG);
/** The buckets grow by this many at once, at the side where one is missing. */
const GROWTH = 64;
const FORMAT = 1;

/** What is known of many values. The unit is that of the values. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** Exact, but within 1 % once the smallest value was taken back. */
  readonly min: number;
  /** Exact, but within 1 % once the largest value was taken back. */
  readonly max: number;
  /** Quantiles within 1 % of a value that occurred: rank q * (count - 1), rounded down. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Quantiles of values from a millionth to 1e9 within 1 % (DDSketch, Masson et al. 2019, logarithmic mapping): counts in buckets that each are 2 % wider than
 * the one below. Smaller values count as 0. Sketches of parts merge into exactly the sketch of the whole.
 */
export class Sketch {
  #zeros = 0;
  #count = 0;
  /** In millionths, as are minimum and maximum. */
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #first = 0;
  #buckets = new Float64Array(0);

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum / UNIT;
  }

  // Hot: one logarithm and one addition; the buckets grow a few times in the life of a sketch.
  /** Counts a value. False, and nothing counted, when it is negative, above 1e9 or not a number. */
  add(value: number): boolean {
    if (!(value >= 0 && value <= LARGEST)) return false;
    const units = unitsOf(value);
    this.#count += 1;
    this.#sum += units;
    if (units < this.#min) this.#min = units;
    if (units > this.#max) this.#max = units;
    if (units === 0) this.#zeros += 1;
    else this.#move(indexOf(units), 1);
    return true;
  }

  /** Takes back a value that was added. False, and nothing taken, when no value like it is there. */
  remove(value: number): boolean {
    if (!(value >= 0 && value <= LARGEST)) return false;
    const units = unitsOf(value);
    const index = indexOf(units);
    if ((units === 0 ? this.#zeros : (this.#buckets[index - this.#first] ?? 0)) === 0) return false;
    this.#count -= 1;
    this.#sum -= units;
    if (units === 0) this.#zeros -= 1;
    else this.#move(index, -1);
    if (this.#count === 0) {
      this.#min = Number.POSITIVE_INFINITY;
      this.#max = Number.NEGATIVE_INFINITY;
    } else {
      if (units === this.#min) this.#min = Math.min(this.#max, Math.round(this.#atRank(0)));
      if (units === this.#max) this.#max = Math.max(this.#min, Math.round(this.#atRank(this.#count - 1)));
    }
    return true;
  }

  /** Adds all values of another sketch. */
  merge(other: Sketch): void {
    if (other.#count === 0) return;
    this.#zeros += other.#zeros;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    const { first, last } = other.#used();
    if (last < first) return;
    this.#reach(first);
    this.#reach(last);
    const mine = this.#buckets;
    const theirs = other.#buckets;
    const shift = other.#first - this.#first;
    for (let at = first - other.#first; at <= last - other.#first; at += 1) mine[at + shift] = (mine[at + shift] ?? 0) + (theirs[at] ?? 0);
  }

  /** The value at rank q * (count - 1), q from 0 to 1, within 1 %. Undefined when the sketch is empty. */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const units = this.#atRank(Math.floor(Math.min(1, Math.max(0, q)) * (this.#count - 1)));
    return Math.round(Math.min(this.#max, Math.max(this.#min, units))) / UNIT;
  }

  /** All that it knows. Undefined when the sketch is empty. */
  distribution(): Distribution | undefined {
    const [p50, p95, p99] = [this.quantile(0.5), this.quantile(0.95), this.quantile(0.99)];
    if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
    return { count: this.#count, sum: this.sum, min: this.#min / UNIT, max: this.#max / UNIT, p50, p95, p99 };
  }

  /** About 280 bytes for 500 values: counts of the buckets between the first and the last used, runs of empty ones by their length. */
  encode(): Uint8Array {
    const out = new ByteWriter();
    out.byte(FORMAT);
    out.varint(this.#count);
    if (this.#count === 0) return out.take();
    out.varint(this.#zeros);
    out.varint(Math.min(this.#sum, Number.MAX_SAFE_INTEGER));
    out.varint(this.#min);
    out.varint(this.#max);
    const { first, last } = this.#used();
    if (last < first) return out.take();
    out.varint(first);
    out.varint(last - first + 1);
    let empty = 0;
    for (let index = first; index <= last; index += 1) {
      const held = this.#buckets[index - this.#first] ?? 0;
      if (held === 0) {
        empty += 1;
        continue;
      }
      if (empty > 0) {
        out.byte(0);
        out.varint(empty);
        empty = 0;
      }
      out.varint(held);
    }
    return out.take();
  }

  /** The sketch that `encode` wrote. Undefined when the bytes are none. */
  static decode(bytes: Uint8Array): Sketch | undefined {
    const sketch = new Sketch();
    return sketch.take(new ByteReader(bytes), bytes.length) ? sketch : undefined;
  }

  // Hot: a dashboard takes in hundreds of these.
  /** Adds all values of a sketch that `encode` wrote, from where `input` is until `end`. False when those bytes are none: then it is of no more use. */
  take(input: ByteReader, end: number): boolean {
    if (input.byte() !== FORMAT) return false;
    const count = input.varint();
    if (count === 0) return !input.isBroken && input.at === end;
    const zeros = input.varint();
    const sum = input.varint();
    const min = input.varint();
    const max = input.varint();
    const held = zeros + (input.at < end ? this.#takeBuckets(input, end) : 0);
    this.#zeros += zeros;
    this.#count += count;
    this.#sum += sum;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    // Bytes from elsewhere may hold counts that do not add up.
    return held === count && min <= max && max <= LARGEST * UNIT && !input.isBroken && input.at === end;
  }

  /** How many values they hold. */
  #takeBuckets(input: ByteReader, end: number): number {
    const first = input.varint();
    const length = input.varint();
    if (length === 0 || first + length - 1 > LAST_INDEX) return Number.NaN;
    this.#make(first, length);
    const buckets = this.#buckets;
    const shift = first - this.#first;
    let sum = 0;
    for (let at = 0; at < length && input.at < end && !input.isDone; at += 1) {
      const held = input.varint();
      // A run of empty buckets: this one is the first of them.
      if (held === 0) at += input.varint() - 1;
      else {
        buckets[at + shift] = (buckets[at + shift] ?? 0) + held;
        sum += held;
      }
    }
    return sum;
  }

  /** Makes room for so many buckets from one on; in an empty sketch for no more. */
  #make(first: number, length: number): void {
    if (this.#buckets.length > 0) {
      this.#reach(first);
      this.#reach(first + length - 1);
      return;
    }
    this.#first = first;
    this.#buckets = new Float64Array(length);
  }

  #move(index: number, by: number): void {
    if (index < this.#first || index >= this.#first + this.#buckets.length) this.#reach(index);
    const at = index - this.#first;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + by;
  }

  /** Makes room for a bucket. */
  #reach(index: number): void {
    const length = this.#buckets.length;
    const end = this.#first + length;
    if (index >= this.#first && index < end) return;
    const first = length === 0 ? index : Math.min(this.#first, Math.max(0, index - GROWTH));
    const grown = new Float64Array(Math.max(length === 0 ? 0 : end, index + GROWTH) - first);
    if (length > 0) grown.set(this.#buckets, this.#first - first);
    this.#first = first;
    this.#buckets = grown;
  }

  /** The first and the last bucket that hold something; last is below first when none does. */
  #used(): { readonly first: number; readonly last: number } {
    let from = 0;
    let to = this.#buckets.length - 1;
    while (from <= to && this.#buckets[from] === 0) from += 1;
    while (to >= from && this.#buckets[to] === 0) to -= 1;
    return { first: this.#first + from, last: this.#first + to };
  }

  /** The value of a rank, counted from 0, in millionths. */
  #atRank(rank: number): number {
    let seen = this.#zeros;
    if (rank < seen) return 0;
    for (let at = 0; at < this.#buckets.length; at += 1) {
      seen += this.#buckets[at] ?? 0;
      if (rank < seen) return (2 * GAMMA ** (this.#first + at)) / (GAMMA + 1);
    }
    return this.#max;
  }
}

function indexOf(units: number): number {
  return Math.ceil(Math.log(units) * INDEX_PER_LOG);
}

// Hot: Math.round costs ten times as much as this.
/** A value that is not negative, in millionths. */
function unitsOf(value: number): number {
  return Math.floor(value * UNIT + 0.5);
}
