import { valueText } from './number-text.ts';

/** The most bytes that a value takes. */
export const MAX_VALUE_BYTES = 32;

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const MILLION = 1_000_000;
/** Below this, a number with six decimals has at most 15 digits, and such a text is the shortest one of its double. */
const MAX_WITH_DECIMALS = 1e9;
const MAX_WHOLE = 1e15;

/** Writes the `valueText` of a value at `at` and returns where it ends. There is room for `MAX_VALUE_BYTES`. */
// Hot: no text is made for whole numbers and for those with at most six decimals.
export function writeValue(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0 && value > -Infinity) {
    bytes[at] = MINUS;
    return writeValue(bytes, at + 1, -value);
  }
  if (value === (value | 0)) return writeWhole(bytes, at, value);
  if (value > 0 && value < MAX_WITH_DECIMALS) {
    const scaled = Math.round(value * MILLION);
    // The quotient is the double next to the decimal: if it is the value, the decimal is its text.
    if (scaled / MILLION === value) return writeDecimals(bytes, at, scaled);
  } else if (value >= MAX_WITH_DECIMALS && value < MAX_WHOLE && Math.floor(value) === value) {
    const millions = Math.floor(value / MILLION);
    return writePadded(bytes, writeWhole(bytes, at, millions), value - millions * MILLION);
  }
  const text = valueText(value);
  for (let digit = 0; digit < text.length; digit += 1) bytes[at + digit] = text.charCodeAt(digit);
  return at + text.length;
}

/** Digits of a whole number from 0 to 2^31. */
export function widthOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  let width = 5;
  for (let limit = 100_000; value >= limit; limit *= 10) width += 1;
  return width;
}

/** Writes a whole number from 0 to 2^31 so that it ends before `end`. */
export function writeDigits(bytes: Uint8Array, end: number, value: number): void {
  let rest = value | 0;
  let position = end;
  do {
    const tens = (rest / 10) | 0;
    position -= 1;
    bytes[position] = ZERO + rest - tens * 10;
    rest = tens;
  } while (rest > 0);
}

function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  const end = at + widthOf(value);
  writeDigits(bytes, end, value);
  return end;
}

/** Writes millionths as a number with a point. */
function writeDecimals(bytes: Uint8Array, at: number, scaled: number): number {
  const whole = Math.floor(scaled / MILLION);
  const point = writeWhole(bytes, at, whole);
  let end = writePadded(bytes, point + 1, scaled - whole * MILLION);
  while (bytes[end - 1] === ZERO) end -= 1;
  if (end === point + 1) return point;
  bytes[point] = POINT;
  return end;
}

/** Writes six digits. */
function writePadded(bytes: Uint8Array, at: number, value: number): number {
  bytes.fill(ZERO, at, at + 6);
  writeDigits(bytes, at + 6, value);
  return at + 6;
}
