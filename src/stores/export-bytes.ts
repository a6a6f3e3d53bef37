import { type ExportPiece, exportPiece, lettersWord, PIECE_STEP } from './export-piece.ts';
import type { ExportText } from './export-text.ts';

const CHUNK_BYTES = 64 * 1024;
/** Room for all of a call that has a length of its own choice neither as text nor as bytes: numbers, times, quotes and hashes. */
const ROOM_BYTES = 512;
/** Whole numbers below this are divided without fractions. */
const INT_LIMIT = 2 ** 31;
const ZERO = 48;
/** As the third of four letters. */
const COLON = 58 << 16;
/** Each number below 1000: its digits, all three digits, and these behind a point. */
const NUMBERS = Array.from({ length: 1000 }, (_, number) => String(number));
const WHOLE = Int32Array.from(NUMBERS, lettersWord);
const THREE = Int32Array.from(NUMBERS, (digits) => lettersWord(digits.padStart(3, '0')));
const POINT_THREE = Int32Array.from(NUMBERS, (digits) => lettersWord(`.${digits.padStart(3, '0')}`));
/** Both digits of each number below 100. */
const TWO = Uint16Array.from(NUMBERS.slice(0, 100), (digits) => lettersWord(digits.padStart(2, '0')));

/** An export as it is put together: bytes of UTF-8 in chunks. */
export class ExportBytes {
  readonly #separator: ExportPiece;
  readonly #tail: string;
  #bytes: Buffer = Buffer.allocUnsafeSlow(2 * CHUNK_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Where the next byte goes. */
  at = 0;
  #isFirst = true;

  constructor({ head, separator, tail }: ExportText) {
    this.#separator = exportPiece(separator);
    this.#tail = tail;
    this.text(head);
  }

  /** Where whoever has reserved room writes by itself, from `at` on. */
  get view(): DataView {
    return this.#view;
  }

  /** True when there is enough for a chunk. */
  get isFull(): boolean {
    return this.at >= CHUNK_BYTES;
  }

  /** What was written since the last chunk. */
  take(): Uint8Array {
    const chunk = Buffer.allocUnsafeSlow(this.at);
    this.#bytes.copy(chunk);
    this.at = 0;
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
    this.at += this.#bytes.write(text, this.at);
  }

  // Hot from here on: the calls of an export are some 30 of these each, of a few bytes.
  /** All of a piece. What fills up its last step goes into the room, and is written over. */
  copy({ view: from, length }: ExportPiece): void {
    this.reserve(length);
    const view = this.#view;
    const { at } = this;
    for (let index = 0; index < length; index += PIECE_STEP) view.setFloat64(at + index, from.getFloat64(index, true), true);
    this.at = at + length;
  }

  /** Some bytes of another. */
  part(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const bytes = this.#bytes;
    let at = this.at;
    for (let index = start; index < end; index += 1) bytes[at++] = from[index] ?? 0;
    this.at = at;
  }

  /** The first `count` of four letters; up to `ROOM_BYTES` of letters and numbers need no `reserve`. */
  letters(word: number, count: number): void {
    this.#view.setInt32(this.at, word, true);
    this.at += count;
  }

  /** Two digits of a number below 100. */
  two(value: number): void {
    this.letters(TWO[value] ?? 0, 2);
  }

  /** Four digits of a number below 10,000. */
  four(value: number): void {
    const hundreds = (value / 100) | 0;
    this.letters((TWO[hundreds] ?? 0) | ((TWO[value - hundreds * 100] ?? 0) << 16), 4);
  }

  /** The time of a day that began so many seconds ago, as `HH:MM:SS`. */
  clock(seconds: number): void {
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    this.letters((TWO[hours] ?? 0) | COLON, 3);
    this.letters((TWO[minutes - hours * 60] ?? 0) | COLON, 3);
    this.two(seconds - minutes * 60);
  }

  /** Three digits of a number below 1000. */
  three(value: number): void {
    this.letters(THREE[value] ?? 0, 3);
  }

  /** Six digits of a number below a million. */
  six(value: number): void {
    const thousands = (value / 1000) | 0;
    this.three(thousands);
    this.three(value - thousands * 1000);
  }

  /** A whole number of 0 or more, and below 2^31. */
  whole(value: number): void {
    if (value < 1000) {
      this.letters(WHOLE[value] ?? 0, value > 99 ? 3 : value > 9 ? 2 : 1);
      return;
    }
    const thousands = (value / 1000) | 0;
    this.whole(thousands);
    this.three(value - thousands * 1000);
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

  /** A point and the three digits of thousandths below a thousand. */
  thousandths(value: number): void {
    this.letters(POINT_THREE[value] ?? 0, 4);
  }

  /** A point and millionths below a million; nothing for 0. */
  millionths(value: number): void {
    if (value === 0) return;
    const thousandths = (value / 1000) | 0;
    this.thousandths(thousandths);
    this.three(value - thousandths * 1000);
    this.#dropZeros();
  }

  /** Hundredths of 0 or more, below 2^31, as `String` writes a number. */
  hundredths(value: number): void {
    const whole = (value / 100) | 0;
    this.whole(whole);
    if (value === whole * 100) return;
    this.thousandths((value - whole * 100) * 10);
    this.#dropZeros();
  }

  /** Makes room for so many bytes, and those that need no `reserve` of their own. */
  reserve(count: number): void {
    if (this.at + count + ROOM_BYTES > this.#bytes.length) this.#grow(count);
  }

  #dropZeros(): void {
    while (this.#bytes[this.at - 1] === ZERO) this.at -= 1;
  }

  #grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(2 * (this.#bytes.length + count));
    this.#bytes.copy(larger, 0, 0, this.at);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
