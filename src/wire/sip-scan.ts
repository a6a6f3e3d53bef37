// Character codes stand in the file that compares them: an imported constant costs a load for every byte scanned.
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const SEMICOLON = 59;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const BACKSLASH = 92;
const ZERO = 48;
const LOWER_CASE = 0x20;
const MAX_NUMBER = 0xffff_ffff;

/** The bytes of a lower-case ASCII word. */
export function word(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Whether the byte is a blank, or the line end inside a folded header. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR || byte === LF;
}

/** The first position from `start` that is no blank, or `end`. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at += 1;
  return at;
}

/** The next line feed, or `end`. Hot: four bytes at once take half the time, and `indexOf` of a Node buffer is slower again where the engine does not inline it. */
export function findFeed(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at + 3 < end && bytes[at] !== LF && bytes[at + 1] !== LF && bytes[at + 2] !== LF && bytes[at + 3] !== LF) at += 4;
  while (at < end && bytes[at] !== LF) at += 1;
  return at;
}

/** `end` without the blanks before it. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1])) at -= 1;
  return at;
}

/** Whether the bytes at `at` are the lower-case word, whatever their case. They may go on behind it. */
export function startsWith(bytes: Uint8Array, at: number, end: number, expected: Uint8Array): boolean {
  if (at + expected.length > end) return false;
  for (let index = 0; index < expected.length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    const wanted = expected[index] ?? 0;
    if (byte !== wanted && (byte < 65 || byte > 90 || (byte | LOWER_CASE) !== wanted)) return false;
  }
  return true;
}

/** The position behind a quoted string that begins at `at`; `end` when it is not closed. */
export function skipQuoted(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  while (next < end) {
    const byte = bytes[next];
    if (byte === QUOTE) return next + 1;
    next += byte === BACKSLASH ? 2 : 1;
  }
  return end;
}

/** The end of the first of several comma-separated values: a comma outside quotes and angle brackets, or `end`. */
export function valueEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let isInAngle = false;
  while (at < end) {
    const byte = bytes[at];
    if (byte === QUOTE && !isInAngle) {
      at = skipQuoted(bytes, at, end);
      continue;
    }
    if (byte === LESS) isInAngle = true;
    else if (byte === GREATER) isInAngle = false;
    else if (byte === COMMA && !isInAngle) return at;
    at += 1;
  }
  return end;
}

/** Where the value of the parameter `name` begins when the parameter behind the semicolon at `at` is that one, else -1. */
export function paramValueStart(bytes: Uint8Array, at: number, end: number, name: Uint8Array): number {
  const from = skipBlanks(bytes, at + 1, end);
  if (!startsWith(bytes, from, end, name)) return -1;
  const equals = skipBlanks(bytes, from + name.length, end);
  return equals < end && bytes[equals] === EQUALS ? skipBlanks(bytes, equals + 1, end) : -1;
}

/** Where the value of the header parameter `name` begins in `;a=b;c=d`, or -1 without it. Quoted strings are passed over. */
export function paramStart(bytes: Uint8Array, start: number, end: number, name: Uint8Array): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipQuoted(bytes, at, end);
      continue;
    }
    if (byte === SEMICOLON) {
      const value = paramValueStart(bytes, at, end, name);
      if (value >= 0) return value;
    }
    at += 1;
  }
  return -1;
}

/** The end of the token that begins at `start`: a separator, a blank, or `end`. */
export function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte <= SPACE || byte === SEMICOLON || byte === COMMA || byte === GREATER || byte === QUOTE) return at;
    at += 1;
  }
  return end;
}

/** The decimal number at `start`, or -1 when there is none or it exceeds 32 bits. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    if (value > MAX_NUMBER) return -1;
  }
  return at === start ? -1 : value;
}
