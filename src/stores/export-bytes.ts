import type { ExportText } from './export-text.ts';

const CHUNK_BYTES = 64 * 1024;
/** Room for all of a call that has a length of its own choice neither as text nor as bytes: numbers, times, quotes and hashes. */
const ROOM_BYTES = 512;
/** Whole numbers below this are divided without fractions. */
const INT_LIMIT = 2 ** 31;
const ZERO = 48;
const POINT = 46;
/** The three digits of each number below 1000. */
const DIGITS = Buffer.from(Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0')).join(''));

/** An export as it is put together: bytes of UTF-8 in chunks. */
export class ExportBytes {
  readonly #separator: Buffer;
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
    const chunk = Buffer.allocUnsafeSlow(this.#at);
    this.#bytes.copy(chunk);
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
    if (!this.#isFirst) this.copy(this.#separator);
    this.#isFirst = false;
  }

  /** Any text. */
  text(text: string): void {
    this.reserve(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  // Hot from here on: the calls of an export are some 30 of these each, of a few bytes.
  /** All bytes of another. */
  copy(from: Buffer): void {
    const { length } = from;
    this.reserve(length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index += 1) bytes[at++] = from[index] ?? 0;
    this.#at = at;
  }

  /** Some bytes of another. */
  part(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = start; index < end; index += 1) bytes[at++] = from[index] ?? 0;
    this.#at = at;
  }

  /** One byte; up to `ROOM_BYTES` of these, pairs and numbers need no `reserve`. */
  byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  /** Two bytes of a table. */
  pair(table: Buffer, at: number): void {
    this.#bytes[this.#at++] = table[at] ?? 0;
    this.#bytes[this.#at++] = table[at + 1] ?? 0;
  }

  /** Two digits of a number below 100. */
  two(value: number): void {
    this.pair(DIGITS, value * 3 + 1);
  }

  /** Three digits of a number below 1000. */
  three(value: number): void {
    this.byte(DIGITS[value * 3] ?? 0);
    this.pair(DIGITS, value * 3 + 1);
  }

  /** A whole number of 0 or more, and below 2^31. */
  whole(value: number): void {
    const thousands = (value / 1000) | 0;
    const rest = value - thousands * 1000;
    if (thousands > 0) {
      this.whole(thousands);
      this.three(rest);
    } else if (rest > 99) this.three(rest);
    else if (rest > 9) this.two(rest);
    else this.byte(ZERO + rest);
  }

  /** Microseconds of 0 or more as seconds, as `String` writes these. */
  seconds(micros: number): void {
    const whole = Math.floor(micros / 1e6);
    // Above, `String` may need other digits.
    if (whole >= INT_LIMIT) {
      this.text(String(micros / 1e6));
      return;
    }
    this.whole(whole);
    this.millionths(micros - whole * 1e6);
  }

  /** A point and millionths below a million; nothing for 0. */
  millionths(value: number): void {
    if (value === 0) return;
    const thousandths = (value / 1000) | 0;
    this.byte(POINT);
    this.three(thousandths);
    this.three(value - thousandths * 1000);
    this.#dropZeros();
  }

  /** Hundredths of 0 or more, below 2^31, as `String` writes a number. */
  hundredths(value: number): void {
    const whole = (value / 100) | 0;
    this.whole(whole);
    if (value === whole * 100) return;
    this.byte(POINT);
    this.two(value - whole * 100);
    this.#dropZeros();
  }

  /** Makes room for so many bytes, and those that need no `reserve` of their own. */
  reserve(count: number): void {
    if (this.#at + count + ROOM_BYTES > this.#bytes.length) this.#grow(count);
  }

  #dropZeros(): void {
    while (this.#bytes[this.#at - 1] === ZERO) this.#at -= 1;
  }

  #grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(2 * (this.#bytes.length + count));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
