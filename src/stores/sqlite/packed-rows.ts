import { CharNumbers, long } from './char-numbers.ts';
import { WHOLE_SCORE } from './packed-score.ts';

/** A number is less than any text. Of the texts only the usual one is fit. */
const mask = (name: string): string => `iif(${name} < '', ${name} / 10000 + 2, 1 - 2 * (${name} <> '***')), ${name} % 10000`;

/** One text for a row, as `CharNumbers` reads it backwards. The order is that of `AT`. */
const ROW = `detail || char(
  ${long('seq')}, us, ${long('length(detail)')},
  ${['span', 'pdd', 'setup', 'talk', 'response'].map(long).join(', ')},
  direction, trunk, agent, codec,
  ${WHOLE_SCORE}, ${mask('caller')}, ${mask('callee')}
)`;

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

/** At most so many rows as one value for all, and how many there are. `where` begins with AND or is empty. */
export function packedRowsSql(where: string, most: number): string {
  return `SELECT count(*) AS rows, CAST(group_concat(line, '') AS BLOB) AS packed
    FROM (SELECT ${ROW} AS line FROM calls WHERE seq BETWEEN ? AND ?${where} ORDER BY seq LIMIT ${most})`;
}

// Hot: once per call of an export.
/** Goes through rows that `packedRowsSql` has put together, from the last to the first. */
export class PackedRows {
  readonly #numbers: CharNumbers;
  /** Where the `detail` of the row begins in `bytes`. */
  detailAt = 0;

  constructor(bytes: Uint8Array) {
    this.#numbers = new CharNumbers(bytes, NUMBERS);
    this.#numbers.at = bytes.length;
  }

  get bytes(): Uint8Array {
    return this.#numbers.bytes;
  }

  /** Whether the row holds what does not fit in here: it has to be read by itself. */
  get isOdd(): boolean {
    return this.#numbers.isOdd;
  }

  /** Goes to the row before; false when there is none. */
  previous(): boolean {
    if (!this.#numbers.previous()) return false;
    this.detailAt = this.#numbers.at - this.long(AT.length);
    this.#numbers.at = this.detailAt;
    return true;
  }

  /** Where the row stands in its day. */
  get seq(): number {
    return this.long(0);
  }

  /** The microseconds of the row in its millisecond. */
  get us(): number {
    return this.number(2);
  }

  /** One number, by `AT`. */
  number(at: number): number {
    return this.#numbers.number(at);
  }

  /** A number of two; 0 when there is none. */
  long(at: number): number {
    return this.#numbers.long(at);
  }
}
