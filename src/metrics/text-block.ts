import { valueText } from './number-text.ts';

/** Sample lines as bytes in which values are replaced in place. */
export class TextBlock {
  #bytes: Uint8Array<ArrayBuffer>;
  /** Bytes in use. */
  length: number;
  /** Where the value of each sample begins and ends. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** The value that each sample shows. */
  readonly #shown: Float64Array;

  /** `prefixes`: each sample's line up to its value, the blank included. `values`: what they show at first. */
  constructor(prefixes: readonly string[], values: ArrayLike<number>) {
    const texts = prefixes.map((_, sample) => valueText(values[sample] ?? 0));
    this.#starts = new Int32Array(prefixes.length);
    this.#ends = new Int32Array(prefixes.length);
    this.#shown = Float64Array.from(prefixes, (_, sample) => values[sample] ?? 0);
    const encoder = new TextEncoder();
    const text = encoder.encode(prefixes.map((prefix, sample) => `${prefix}${texts[sample] ?? ''}\n`).join(''));
    this.length = text.length;
    // Values grow by a digit now and then.
    this.#bytes = new Uint8Array(text.length + prefixes.length);
    this.#bytes.set(text);
    let position = 0;
    for (const [sample, prefix] of prefixes.entries()) {
      position += encoder.encode(prefix).length;
      this.#starts[sample] = position;
      position += texts[sample]?.length ?? 0;
      this.#ends[sample] = position;
      position += 1;
    }
  }

  /** Shows another value. */
  // Hot: compares, and only then makes text.
  show(sample: number, value: number): void {
    const shown = this.#shown[sample] ?? 0;
    if (shown === value) return;
    this.#shown[sample] = value;
    const start = this.#starts[sample] ?? 0;
    const width = (this.#ends[sample] ?? 0) - start;
    if (value >= 0 && value <= MAX_DIGITS && value === (value | 0) && widthOf(value) === width)
      writeDigits(this.#bytes, start + width, value);
    else this.#replace(sample, valueText(value));
  }

  /** Writes the bytes in use into `into` at `position`. */
  copy(into: Uint8Array, position: number): void {
    into.set(this.#bytes.length === this.length ? this.#bytes : this.#bytes.subarray(0, this.length), position);
  }

  /** Bytes of memory. */
  get size(): number {
    return this.#bytes.length + this.#shown.length * 16;
  }

  #replace(sample: number, text: string): void {
    const start = this.#starts[sample] ?? 0;
    const end = this.#ends[sample] ?? 0;
    const shift = start + text.length - end;
    if (shift !== 0) this.#shift(sample, end, shift);
    for (let digit = 0; digit < text.length; digit += 1) this.#bytes[start + digit] = text.charCodeAt(digit);
  }

  /** Moves all that follows a sample's value. */
  #shift(sample: number, end: number, shift: number): void {
    if (this.length + shift > this.#bytes.length) {
      const grown = new Uint8Array(this.length + shift + this.#shown.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.copyWithin(end + shift, end, this.length);
    this.length += shift;
    this.#ends[sample] = end + shift;
    for (let next = sample + 1; next < this.#starts.length; next += 1) {
      this.#starts[next] = (this.#starts[next] ?? 0) + shift;
      this.#ends[next] = (this.#ends[next] ?? 0) + shift;
    }
  }
}

const MAX_DIGITS = 2_147_483_647;

/** Digits of a whole number that is not negative. */
function widthOf(value: number): number {
  let width = 1;
  for (let limit = 10; value >= limit; limit *= 10) width += 1;
  return width;
}

/** Writes a whole number so that it ends before `end`. */
function writeDigits(bytes: Uint8Array, end: number, value: number): void {
  let rest = value | 0;
  let position = end;
  do {
    const tens = (rest / 10) | 0;
    position -= 1;
    bytes[position] = 48 + rest - tens * 10;
    rest = tens;
  } while (rest > 0);
}
