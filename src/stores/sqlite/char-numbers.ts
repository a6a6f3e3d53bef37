const UNFIT = 0xfffd;
const HIGH = 2 ** 20;

/** What the marks in the bytes of a character add up to, by how many there are. */
const MARKS = { two: 0x3080, three: 0xe2080, four: 0x3c82080 } as const;

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
  /** Those at which it stands. */
  readonly numbers: Int32Array;

  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.numbers = new Int32Array(count);
  }

  /** Goes to the next numbers; false when there are none. */
  next(): boolean {
    const { bytes, numbers } = this;
    let { at } = this;
    if (at >= bytes.length) return false;
    let isOdd = false;
    for (let index = 0; index < numbers.length; index += 1) {
      let value = bytes[at++] ?? 0;
      if (value >= 128) {
        if (value >= 240) {
          value = (value << 18) + ((bytes[at] ?? 0) << 12) + twoBytes(bytes, at + 1) - MARKS.four;
          at += 3;
        } else if (value >= 224) {
          value = (value << 12) + twoBytes(bytes, at) - MARKS.three;
          at += 2;
          isOdd ||= value === UNFIT;
        } else {
          value = (value << 6) + (bytes[at++] ?? 0) - MARKS.two;
        }
      }
      numbers[index] = value;
    }
    this.isOdd = isOdd;
    this.at = at;
    return true;
  }

  /** Goes to the numbers that end where the next ones begin; false when there are none. */
  previous(): boolean {
    const { bytes, numbers } = this;
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
    return this.numbers[place] ?? 0;
  }

  /** What `long` wrote. */
  long(place: number): number {
    return this.number(place) * HIGH + this.number(place + 1);
  }

  /** What `optionalLong` wrote; negative also for NULL. */
  optionalLong(place: number): number {
    return ((this.numbers[place] ?? 0) - 2) * HIGH + (this.numbers[place + 1] ?? 0);
  }
}

/** What the last two bytes of a character add to it, with their marks. */
function twoBytes(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 6) + (bytes[at + 1] ?? 0);
}
