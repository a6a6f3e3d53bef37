import type { ByteWriter } from './byte-writer.ts';

const HIGH_BIT = 128;
/** The lower part of a number and the largest upper part: 28 and 25 bits make 2^53-1. */
const LOW_BITS = 2 ** 28;
const MAX_HIGH = 2 ** 25 - 1;

/** Reads packed bytes. Bytes that are not there or make no sense read as 0 and leave `isBroken` set: look once, at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #isBroken = false;

  /** Reads from a place among the bytes to another; all of them when none is said. */
  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The place of what is read next. */
  get at(): number {
    return this.#at;
  }

  /** True when nothing is left or something was broken. */
  get isDone(): boolean {
    return this.#isBroken || this.#at >= this.#end;
  }

  /** Goes to a place among the bytes; to the end when there is no such place. */
  goTo(at: number): void {
    if (at > this.#end) this.#break();
    else this.#at = at;
  }

  /** One byte, 0 to 255. */
  byte(): number {
    if (this.#at >= this.#end) return this.#break();
    const value = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  // Hot: a rollup row is a few hundred of these, and most are one byte.
  /** A whole number from 0 to 2^53-1 as `ByteWriter.varint` writes it. */
  varint(): number {
    const first = this.byte();
    return first < HIGH_BIT ? first : this.#longVarint(first - HIGH_BIT);
  }

  /** A whole number from 0 to 2^32-1 as `ByteWriter.uint32` writes it. */
  uint32(): number {
    const low = this.byte() | (this.byte() << 8) | (this.byte() << 16);
    return low + this.byte() * 2 ** 24;
  }

  /** Bytes with their length before them; a view, not a copy. */
  block(): Uint8Array {
    return this.bytes(this.varint());
  }

  // Hot: a view costs more than all else here.
  /** Goes past so many bytes. */
  skip(length: number): void {
    if (length > this.#end - this.#at) this.#break();
    else this.#at += length;
  }

  /** So many bytes; a view, not a copy. */
  bytes(length: number): Uint8Array {
    const from = this.#at;
    this.skip(length);
    return this.#bytes.subarray(from, this.#at);
  }

  /** What reads the next so many bytes, which are passed. */
  part(length: number): ByteReader {
    const from = this.#at;
    this.skip(length);
    return new ByteReader(this.#bytes, from, this.#at);
  }

  // Hot: without a view of them.
  /** Writes so many bytes elsewhere. */
  copyTo(out: ByteWriter, length: number): void {
    const from = this.#at;
    this.skip(length);
    out.bytes(this.#bytes, from, this.#at);
  }

  #longVarint(first: number): number {
    let low = first;
    for (let shift = 7; shift < 28; shift += 7) {
      const next = this.byte();
      low |= (next & 127) << shift;
      if (next < HIGH_BIT) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const next = this.byte();
      high |= (next & 127) << shift;
      if (next < HIGH_BIT) return high <= MAX_HIGH ? high * LOW_BITS + low : this.#break();
    }
    return this.#break();
  }

  #break(): number {
    this.#isBroken = true;
    this.#at = this.#end;
    return 0;
  }
}
