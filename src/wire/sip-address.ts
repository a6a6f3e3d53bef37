import { paramStart, readNumber, skipBlanks, skipQuoted, startsWith, trimEnd, valueEnd, word } from './sip-scan.ts';
import { decodeText } from './text.ts';

// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const PERCENT = 37;
const AT = 64;
const COLON = 58;
const GREATER = 62;
const LESS = 60;
const QUOTE = 34;
const SEMICOLON = 59;
const QUESTION = 63;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/** Where the parts of one name-addr or addr-spec lie. An empty span (start = end) is an absent part. */
export interface SipAddress {
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly uriStart: number;
  readonly uriEnd: number;
  /** Where the header parameters begin. */
  readonly paramsStart: number;
}

/** Reads the one address in `[start, end)`: `"Name" <uri>;params`, `Name <uri>;params` or `uri;params`. It always finds something. */
export function readAddress(bytes: Uint8Array, start: number, end: number): SipAddress {
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipQuoted(bytes, at, end);
      continue;
    }
    if (byte === LESS) return readBracketed(bytes, start, at, end);
    // Without angle brackets the parameters belong to the header (RFC 3261 20.10).
    if (byte === SEMICOLON) break;
    at += 1;
  }
  return { nameStart: start, nameEnd: start, uriStart: start, uriEnd: trimEnd(bytes, start, at), paramsStart: at };
}

function readBracketed(bytes: Uint8Array, start: number, less: number, end: number): SipAddress {
  let close = less + 1;
  while (close < end && bytes[close] !== GREATER) close += 1;
  const nameEnd = trimEnd(bytes, start, less);
  const isQuoted = bytes[start] === QUOTE && nameEnd - start >= 2;
  return {
    nameStart: isQuoted ? start + 1 : start,
    nameEnd: isQuoted ? nameEnd - 1 : nameEnd,
    uriStart: skipBlanks(bytes, less + 1, close),
    uriEnd: close,
    paramsStart: close,
  };
}

const SIP = word('sip:');
const SIPS = word('sips:');
const TEL = word('tel:');
const EMERGENCY = word('urn:service:sos');
const DOT = 46;

/** The user of a sip, sips or tel URI, percent-decoded and without password and parameters. Undefined when it has none. */
export function readUser(bytes: Uint8Array, start: number, end: number): string | undefined {
  const isTel = startsWith(bytes, start, end, TEL);
  const scheme = isTel
    ? TEL.length
    : startsWith(bytes, start, end, SIP)
      ? SIP.length
      : startsWith(bytes, start, end, SIPS)
        ? SIPS.length
        : 0;
  if (scheme === 0) return undefined;
  const userStart = start + scheme;
  const limit = isTel ? end : findAt(bytes, userStart, end);
  let at = userStart;
  let isEncoded = false;
  while (at < limit && bytes[at] !== COLON && bytes[at] !== SEMICOLON) {
    isEncoded ||= bytes[at] === PERCENT;
    at += 1;
  }
  if (at === userStart) return undefined;
  const user = decodeText(bytes, userStart, at);
  return isEncoded ? decodePercent(user) : user;
}

/** The host of a sip or sips URI in lower case, without port and without the brackets of IPv6. Undefined when it has none. */
export function readHost(bytes: Uint8Array, start: number, end: number): string | undefined {
  const scheme = startsWith(bytes, start, end, SIP) ? SIP.length : startsWith(bytes, start, end, SIPS) ? SIPS.length : 0;
  if (scheme === 0) return undefined;
  const userStart = start + scheme;
  const behindUser = findAt(bytes, userStart, end);
  let at = bytes[behindUser] === AT ? behindUser + 1 : userStart;
  const isBracketed = bytes[at] === OPEN_BRACKET;
  if (isBracketed) at += 1;
  const hostStart = at;
  while (at < end && !endsHost(bytes[at], isBracketed)) at += 1;
  return at === hostStart ? undefined : decodeText(bytes, hostStart, at).toLowerCase();
}

function endsHost(byte: number | undefined, isBracketed: boolean): boolean {
  if (isBracketed) return byte === CLOSE_BRACKET;
  return byte === COLON || byte === SEMICOLON || byte === QUESTION;
}

/** Adds the display names and users of the comma-separated addresses in `[start, end)`. */
export function readNames(bytes: Uint8Array, start: number, end: number, names: string[]): void {
  let at = start;
  while (at < end) {
    const close = valueEnd(bytes, at, end);
    const address = readAddress(bytes, skipBlanks(bytes, at, close), close);
    if (address.nameEnd > address.nameStart) names.push(decodeText(bytes, address.nameStart, address.nameEnd));
    const user = readUser(bytes, address.uriStart, address.uriEnd);
    if (user !== undefined) names.push(user);
    at = close + 1;
  }
}

/** Whether a URI is that of the emergency service or one of its kinds (RFC 5031). */
export function isEmergencyUri(bytes: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(bytes, start, end, EMERGENCY)) return false;
  const behind = start + EMERGENCY.length;
  return behind === end || bytes[behind] === DOT || bytes[behind] === SEMICOLON;
}

/** The position of the `@`, or `start` without one: a URI without `@` has no user. */
function findAt(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === AT) return at;
  }
  return start;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: what was sent is the best that is known of the user.
    return text;
  }
}

const EXPIRES = word('expires');

/** `expires` of the first of the comma-separated Contacts that has one, in seconds, or -1. */
export function readContactExpires(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const close = valueEnd(bytes, at, end);
    const expires = paramStart(bytes, readAddress(bytes, at, close).paramsStart, close, EXPIRES);
    if (expires >= 0) return readNumber(bytes, expires, close);
    at = close + 1;
  }
  return -1;
}

/** One value of a Contact header. */
export interface SipContact {
  readonly uriStart: number;
  readonly uriEnd: number;
  /** Its own `expires` in seconds; -1 when it has none. */
  readonly expires: number;
}

/** The first `most` of the comma-separated Contacts. */
export function readContacts(bytes: Uint8Array, start: number, end: number, most: number): SipContact[] {
  const contacts: SipContact[] = [];
  let at = start;
  while (at < end && contacts.length < most) {
    const close = valueEnd(bytes, at, end);
    const { uriStart, uriEnd, paramsStart } = readAddress(bytes, skipBlanks(bytes, at, close), close);
    const expires = paramStart(bytes, paramsStart, close, EXPIRES);
    contacts.push({ uriStart, uriEnd, expires: expires < 0 ? -1 : readNumber(bytes, expires, close) });
    at = close + 1;
  }
  return contacts;
}
