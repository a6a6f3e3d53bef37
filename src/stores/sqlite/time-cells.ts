import type { ExportBytes } from '../export-bytes.ts';
import { type ExportPiece, exportPiece, lettersWord } from '../export-piece.ts';
import type { ExportText } from '../export-text.ts';
import { DAY_MICROSECONDS, dayStart } from './day.ts';
import { columnKey } from './keyed-cells.ts';

const SECOND = 1e6;
const HALF_MILLISECOND = 500;
/** So many seconds share what their times begin with: a day as ISO 8601, and as Unix seconds those whose last six digits differ. */
const [ISO_SPAN, UNIX_SPAN] = [86_400, 1e6];
const ISO_REST = 'HH:MM:SS.mmmZ'.length;
const ZULU = lettersWord('Z');
/** Unix seconds of these days have more than six digits, and `String` adds those of the microseconds: up to 2^33 seconds. */
const [FIRST_DAY, LAST_DAY] = [12, 99_000];

// Hot: twice per call of an export.
/** Writes the cells of a column of times, each by its microseconds since the beginning of one day. */
export class TimeCells {
  readonly #day: number;
  readonly #isIso: boolean;
  readonly #span: number;
  readonly #isUsual: boolean;
  readonly #key: string;
  readonly #empty: ExportPiece;
  /** The key and what times begin with that are less than a span after the first, which is in seconds from the beginning of that day on. */
  #beginning: ExportPiece;
  #first = 0;

  constructor(column: 'startedAt' | 'endedAt', day: number, text: ExportText) {
    this.#day = day;
    this.#isIso = text.hasIsoTimes;
    this.#span = text.hasIsoTimes ? ISO_SPAN : UNIX_SPAN;
    this.#isUsual = text.hasIsoTimes || (day >= FIRST_DAY && day <= LAST_DAY);
    this.#key = columnKey(column, text);
    this.#empty = exportPiece(text.hasEmptyCells ? this.#key : '');
    this.#beginning = this.#begin(0);
  }

  /** Writes a time of the day or of a later one. */
  write(out: ExportBytes, micros: number): void {
    if (!this.#isUsual) {
      out.text(this.#key);
      out.seconds(this.#day * DAY_MICROSECONDS + micros);
      return;
    }
    const rounded = this.#isIso ? micros + HALF_MILLISECOND : micros;
    const seconds = Math.floor(rounded / SECOND);
    if (seconds < this.#first || seconds >= this.#first + this.#span) this.#beginning = this.#begin(seconds);
    out.copy(this.#beginning);
    const rest = seconds - this.#first;
    const millionths = rounded - seconds * SECOND;
    if (this.#isIso) {
      out.clock(rest);
      out.thousandths((millionths / 1000) | 0);
      out.letters(ZULU, 1);
    } else {
      out.six(rest);
      out.millionths(millionths);
    }
  }

  /** Writes that there is no time. */
  writeNone(out: ExportBytes): void {
    out.copy(this.#empty);
  }

  /** Goes to the span of a time. Returns its beginning. */
  #begin(seconds: number): ExportPiece {
    const start = dayStart(this.#day);
    const place = Math.floor((start + seconds) / this.#span);
    this.#first = place * this.#span - start;
    const beginning = this.#isIso ? new Date(place * this.#span * 1000).toISOString().slice(0, -ISO_REST) : String(place);
    return exportPiece(this.#key + beginning);
  }
}
