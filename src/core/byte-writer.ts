const HIGH_BIT = 128;

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

  // Hot: most values take one byte; what is above 31 bits is cut by division, for shifts would lose it.
  /** A whole number from 0 to 2^53-1, seven bits a byte, lowest first (LEB128). */
  varint(value: number): void {
    this.#reserve(8);
    const bytes = this.#bytes;
    let rest = value;
    let at = this.#length;
    for (; rest >= HIGH_BIT; at += 1) {
      bytes[at] = (rest % HIGH_BIT) + HIGH_BIT;
      rest = Math.floor(rest / HIGH_BIT);
    }
    bytes[at] = rest;
    this.#length = at + 1;
  }

  /** Bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
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
