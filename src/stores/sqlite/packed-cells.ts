import { ByteReader } from '../../core/index.ts';
import type { ExportBytes } from '../export-bytes.ts';
import type { ExportText } from '../export-text.ts';
import { CALL_ID_ROOM, callIdSize, TEXT_CALL_ID, unpackCallId } from './packed-call-id.ts';
import { ADDRESS_FORM, HASH_FORM, HEX_FORM, readText, TEXT_FORM } from './packed-text.ts';

const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz234567');
const HEX_DIGITS = Buffer.from('0123456789abcdef');
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
  readonly #quote: Uint8Array;
  readonly #letters = new Uint8Array(CALL_ID_ROOM);
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(text: ExportText) {
    this.#text = text;
    this.#quote = Buffer.from(text.quote);
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
    const form = this.#varint();
    if (form === HASH_FORM) this.#at += HASH_BYTES;
    else if (form === ADDRESS_FORM) this.#at += ADDRESS_BYTES;
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
      for (let left = this.#varint(); left > 0; left -= 1) {
        const byte = this.byte();
        out.byte(HEX_DIGITS[byte >>> 4] ?? 0);
        out.byte(HEX_DIGITS[byte & 15] ?? 0);
      }
      this.quote(out);
    } else if (form >= TEXT_FORM && this.#isPlain(this.#at + form - TEXT_FORM)) {
      this.quote(out);
      out.copy(this.#bytes, this.#at, this.#at + form - TEXT_FORM);
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
    out.copy(this.#letters, 0, unpackCallId(this.#letters, form, this.#bytes, this.#at));
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
    out.copy(this.#quote, 0, this.#quote.length);
  }

  /** Eight letters of 5 bits are five bytes. */
  #writeHash(out: ExportBytes): void {
    for (let round = 0; round < 2; round += 1) {
      let high = (this.byte() << 12) | (this.byte() << 4);
      const middle = this.byte();
      high |= middle >>> 4;
      const low = ((middle & 15) << 16) | (this.byte() << 8) | this.byte();
      for (let shift = 15; shift >= 0; shift -= 5) out.byte(LETTERS[(high >>> shift) & 31] ?? 0);
      for (let shift = 15; shift >= 0; shift -= 5) out.byte(LETTERS[(low >>> shift) & 31] ?? 0);
    }
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
