import type { ByteReader, ByteWriter } from '../../core/index.ts';
import { readText, writeText } from './packed-text.ts';

/** What most Call-IDs are made of, with six bits each, or four when all are hex digits. The last two stand at no beginning. */
const LETTERS = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.');
const HEX_DIGITS = 16;
const FIRST_LETTERS = 62;
const NO_LETTER = 255;
const CODES = Uint8Array.from({ length: 128 }, (_, letter) => (LETTERS.includes(letter) ? LETTERS.indexOf(letter) : NO_LETTER));
const [ZERO, NINE, POINT, AT_SIGN] = [48, 57, 46, 64];
/** So many letters are counted by one byte. */
const MOST_LETTERS = 63;
/** Two letters of each number of 12 bits, and two digits of each byte, as numbers of 16 bits. */
const LETTER_PAIRS = Uint16Array.from({ length: 4096 }, (_, bits) => pairOf(bits >>> 6, bits & 63));
const DIGIT_PAIRS = Uint16Array.from({ length: 256 }, (_, byte) => pairOf(byte >>> 4, byte & 15));
/** What follows a point in an address. */
const NUMBERS = Int32Array.from({ length: 256 }, (_, value) => Buffer.from(`.${value}`.padEnd(4, '0')).readInt32LE());
/** The form of any other text. Else the form is twice the number of letters, more when an IPv4 address follows or all are hex digits. */
const TEXT_CALL_ID = 0;
const WITH_HOST = 1;
const HEX = 128;

// Hot: once per change of a call.
/** Writes a Call-ID: letters, alone or with an IPv4 address behind an @, in half or three quarters of their room and four bytes; any other as a text. */
export function writeCallId(out: ByteWriter, callId: string): void {
  const sign = callId.indexOf('@');
  const count = sign < 0 ? callId.length : sign;
  const host = sign < 0 ? 0 : hostAt(callId, sign + 1);
  const highest = highestCode(callId, count);
  if (host === undefined || highest === NO_LETTER) {
    out.byte(TEXT_CALL_ID);
    writeText(out, callId);
    return;
  }
  const form = 2 * count + (sign < 0 ? 0 : WITH_HOST) + (highest < HEX_DIGITS ? HEX : 0);
  out.byte(form);
  packLetters(out, callId, count, widthOf(form));
  if (sign >= 0) for (let shift = 24; shift >= 0; shift -= 8) out.byte((host >>> shift) & 255);
}

function packLetters(out: ByteWriter, text: string, count: number, width: number): void {
  let bits = 0;
  let held = 0;
  for (let at = 0; at < count; at += 1) {
    bits = (bits << width) | (CODES[text.charCodeAt(at)] ?? 0);
    held += width;
    if (held < 8) continue;
    held -= 8;
    out.byte((bits >>> held) & 255);
  }
  if (held > 0) out.byte((bits << (8 - held)) & 255);
}

/** The highest code of the first letters of a text; `NO_LETTER` when not all of them have one, or there are too few or too many. */
function highestCode(text: string, count: number): number {
  if (count === 0 || count > MOST_LETTERS || (CODES[text.charCodeAt(0)] ?? NO_LETTER) >= FIRST_LETTERS) return NO_LETTER;
  let highest = 0;
  for (let at = 0; at < count; at += 1) highest = Math.max(highest, CODES[text.charCodeAt(at)] ?? NO_LETTER);
  return highest;
}

/** The IPv4 address that the rest of a text is; undefined for any other rest and for another spelling than the usual one. */
function hostAt(text: string, from: number): number | undefined {
  let host = 0;
  let points = 0;
  let value = -1;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      // A number has no zero in front.
      if (value === 0) return undefined;
      value = Math.max(value, 0) * 10 + code - ZERO;
      if (value > 255) return undefined;
    } else {
      if (code !== POINT || value < 0) return undefined;
      host = (host << 8) | value;
      points += 1;
      value = -1;
    }
  }
  return points === 3 && value >= 0 ? (host << 8) | value : undefined;
}

function countOf(form: number): number {
  return (form & (HEX - 1)) >> 1;
}

function widthOf(form: number): number {
  return form < HEX ? 6 : 4;
}

/** Room for the letters of any Call-ID that is no text. */
const CALL_ID_ROOM = 96;

/** How many bytes stand behind a form that is no text. */
function callIdSize(form: number): number {
  return Math.ceil((countOf(form) * widthOf(form)) / 8) + (form & WITH_HOST ? 4 : 0);
}

/** Writes the letters of a Call-ID of a form that is no text at a place of `out`, which has the room. Returns where they end; `from` is behind the form. */
function unpackCallId(out: DataView, place: number, form: number, bytes: Uint8Array, from: number): number {
  const count = countOf(form);
  if (widthOf(form) === 6) unpackSixes(out, place, count, bytes, from);
  else unpackFours(out, place, count, bytes, from);
  let to = place + count;
  if ((form & WITH_HOST) === 0) return to;
  const end = from + callIdSize(form);
  for (let at = end - 4; at < end; at += 1) {
    const value = bytes[at] ?? 0;
    out.setInt32(to, NUMBERS[value] ?? 0, true);
    to += value > 99 ? 4 : value > 9 ? 3 : 2;
  }
  out.setUint8(place + count, AT_SIGN);
  return to;
}

/** Three bytes are four letters; behind the last one there may be some more. */
function unpackSixes(out: DataView, place: number, count: number, bytes: Uint8Array, from: number): void {
  let at = from;
  for (let to = place, end = place + count; to < end; to += 4) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out.setInt32(to, (LETTER_PAIRS[bits >>> 12] ?? 0) | ((LETTER_PAIRS[bits & 4095] ?? 0) << 16), true);
    at += 3;
  }
}

/** Two bytes are four digits; behind the last one there may be some more. */
function unpackFours(out: DataView, place: number, count: number, bytes: Uint8Array, from: number): void {
  let at = from;
  for (let to = place, end = place + count; to < end; to += 4) {
    out.setInt32(to, (DIGIT_PAIRS[bytes[at] ?? 0] ?? 0) | ((DIGIT_PAIRS[bytes[at + 1] ?? 0] ?? 0) << 16), true);
    at += 2;
  }
}

function pairOf(first: number, second: number): number {
  return (LETTERS[first] ?? 0) | ((LETTERS[second] ?? 0) << 8);
}

/** The Call-ID that `writeCallId` wrote. */
export function readCallId(input: ByteReader): string {
  const form = input.byte();
  if (form === TEXT_CALL_ID) return readText(input);
  const letters = Buffer.allocUnsafe(CALL_ID_ROOM);
  const view = new DataView(letters.buffer, letters.byteOffset, CALL_ID_ROOM);
  return letters.toString('latin1', 0, unpackCallId(view, 0, form, input.bytes(callIdSize(form)), 0));
}
