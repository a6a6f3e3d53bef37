const HIGH_BIT = 128;
/** Seven full bytes and four bits: 2^53-1. */
const LAST_FACTOR = 2 ** 49;

/** Reads packed bytes. Bytes that are not there or make no sense read as 0 and leave `isBroken` set: look once, at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** True when nothing is left or something was broken. */
  get isDone(): boolean {
    return this.#isBroken || this.#at >= this.#bytes.length;
  }

  /** One byte, 0 to 255. */
  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) return this.#break();
    this.#at += 1;
    return value;
  }

  // Hot: a rollup row is a few hundred of these, and most are one byte.
  /** A whole number from 0 to 2^53-1 as `ByteWriter.varint` writes it. */
  varint(): number {
    const first = this.byte();
    return first < HIGH_BIT ? first : this.#longVarint(first - HIGH_BIT);
  }

  /** Bytes with their length before them; a view, not a copy. */
  block(): Uint8Array {
    const length = this.varint();
    const from = this.#at;
    if (length > this.#bytes.length - from) this.#break();
    else this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  #longVarint(low: number): number {
    let value = low;
    for (let factor = HIGH_BIT; factor <= LAST_FACTOR; factor *= HIGH_BIT) {
      const next = this.byte();
      value += (next % HIGH_BIT) * factor;
      if (next < HIGH_BIT) return value <= Number.MAX_SAFE_INTEGER ? value : this.#break();
    }
    return this.#break();
  }

  #break(): number {
    this.#isBroken = true;
    this.#at = this.#bytes.length;
    return 0;
  }
}
