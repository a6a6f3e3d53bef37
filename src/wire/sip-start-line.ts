import { findFeed, isBlank, readNumber, skipBlanks, startsWith, trimEnd, word } from './sip-scan.ts';

// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const CR = 13;
const LF = 10;
const SPACE = 32;
const DOT = 46;

/** The methods that have a name of their own; all others are `OTHER`. */
export const SIP_METHOD = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'PUBLISH',
  'MESSAGE',
  'OTHER',
] as const;
export type SipMethod = (typeof SIP_METHOD)[number];

const METHOD_BYTES = SIP_METHOD.filter((method) => method !== 'OTHER').map((method) => ({
  method,
  bytes: Uint8Array.from(method, (letter) => letter.charCodeAt(0)),
}));
const VERSION = word('sip/2.0');
const SIP_WORD = word('sip/');

/** What the first line says. */
export interface StartLine {
  /** Undefined in a response. */
  readonly method: SipMethod | undefined;
  /** 0 in a request. */
  readonly status: number;
  readonly uriStart: number;
  readonly uriEnd: number;
  /** Where the first header begins. */
  readonly next: number;
}

/** Reads the first line of a SIP message; empty lines before it are passed over (RFC 3261 7.5). Undefined when it is none. */
export function readStartLine(bytes: Uint8Array, start: number, end: number): StartLine | undefined {
  let at = start;
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at += 1;
  if (!isTokenByte(bytes[at] ?? 0)) return undefined;
  const lineEnd = findFeed(bytes, at, end);
  const next = Math.min(lineEnd + 1, end);
  const textEnd = trimEnd(bytes, at, lineEnd);
  if (startsWith(bytes, at, textEnd, VERSION)) return readStatusLine(bytes, at + VERSION.length, textEnd, next);
  return readRequestLine(bytes, at, textEnd, next);
}

/** Whether the bytes begin like a SIP message, whatever their sender calls them. */
export function isSip(bytes: Uint8Array, start: number = 0, end: number = bytes.length): boolean {
  return readStartLine(bytes, start, end) !== undefined;
}

/** Whether the first line is meant to begin a SIP message, whatever is wrong with it: its first or last word is a version of SIP. */
export function isMeantAsSip(bytes: Uint8Array, start: number = 0, end: number = bytes.length): boolean {
  if (isVersion(bytes, start, end)) return true;
  if (!isTokenByte(bytes[start] ?? 0)) return false;
  const feed = bytes.indexOf(LF, start);
  const lineEnd = trimEnd(bytes, start, feed === -1 ? end : Math.min(feed, end));
  let at = lineEnd;
  while (at > start && bytes[at - 1] !== SPACE) at -= 1;
  return at > start && isVersion(bytes, at, lineEnd);
}

/** Whether a word is `SIP/` and a number; `SIP/2.0/UDP` begins a Via. */
function isVersion(bytes: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(bytes, start, end, SIP_WORD)) return false;
  const numberAt = start + SIP_WORD.length;
  let at = numberAt;
  while (at < end && isNumberByte(bytes[at] ?? 0)) at += 1;
  return at > numberAt && (at === end || isBlank(bytes[at]));
}

function isNumberByte(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === DOT;
}

function readStatusLine(bytes: Uint8Array, at: number, end: number, next: number): StartLine | undefined {
  if (bytes[at] !== SPACE) return undefined;
  const codeAt = skipBlanks(bytes, at, end);
  const status = readNumber(bytes, codeAt, end);
  return status >= 100 && status <= 699 ? { method: undefined, status, uriStart: 0, uriEnd: 0, next } : undefined;
}

function readRequestLine(bytes: Uint8Array, at: number, end: number, next: number): StartLine | undefined {
  let methodEnd = at;
  while (methodEnd < end && isTokenByte(bytes[methodEnd] ?? 0)) methodEnd += 1;
  if (bytes[methodEnd] !== SPACE) return undefined;
  const versionAt = end - VERSION.length;
  const uriStart = skipBlanks(bytes, methodEnd, end);
  if (versionAt <= uriStart || bytes[versionAt - 1] !== SPACE || !startsWith(bytes, versionAt, end, VERSION)) return undefined;
  const uriEnd = trimEnd(bytes, uriStart, versionAt);
  return uriEnd > uriStart ? { method: readMethod(bytes, at, methodEnd), status: 0, uriStart, uriEnd, next } : undefined;
}

/** The method named by exactly `[start, end)`. Method names are case-sensitive (RFC 3261 7.1). */
export function readMethod(bytes: Uint8Array, start: number, end: number): SipMethod {
  for (const one of METHOD_BYTES) {
    if (one.bytes.length === end - start && isEqual(bytes, start, one.bytes)) return one.method;
  }
  return 'OTHER';
}

function isEqual(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}

/** Token characters of RFC 3261 25.1. */
export function isTokenByte(byte: number): boolean {
  if ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57)) return true;
  return byte !== 0 && TOKEN_MARKS.includes(byte);
}

const TOKEN_MARKS = word("-.!%*_+`'~");
