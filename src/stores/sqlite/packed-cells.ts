import { ByteReader } from '../../core/index.ts';
import type { ExportBytes } from '../export-bytes.ts';
import { lettersWord } from '../export-piece.ts';
import type { ExportText } from '../export-text.ts';
import { CALL_ID_ROOM, callIdSize, TEXT_CALL_ID, unpackCallId } from './packed-call-id.ts';
import { ADDRESS_FORM, HASH_FORM, HEX_FORM, readText, TEXT_FORM } from './packed-text.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz234567');
/** The letters of each number of 10 bits. */
const LETTER_PAIRS = Uint16Array.from(LETTERS.flatMap((first) => LETTERS.map((second) => lettersWord(first + second))));
/** The digits of each byte. */
const HEX_PAIRS = Int32Array.from({ length: 256 }, (_, byte) => lettersWord(byte.toString(16).padStart(2, '0')));
/** Bytes that may begin a text without more than a quote, and those that may follow. */
const FIRST = tableOf(/\w/);
const PLAIN = tableOf(/[\w .:;@*-]/);
const HASH_BYTES = 10;
const ADDRESS_BYTES = 6;

function tableOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (code < 128 && pattern.test(String.fromCharCode(code)) ? 1 : 0));
}

// Hot: twice per call of an export.
/** Goes through texts that `writeText` wrote, and writes them as cells of an export. */
export class PackedCells {
  readonly #text: ExportText;
  readonly #quote: number;
  readonly #quoteLength: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(text: ExportText) {
    this.#text = text;
    this.#quote = lettersWord(text.quote);
    this.#quoteLength = text.quote.length;
  }

  /** Where it is. */
  get at(): number {
    return this.#at;
  }

  /** Goes to a place in some bytes. */
  goTo(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The next byte. */
  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  /** Goes past the shape at the beginning of a `detail`. Its number; 0 when the shape itself stood there. */
  shape(): number {
    const id = this.#varint();
    if (id > 0) return id;
    const length = this.#varint();
    this.#at += length;
    return 0;
  }

  /** Goes past a text. */
  skip(): void {
    if (this.#bytes[this.#at] === HASH_FORM) {
      this.#at += 1 + HASH_BYTES;
      return;
    }
    const form = this.#varint();
    if (form === ADDRESS_FORM) this.#at += ADDRESS_BYTES;
    else if (form === HEX_FORM) {
      const length = this.#varint();
      this.#at += length;
    } else this.#at += form - TEXT_FORM;
  }

  /** Goes past a text. Returns a number that equal texts share. */
  mark(): number {
    const from = this.#at;
    this.skip();
    let mark = 0;
    for (let at = from; at < this.#at; at += 1) mark = (Math.imul(mark, 31) + (this.#bytes[at] ?? 0)) | 0;
    return mark;
  }

  /** Writes the cell of a text and goes past it. */
  write(out: ExportBytes): void {
    const from = this.#at;
    const form = this.#varint();
    if (form === HASH_FORM) {
      this.quote(out);
      this.#writeHash(out);
      this.quote(out);
    } else if (form === HEX_FORM) {
      this.quote(out);
      this.#writeHex(out, this.#varint());
      this.quote(out);
    } else if (form >= TEXT_FORM && this.#isPlain(this.#at + form - TEXT_FORM)) {
      this.quote(out);
      out.part(this.#bytes, this.#at, this.#at + form - TEXT_FORM);
      this.quote(out);
      this.#at += form - TEXT_FORM;
    } else {
      this.#at = from;
      this.skip();
      out.text(this.#text.text(readText(new ByteReader(this.#bytes.subarray(from, this.#at)))));
    }
  }

  /** Writes the cell of a Call-ID. */
  writeCallId(out: ExportBytes): void {
    const form = this.byte();
    if (form === TEXT_CALL_ID) {
      this.write(out);
      return;
    }
    this.quote(out);
    out.reserve(CALL_ID_ROOM);
    out.at = unpackCallId(out.view, out.at, form, this.#bytes, this.#at);
    this.#at += callIdSize(form);
    this.quote(out);
  }

  #isPlain(end: number): boolean {
    if (FIRST[this.#bytes[this.#at] ?? 0] === 0 || end === this.#at) return false;
    for (let at = this.#at; at < end; at += 1) if (PLAIN[this.#bytes[at] ?? 0] === 0) return false;
    return true;
  }

  /** Writes what stands around a plain text. */
  quote(out: ExportBytes): void {
    out.letters(this.#quote, this.#quoteLength);
  }

  #writeHash(out: ExportBytes): void {
    const bytes = this.#bytes;
    // Four letters are 20 bits.
    for (let at = this.#at, end = at + HASH_BYTES; at < end; at += 5) {
      const high = ((bytes[at] ?? 0) << 12) | ((bytes[at + 1] ?? 0) << 4) | ((bytes[at + 2] ?? 0) >>> 4);
      const low = (((bytes[at + 2] ?? 0) & 15) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
      out.letters((LETTER_PAIRS[high >>> 10] ?? 0) | ((LETTER_PAIRS[high & 1023] ?? 0) << 16), 4);
      out.letters((LETTER_PAIRS[low >>> 10] ?? 0) | ((LETTER_PAIRS[low & 1023] ?? 0) << 16), 4);
    }
    this.#at += HASH_BYTES;
  }

  #writeHex(out: ExportBytes, length: number): void {
    out.reserve(2 * length);
    for (let left = length; left > 0; left -= 1) out.letters(HEX_PAIRS[this.byte()] ?? 0, 2);
  }

  /** As `ByteWriter.varint` writes it; a length is never as long as 2^28. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128 || shift === 21) return value;
    }
  }
}
