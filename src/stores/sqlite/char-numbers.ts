const UNFIT = 0xfffd;
const HIGH = 2 ** 20;

/** A number over 20 bits as two for `char`; the first is unfit when the number is below 0 or above 40 bits. */
export const long = (name: string): string => `${name} >> 20, ${name} & ${HIGH - 1}`;

/** The same of a number that may be NULL, which 0 then is not: the first is 2 more than it is, and 1 or unfit below 0. */
export const optionalLong = (name: string): string => `(${name} >> 20) + 2, ${name} & ${HIGH - 1}`;

// Hot: once per row, so nothing is made per row.
/**
 * Reads what `char` of SQLite wrote, so many numbers at a time: each is the UTF-8 of a character of that number, an unfit one the character U+FFFD, and NULL is
 * 0. It writes numbers faster than all else that SQLite has, and one text for many rows spares the rest: each row that crosses over by itself costs more.
 */
export class CharNumbers {
  readonly bytes: Uint8Array;
  /** Where the next numbers begin, and those before end. */
  at = 0;
  /** Whether one of the numbers was unfit. */
  isOdd = false;
  readonly #numbers: Int32Array;

  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.#numbers = new Int32Array(count);
  }

  /** Goes to the next numbers; false when there are none. */
  next(): boolean {
    const { bytes } = this;
    const numbers = this.#numbers;
    let { at } = this;
    if (at >= bytes.length) return false;
    let isOdd = false;
    for (let index = 0; index < numbers.length; index += 1) {
      let value = bytes[at++] ?? 0;
      if (value >= 240) value = ((value & 7) << 18) | (six(bytes, at++) << 12) | (six(bytes, at++) << 6) | six(bytes, at++);
      else if (value >= 224) value = ((value & 15) << 12) | (six(bytes, at++) << 6) | six(bytes, at++);
      else if (value >= 128) value = ((value & 31) << 6) | six(bytes, at++);
      numbers[index] = value;
      isOdd ||= value === UNFIT;
    }
    this.isOdd = isOdd;
    this.at = at;
    return true;
  }

  /** Goes to the numbers that end where the next ones begin; false when there are none. */
  previous(): boolean {
    const { bytes } = this;
    const numbers = this.#numbers;
    let { at } = this;
    if (at <= 0) return false;
    let isOdd = false;
    for (let index = numbers.length - 1; index >= 0; index -= 1) {
      let value = bytes[--at] ?? 0;
      if (value >= 128) {
        value &= 63;
        let byte = bytes[--at] ?? 0;
        if (byte >= 192) value |= (byte & 31) << 6;
        else {
          value |= (byte & 63) << 6;
          byte = bytes[--at] ?? 0;
          if (byte >= 192) value |= (byte & 15) << 12;
          else value |= ((byte & 63) << 12) | (((bytes[--at] ?? 0) & 7) << 18);
        }
      }
      numbers[index] = value;
      isOdd ||= value === UNFIT;
    }
    this.isOdd = isOdd;
    this.at = at;
    return true;
  }

  /** One number, by its place. */
  number(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** What `long` wrote. */
  long(place: number): number {
    return this.number(place) * HIGH + this.number(place + 1);
  }

  /** What `optionalLong` wrote; undefined for NULL, negative for what is below 0. */
  optionalLong(place: number): number | undefined {
    const high = this.number(place);
    return high === 0 ? undefined : (high - 2) * HIGH + this.number(place + 1);
  }
}

/** The six bits that a byte of a character adds. */
function six(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) & 63;
}
