/** Which half of a number in memory has its sign, exponent and upper mantissa. */
const UPPER = new Int32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;

// A register, not state: nothing stays in it from call to call. One with a fixed address takes a third less time than one that has to be looked up.
const NUMBER = new Float64Array(1);
const HALVES = new Int32Array(NUMBER.buffer);

/** The sign, the exponent and the upper 20 bits of the mantissa of a number (IEEE 754, binary64). Below 0 when the sign is set. */
// Hot: one write, one read.
export function upperHalf(value: number): number {
  NUMBER[0] = value;
  return HALVES[UPPER] ?? 0;
}

/** The lower 32 bits of the mantissa of a number, from 0 on. */
export function lowerHalf(value: number): number {
  NUMBER[0] = value;
  return (HALVES[1 - UPPER] ?? 0) >>> 0;
}
