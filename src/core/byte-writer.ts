const HIGH_BIT = 128;
const SHIFTED = 2 ** 31;
const LOW_BITS = 2 ** 28;
const LOW_BYTES = 4;
const SHORT = 40;
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
/** Up to so many bytes are kept beside the object itself; memory of their own costs more than most packed values. */
const FIRST_BYTES = 64;

/** Collects bytes of a packed value. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** How many bytes were written and not taken. */
  get length(): number {
    return this.#length;
  }

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

  /** A whole number from 0 to 2^32-1 in four bytes, lowest first. */
  uint32(value: number): void {
    this.#reserve(4);
    const bytes = this.#bytes;
    const at = this.#length;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
    this.#length = at + 4;
  }

  /** Two numbers from 0 to 2^20-1 in five bytes, highest first. */
  uint40(high: number, low: number): void {
    this.#reserve(5);
    const bytes = this.#bytes;
    const at = this.#length;
    bytes[at] = high >>> 12;
    bytes[at + 1] = high >>> 4;
    bytes[at + 2] = (high << 4) | (low >>> 16);
    bytes[at + 3] = low >>> 8;
    bytes[at + 4] = low;
    this.#length = at + 5;
  }

  /** A text of ASCII, before it its length plus `form`. False, and nothing written, for any other. */
  ascii(text: string, form: number): boolean {
    const { length } = text;
    const before = this.#length;
    this.varint(form + length);
    this.#reserve(length);
    const bytes = this.#bytes;
    let at = this.#length;
    let all = 0;
    for (let place = 0; place < length; place += 1) {
      const code = text.charCodeAt(place);
      all |= code;
      bytes[at] = code;
      at += 1;
    }
    this.#length = all < HIGH_BIT ? at : before;
    return all < HIGH_BIT;
  }

  /** Bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  /** Leaves room for a number that is known later and will most likely take `width` bytes. Where it is, for `fill`. */
  hold(width: number): number {
    this.#reserve(width);
    const at = this.#length;
    this.#length = at + width;
    return at;
  }

  /** Writes the number for which `hold` left room; what was written since then moves when it takes another number of bytes. */
  fill(at: number, width: number, value: number): void {
    const size = sizeOf(value);
    const end = this.#length + size - width;
    if (size !== width) {
      this.#reserve(size);
      this.#bytes.copyWithin(at + size, at + width, this.#length);
    }
    this.#length = at;
    this.varint(value);
    this.#length = end;
  }

  /** Ends a block: `hold` left room for its length before what was written since then. */
  fillLength(at: number, width: number): void {
    this.fill(at, width, this.#length - at - width);
  }

  /** All that another writer holds, with its length before it. The other one is empty afterwards. */
  move(other: ByteWriter): void {
    this.varint(other.#length);
    this.append(other);
  }

  /** All that another writer holds, without its length. The other one is empty afterwards. */
  append(other: ByteWriter): void {
    const length = other.#length;
    this.#reserve(length);
    if (length > SHORT) this.#bytes.set(other.#bytes.subarray(0, length), this.#length);
    else for (let at = 0; at < length; at += 1) this.#bytes[this.#length + at] = other.#bytes[at] ?? 0;
    this.#length += length;
    other.#length = 0;
  }

  /** Bytes without their length: those from a place to another, or all. */
  bytes(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const length = to - from;
    this.#reserve(length);
    // Hot: most are short, and for those a call costs more than the bytes.
    if (length > SHORT) this.#bytes.set(length === bytes.length ? bytes : bytes.subarray(from, to), this.#length);
    else for (let at = 0; at < length; at += 1) this.#bytes[this.#length + at] = bytes[from + at] ?? 0;
    this.#length += length;
  }

  /** Everything written so far, in memory of its own. The writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** What was written from a place on; it changes only when the writer has been emptied and writes there again. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  // Hot: to make a view of what was written costs more than to look at it here.
  /** 32 bits that are the same for the same bytes (FNV-1a). */
  hash(): number {
    let hash = FNV_OFFSET;
    for (let at = 0; at < this.#length; at += 1) hash = Math.imul(hash ^ (this.#bytes[at] ?? 0), FNV_PRIME);
    return hash;
  }

  /** Whether these are the bytes that were written. */
  equals(bytes: Uint8Array): boolean {
    if (bytes.length !== this.#length) return false;
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== this.#bytes[at]) return false;
    return true;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** How many bytes `varint` takes. */
function sizeOf(value: number): number {
  let size = 1;
  for (let rest = value; rest >= HIGH_BIT; rest = Math.floor(rest / HIGH_BIT)) size += 1;
  return size;
}
