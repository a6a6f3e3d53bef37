import type { Tag } from './runs.ts';
import { MAX_VALUE_BYTES, widthOf, writeDigits, writeValue } from './write-value.ts';

/** Lines as bytes in which values are replaced in place, and what they knew of their place in the last rendering. Renderings count from 1. */
export class TextBlock {
  /** Bytes in use. */
  length: number;
  /** The last rendering that made it another text. */
  changedAt: number;
  /** The last rendering that it was part of, and where it stood in that. */
  placedAt = -1;
  position = 0;
  /** The rendering since which it is part of all, in the same place with the same text. */
  settledAt = 0;
  /** The tag of the run that it begins. */
  tag: Tag | undefined;
  #bytes: Uint8Array<ArrayBuffer>;
  /** Where the value of each sample begins and ends, in turn. */
  readonly #values: Uint16Array | Int32Array;

  /** `text`: whole lines, of which a copy is made. `values`: where the value of each sample begins and ends in it, in turn. */
  constructor(text: Uint8Array, values: readonly number[], changedAt: number) {
    this.length = text.length;
    this.changedAt = changedAt;
    const isShort = text.length + values.length * MAX_VALUE_BYTES < MAX_SHORT_BYTES;
    this.#values = isShort ? Uint16Array.from(values) : Int32Array.from(values);
    // Values grow by a digit now and then.
    this.#bytes = new Uint8Array(text.length + this.samples);
    this.#bytes.set(text);
  }

  /** Lines with a value. */
  get samples(): number {
    return this.#values.length / 2;
  }

  /** Bytes of memory, roughly. */
  get size(): number {
    return this.#bytes.length + this.#values.byteLength + OBJECT_BYTES;
  }

  /** Shows another value. `spare` has room for one. */
  // Hot: a whole number that is as long as the one before is written where it stands.
  show(sample: number, value: number, spare: Uint8Array): void {
    const start = this.#values[sample * 2] ?? 0;
    const end = this.#values[sample * 2 + 1] ?? 0;
    if (value >= 0 && value === (value | 0) && widthOf(value) === end - start) {
      writeDigits(this.#bytes, end, value);
      return;
    }
    const length = writeValue(spare, 0, value);
    const shift = start + length - end;
    if (shift !== 0) this.#shift(sample, end, shift);
    for (let digit = 0; digit < length; digit += 1) this.#bytes[start + digit] = spare[digit] ?? 0;
  }

  /** Writes the bytes in use into `into` at `position`. */
  copy(into: Uint8Array, position: number): void {
    into.set(this.#bytes.length === this.length ? this.#bytes : this.#bytes.subarray(0, this.length), position);
  }

  /** Moves all that follows a sample's value. */
  #shift(sample: number, end: number, shift: number): void {
    if (this.length + shift > this.#bytes.length) {
      const grown = new Uint8Array(this.length + Math.max(shift, this.samples));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.copyWithin(end + shift, end, this.length);
    this.length += shift;
    for (let edge = sample * 2 + 1; edge < this.#values.length; edge += 1) this.#values[edge] = (this.#values[edge] ?? 0) + shift;
  }
}

/** Positions in a block that cannot grow beyond this fit into 16 bits. */
const MAX_SHORT_BYTES = 65_536;

/** What the objects of a block take besides their bytes. */
const OBJECT_BYTES = 600;

/** Room for one value. */
export function spareValue(): Uint8Array {
  return new Uint8Array(MAX_VALUE_BYTES);
}
