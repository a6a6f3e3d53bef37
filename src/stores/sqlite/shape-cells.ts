import { type ExportPiece, exportPiece } from '../export-piece.ts';
import type { ExportText } from '../export-text.ts';
import { type CallShape, FLAG } from './call-shape.ts';
import type { DayFile } from './day-file.ts';
import { columnKey, type ExportColumn, keyedCell } from './keyed-cells.ts';
import { AT } from './packed-rows.ts';

/** What calls of one shape share of an export. */
export interface ShapeCells {
  /** Whether there is an end. */
  readonly hasSpan: boolean;
  /** From the state to the SIP code. */
  readonly middle: ExportPiece;
  /** What stands before each number that there is. */
  readonly seconds: readonly SecondsCell[];
  /** Whether there is a score, and what stands before it. */
  readonly hasMos: boolean;
  readonly mos: ExportPiece;
  /** What stands behind the last number, and ends a call. */
  readonly end: ExportPiece;
}

interface SecondsCell {
  readonly before: ExportPiece;
  /** Where the number stands in a row. */
  readonly at: number;
}

/** The columns of seconds, in their order. */
const SECONDS = [
  ['pdd', 'pddSeconds'],
  ['setup', 'setupSeconds'],
  ['talk', 'talkSeconds'],
  ['response', 'agentResponseSeconds'],
] as const;

const NUMBERS = ['span', ...SECONDS.map(([part]) => part), 'mos'] as const;

/** The shapes of a day as cells, each made once. */
export class ShapesAsCells {
  readonly #text: ExportText;
  readonly #made: Map<string, ShapeCells>;
  readonly #cells: ShapeCells[] = [];

  /** `made`: those of all days by their texts, for each day has nearly the same. */
  constructor(text: ExportText, made: Map<string, ShapeCells>) {
    this.#text = text;
    this.#made = made;
  }

  /** Those of the shape with a number; undefined when the file has none. */
  of(file: DayFile, id: number): ShapeCells | undefined {
    return this.#cells[id] ?? this.#make(file.shapes.read(id), id);
  }

  #make(shape: CallShape | undefined, id: number): ShapeCells | undefined {
    if (shape === undefined) return undefined;
    const text = this.#text;
    const { flags, sip } = shape;
    const middle =
      this.#word('state', shape.state) +
      this.#word('outcome', shape.outcome) +
      this.#word('ended', shape.ended) +
      this.#word('cause', shape.cause) +
      keyedCell('sipCode', text, sip === undefined ? undefined : String(sip));
    const transcript = (flags & FLAG.transcriptKnown) === 0 ? undefined : String((flags & FLAG.transcript) !== 0);
    const key = `${NUMBERS.map((part) => Number(shape.has(part))).join('')} ${transcript} ${middle}`;
    const cells = this.#made.get(key) ?? this.#cellsOf(shape, middle, transcript);
    this.#made.set(key, cells);
    this.#cells[id] = cells;
    return cells;
  }

  #cellsOf(shape: CallShape, middle: string, transcript: string | undefined): ShapeCells {
    const text = this.#text;
    // What stands before the next number.
    let before = '';
    const seconds: SecondsCell[] = [];
    for (const [part, column] of SECONDS)
      if (shape.has(part)) {
        seconds.push({ before: exportPiece(before + columnKey(column, text)), at: AT[part] });
        before = '';
      } else before += keyedCell(column, text, undefined);
    const hasMos = shape.has('mos');
    const mos = exportPiece(before + columnKey('mos', text));
    before = hasMos ? '' : before + keyedCell('mos', text, undefined);
    const end = exportPiece(before + keyedCell('hasTranscript', text, transcript) + text.end);
    return { hasSpan: shape.has('span'), middle: exportPiece(middle), seconds, hasMos, mos, end };
  }

  #word(column: ExportColumn, word: string | undefined): string {
    return keyedCell(column, this.#text, word === undefined ? undefined : this.#text.text(word));
  }
}
