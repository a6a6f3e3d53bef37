const HIGH_BIT = 128;
const SHIFTED = 2 ** 31;
const LOW_BITS = 2 ** 28;
const LOW_BYTES = 4;

/** Collects bytes of a packed value. What it holds may be taken once with `take`. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** One byte, 0 to 255. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  // Hot: nearly all values take one or two bytes. Shifts hold 31 bits, so of a larger one the lower 28 are cut off first.
  /** A whole number from 0 to 2^53-1, seven bits a byte, lowest first (LEB128). */
  varint(value: number): void {
    this.#reserve(8);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    if (value >= SHIFTED) {
      let low = value % LOW_BITS;
      rest = (value - low) / LOW_BITS;
      for (let count = 0; count < LOW_BYTES; count += 1) {
        bytes[at] = (low & 127) | HIGH_BIT;
        low >>>= 7;
        at += 1;
      }
    }
    for (; rest >= HIGH_BIT; at += 1) {
      bytes[at] = (rest & 127) | HIGH_BIT;
      rest >>>= 7;
    }
    bytes[at] = rest;
    this.#length = at + 1;
  }

  /** Bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  /** Bytes without their length. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Everything written so far, in memory of its own. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
