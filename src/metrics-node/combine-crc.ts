/** The polynomial of CRC-32 with its bits in reverse order (RFC 1952 §8). */
const POLYNOMIAL = 0xedb88320;
/** The polynomial 1 in that order. */
const ONE = 0x80000000;

/** The CRC-32 of two texts in a row, from that of each. `shift`: the `crcShift` of the second one. */
export function combineCrc(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0;
}

/** What as many bytes do to the CRC-32 of what stands before them: x to the power of their bits. */
export function crcShift(bytes: number): number {
  return powerOfX(bytes * 8);
}

/** The product of two polynomials modulo that of CRC-32. */
function multiply(left: number, right: number): number {
  let product = 0;
  let shifted = right;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((left & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x to this power modulo the polynomial of CRC-32. */
function powerOfX(exponent: number): number {
  let power = ONE;
  let square = ONE >>> 1;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}
