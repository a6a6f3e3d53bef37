import { ByteReader, type ByteWriter } from '../../core/index.ts';

/** Texts up to this length are read letter by letter. */
const SHORT = 24;
/** Texts up to this length are written letter by letter. */
const SHORT_WRITTEN = 64;
const HASH_LETTERS = 16;
/** The five bits of each letter of a keyed hash; -1 for what is none. */
const FIVE_BITS = Int8Array.from({ length: 128 }, (_, code) =>
  code >= 97 && code <= 122 ? code - 97 : code >= 50 && code <= 55 ? code - 24 : -1,
);
/** What stands behind each number of an address but the last. */
const SEPARATORS = [46, 46, 46, 58];
const ZERO = 48;
const NINE = 57;

/** What stands before a text: one of these forms, or `TEXT_FORM` plus the length of its UTF-8. */
export const HASH_FORM = 0;
export const ADDRESS_FORM = 1;
export const HEX_FORM = 2;
/** Of a text that stands in the same record before. */
export const KNOWN_FORM = 3;
export const TEXT_FORM = 4;

/** Writes a text; keyed hashes take 11 bytes, IPv4 addresses with a port 7, hex digits half their number. */
export function writeText(out: ByteWriter, text: string): void {
  if (text.length === HASH_LETTERS && writeHash(out, text)) return;
  if (text.length <= 21 && writeAddress(out, text)) return;
  if (text.length > 4 && isHex(text)) {
    out.byte(HEX_FORM);
    out.block(Buffer.from(text, 'hex'));
    return;
  }
  if (writeLetters(out, text, TEXT_FORM)) return;
  const bytes = Buffer.from(text, 'utf8');
  out.varint(TEXT_FORM + bytes.length);
  out.bytes(bytes);
}

// Hot: words are short, and each call of the encoder costs more than all their letters.
/** Writes a short text of ASCII, before it `form` plus its length. False, and nothing written, for any other. */
export function writeLetters(out: ByteWriter, text: string, form: number): boolean {
  return text.length <= SHORT_WRITTEN && out.ascii(text, form);
}

// Hot: four a call, nearly all of them keyed hashes.
/** Where a text ends that begins at `from`; at most the end of the bytes. */
export function textEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] === HASH_FORM) return Math.min(from + 11, bytes.length);
  const input = new ByteReader(bytes.subarray(from));
  skipText(input);
  return from + input.at;
}

function skipText(input: ByteReader): void {
  const form = input.varint();
  if (form === HASH_FORM) input.skip(10);
  else if (form === ADDRESS_FORM) input.skip(6);
  else input.skip(form === HEX_FORM ? input.varint() : Math.max(0, form - TEXT_FORM));
}

/** The text that `writeText` wrote. */
export function readText(input: ByteReader): string {
  const form = input.varint();
  switch (form) {
    case HASH_FORM:
      return readHash(input);
    case ADDRESS_FORM: {
      const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = input.bytes(6);
      return `${a}.${b}.${c}.${d}:${high * 256 + low}`;
    }
    case HEX_FORM:
      return Buffer.from(input.block()).toString('hex');
    case KNOWN_FORM:
      // Only a `RecordReader` knows which.
      return '';
    default:
      return readUtf8(input.bytes(form - TEXT_FORM));
  }
}

// Hot: five per change of a call.
/** Writes a keyed hash: eight letters of 5 bits are five bytes. False, and nothing written, for any other text. */
function writeHash(out: ByteWriter, text: string): boolean {
  const a = twentyBits(text, 0);
  const b = twentyBits(text, 4);
  const c = twentyBits(text, 8);
  const d = twentyBits(text, 12);
  if ((a | b | c | d) < 0) return false;
  out.byte(HASH_FORM);
  out.uint40(a, b);
  out.uint40(c, d);
  return true;
}

/** Four letters; negative when one of them is none of a keyed hash. */
function twentyBits(text: string, at: number): number {
  return (fiveBits(text, at) << 15) | (fiveBits(text, at + 1) << 10) | (fiveBits(text, at + 2) << 5) | fiveBits(text, at + 3);
}

function fiveBits(text: string, at: number): number {
  return FIVE_BITS[text.charCodeAt(at)] ?? -1;
}

function isHex(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 97 && code <= 102) || (code >= ZERO && code <= NINE))) return false;
  }
  return text.length % 2 === 0;
}

// Hot: short ASCII is put together here, for each call of the decoder costs more than that.
/** The text of these bytes. */
export function readUtf8(bytes: Uint8Array): string {
  let text = '';
  if (bytes.length > SHORT) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0;
    if (code > 127) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    text += String.fromCharCode(code);
  }
  return text;
}

// Hot: a text that was joined of parts is laid out anew when a map first asks for it.
function readHash(input: ByteReader): string {
  const first = threeBytes(input);
  const a = first >>> 4;
  const b = ((first & 15) << 16) | twoBytes(input);
  const second = threeBytes(input);
  const c = second >>> 4;
  const d = ((second & 15) << 16) | twoBytes(input);
  return String.fromCharCode(
    letter(a >>> 15),
    letter(a >>> 10),
    letter(a >>> 5),
    letter(a),
    letter(b >>> 15),
    letter(b >>> 10),
    letter(b >>> 5),
    letter(b),
    letter(c >>> 15),
    letter(c >>> 10),
    letter(c >>> 5),
    letter(c),
    letter(d >>> 15),
    letter(d >>> 10),
    letter(d >>> 5),
    letter(d),
  );
}

function threeBytes(input: ByteReader): number {
  return (input.byte() << 16) | twoBytes(input);
}

function twoBytes(input: ByteReader): number {
  return (input.byte() << 8) | input.byte();
}

function letter(bits: number): number {
  const value = bits & 31;
  return value < 26 ? value + 97 : value + 24;
}

// Hot: several per message, so no pattern and nothing in between.
/** Writes an IPv4 address with a port. False, and nothing written, for any other text and for another spelling than the usual one. */
function writeAddress(out: ByteWriter, text: string): boolean {
  let host = 0;
  let separators = 0;
  let value = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      // A number has no zero in front.
      if (digits > 0 && value === 0) return false;
      value = value * 10 + code - ZERO;
      digits += 1;
    } else {
      if (code !== SEPARATORS[separators] || digits === 0 || value > 255) return false;
      host = host * 256 + value;
      separators += 1;
      value = 0;
      digits = 0;
    }
  }
  if (separators !== SEPARATORS.length || digits === 0 || value > 65_535) return false;
  out.byte(ADDRESS_FORM);
  out.byte(host / 2 ** 24);
  out.byte((host >>> 16) & 255);
  out.byte((host >>> 8) & 255);
  out.byte(host & 255);
  out.byte(value >>> 8);
  out.byte(value & 255);
  return true;
}
