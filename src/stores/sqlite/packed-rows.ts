import { USUAL_SCORE } from './packed-score.ts';

/** A number over 20 bits as two; the first is 2 more than it is, or 1 or unfit when the number is below 0. */
const long = (name: string): string => `(${name} >> 20) + 2, ${name} & 1048575`;
/** A number is less than any text. Of the texts only the usual one is fit. */
const mask = (name: string): string => `iif(${name} < '', ${name} / 10000 + 2, 1 - 2 * (${name} <> '***')), ${name} % 10000`;

/**
 * One text for a row: `char` writes numbers faster than all else that SQLite has, each as the UTF-8 of a character of that number, an unfit one as the
 * character U+FFFD, and NULL as 0. The order is that of `AT`.
 */
const ROW = `char(
  seq >> 20, seq & 1048575, us, length(detail) >> 20, length(detail) & 1048575,
  ${['span', 'pdd', 'setup', 'talk', 'response'].map(long).join(', ')},
  direction, trunk, agent, codec,
  ${USUAL_SCORE}, ${mask('caller')}, ${mask('callee')}
) || detail`;

/** Where the numbers of a row stand. */
export const AT = {
  span: 5,
  pdd: 7,
  setup: 9,
  talk: 11,
  response: 13,
  direction: 15,
  trunk: 16,
  agent: 17,
  codec: 18,
  mos: 19,
  caller: 20,
  callee: 22,
} as const;
const NUMBERS = 24;
/** Before it are numbers that are always fit. */
const FIRST_UNSURE = AT.span;
const UNFIT = 0xfffd;
/** The first of two numbers, when both are less than 0 together. */
const NEGATIVE = 1;
const HIGH = 2 ** 20;

/** The newest of some rows as one value for all, for each that crosses over from SQLite by itself costs more than all else here. `where` begins with AND or is empty. */
export function packedRowsSql(where: string, rows: number): string {
  return `SELECT CAST(group_concat(line, '') AS BLOB) AS packed
    FROM (SELECT ${ROW} AS line FROM calls WHERE seq BETWEEN ? AND ?${where} ORDER BY seq DESC LIMIT ${rows})`;
}

// Hot: once per call of an export, so nothing is made per row.
/** Goes through rows that `packedRowsSql` has put together. */
export class PackedRows {
  readonly bytes: Uint8Array;
  readonly #numbers = new Int32Array(NUMBERS);
  /** Where the `detail` of the row begins in `bytes`. */
  detailAt = 0;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Goes to the next row; false when there is none. */
  next(): boolean {
    if (this.#next >= this.bytes.length) return false;
    for (let index = 0; index < NUMBERS; index += 1) this.#numbers[index] = this.#character();
    this.detailAt = this.#next;
    this.#next += this.number(3) * HIGH + this.number(4);
    return true;
  }

  /** Whether the row holds what does not fit in here: it has to be read by itself. */
  isOdd(): boolean {
    for (let at: number = FIRST_UNSURE; at < NUMBERS; at += 1) if (this.#numbers[at] === UNFIT) return true;
    for (let at: number = AT.span; at < AT.direction; at += 2) if (this.#numbers[at] === NEGATIVE) return true;
    return false;
  }

  /** Where the row stands in its day. */
  get seq(): number {
    return this.number(0) * HIGH + this.number(1);
  }

  /** The microseconds of the row in its millisecond. */
  get us(): number {
    return this.number(2);
  }

  /** One number, by `AT`. */
  number(at: number): number {
    return this.#numbers[at] ?? 0;
  }

  /** A number of two; below 0 when there is none. */
  long(at: number): number {
    return (this.number(at) - 2) * HIGH + this.number(at + 1);
  }

  /** The number of the next character in UTF-8. */
  #character(): number {
    const first = this.bytes[this.#next++] ?? 0;
    if (first < 128) return first;
    if (first < 224) return ((first & 31) << 6) | this.#sixBits();
    if (first < 240) return ((first & 15) << 12) | (this.#sixBits() << 6) | this.#sixBits();
    return ((first & 7) << 18) | (this.#sixBits() << 12) | (this.#sixBits() << 6) | this.#sixBits();
  }

  #sixBits(): number {
    return (this.bytes[this.#next++] ?? 0) & 63;
  }
}
