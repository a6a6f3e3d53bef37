import type { ExportText } from './export-text.ts';

const CHUNK_BYTES = 64 * 1024;
/** The most bytes of a number. */
const NUMBER_BYTES = 32;
/** Whole numbers below this are divided without fractions. */
const INT_LIMIT = 2 ** 31;
const ZERO = 48;
const POINT = 46;

/** An export as it is put together: bytes of UTF-8 in chunks. */
export class ExportBytes {
  readonly #separator: Uint8Array;
  readonly #tail: string;
  #bytes: Buffer = Buffer.allocUnsafeSlow(2 * CHUNK_BYTES);
  #at = 0;
  #isFirst = true;

  constructor({ head, separator, tail }: ExportText) {
    this.#separator = Buffer.from(separator);
    this.#tail = tail;
    this.text(head);
  }

  /** True when there is enough for a chunk. */
  get isFull(): boolean {
    return this.#at >= CHUNK_BYTES;
  }

  /** What was written since the last chunk. */
  take(): Uint8Array {
    const chunk = Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
    this.#at = 0;
    return chunk;
  }

  /** The last chunk. */
  finish(): Uint8Array {
    this.text(this.#tail);
    return this.take();
  }

  /** A call whose line is given. */
  call(line: string): void {
    this.begin();
    this.text(line);
  }

  /** Begins a call. */
  begin(): void {
    if (!this.#isFirst) this.copy(this.#separator, 0, this.#separator.length);
    this.#isFirst = false;
  }

  /** Any text. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  // Hot: the calls of an export are some 30 of these each, of a few bytes.
  /** Some bytes of others. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = start; index < end; index += 1) bytes[at++] = from[index] ?? 0;
    this.#at = at;
  }

  /** One byte. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** The lowest digits of a whole number below 2^31. */
  digits(value: number, count: number): void {
    this.#reserve(NUMBER_BYTES);
    let left = value;
    for (let at = this.#at + count - 1; at >= this.#at; at -= 1) {
      const rest = (left / 10) | 0;
      this.#bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
    this.#at += count;
  }

  /** A number of 0 or more that is `value` divided by 10 so many times, as `String` writes it; `unit` is that power of ten. */
  decimal(value: number, places: number, unit: number): void {
    const whole = Math.floor(value / unit);
    // Above, and below, `String` may need other digits.
    if (!(value >= 0 && whole < INT_LIMIT)) {
      this.text(String(value / unit));
      return;
    }
    this.digits(whole, countDigits(whole));
    let fraction = value - whole * unit;
    if (fraction === 0) return;
    let count = places;
    for (let rest = (fraction / 10) | 0; rest * 10 === fraction; rest = (fraction / 10) | 0) {
      fraction = rest;
      count -= 1;
    }
    this.#bytes[this.#at++] = POINT;
    this.digits(fraction, count);
  }

  #reserve(count: number): void {
    if (this.#at + count + NUMBER_BYTES <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#bytes.length + count));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

function countDigits(value: number): number {
  let count = 1;
  for (let left = value; left >= 10; left = (left / 10) | 0) count += 1;
  return count;
}
