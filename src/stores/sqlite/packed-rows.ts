import { WHOLE_SCORE } from './packed-score.ts';

/** A number over 20 bits as two; the first is unfit when the number is below 0 or above 40 bits. */
const long = (name: string): string => `${name} >> 20, ${name} & 1048575`;
/** A number is less than any text. Of the texts only the usual one is fit. */
const mask = (name: string): string => `iif(${name} < '', ${name} / 10000 + 2, 1 - 2 * (${name} <> '***')), ${name} % 10000`;

/**
 * One text for a row: `char` writes numbers faster than all else that SQLite has, each as the UTF-8 of a character of that number, an unfit one as the
 * character U+FFFD, and NULL as 0. The order is that of `AT`.
 */
const ROW = `char(
  ${long('seq')}, us, ${long('length(detail)')},
  ${['span', 'pdd', 'setup', 'talk', 'response'].map(long).join(', ')},
  direction, trunk, agent, codec,
  ${WHOLE_SCORE}, ${mask('caller')}, ${mask('callee')}
) || detail`;

/** Where the numbers of a row stand. */
export const AT = {
  length: 3,
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
const UNFIT = 0xfffd;
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
  /** Whether the row holds what does not fit in here: it has to be read by itself. */
  isOdd = false;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Goes to the next row; false when there is none. */
  next(): boolean {
    const { bytes } = this;
    const numbers = this.#numbers;
    if (this.#next >= bytes.length) return false;
    let at = this.#next;
    let isOdd = false;
    for (let index = 0; index < NUMBERS; index += 1) {
      let value = bytes[at++] ?? 0;
      if (value >= 240) value = ((value & 7) << 18) | (six(bytes, at++) << 12) | (six(bytes, at++) << 6) | six(bytes, at++);
      else if (value >= 224) value = ((value & 15) << 12) | (six(bytes, at++) << 6) | six(bytes, at++);
      else if (value >= 128) value = ((value & 31) << 6) | six(bytes, at++);
      numbers[index] = value;
      isOdd ||= value === UNFIT;
    }
    this.isOdd = isOdd;
    this.detailAt = at;
    this.#next = at + this.long(AT.length);
    return true;
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

  /** A number of two; 0 when there is none. */
  long(at: number): number {
    return this.number(at) * HIGH + this.number(at + 1);
  }
}

/** The six bits that a byte of a character adds. */
function six(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) & 63;
}
