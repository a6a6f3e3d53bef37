import { EXPORT_COLUMNS, type ExportText } from '../export-text.ts';
import { type CallShape, FLAG } from './call-shape.ts';
import type { DayFile } from './day-file.ts';
import type { ExportColumn } from './keyed-cells.ts';

/** What calls of one shape share of an export, as bytes. */
export interface ShapeCells {
  /** From the state to the SIP code. */
  readonly middle: Buffer;
  /** The last column, and what ends a call. */
  readonly end: Buffer;
  /** Which numbers there are. */
  readonly hasSpan: boolean;
  readonly hasPdd: boolean;
  readonly hasSetup: boolean;
  readonly hasTalk: boolean;
  readonly hasResponse: boolean;
  readonly hasMos: boolean;
}

/** The shapes of a day as cells, each made once. */
export class ShapesAsCells {
  readonly #text: ExportText;
  readonly #cells: ShapeCells[] = [];

  constructor(text: ExportText) {
    this.#text = text;
  }

  /** Those of the shape with a number; undefined when the file has none. */
  of(file: DayFile, id: number): ShapeCells | undefined {
    return this.#cells[id] ?? this.#make(file.shapes.find(id), id);
  }

  #make(shape: CallShape | undefined, id: number): ShapeCells | undefined {
    if (shape === undefined) return undefined;
    const { flags, sip } = shape;
    const transcript = (flags & FLAG.transcriptKnown) === 0 ? undefined : String((flags & FLAG.transcript) !== 0);
    const middle =
      this.#word('state', shape.state) +
      this.#word('outcome', shape.outcome) +
      this.#word('ended', shape.ended) +
      this.#word('cause', shape.cause) +
      this.#cell('sipCode', sip === undefined ? undefined : String(sip));
    const cells = {
      middle: Buffer.from(middle),
      end: Buffer.from(this.#cell('hasTranscript', transcript) + this.#text.end),
      hasSpan: shape.has('span'),
      hasPdd: shape.has('pdd'),
      hasSetup: shape.has('setup'),
      hasTalk: shape.has('talk'),
      hasResponse: shape.has('response'),
      hasMos: shape.has('mos'),
    };
    this.#cells[id] = cells;
    return cells;
  }

  #word(column: ExportColumn, word: string | undefined): string {
    return this.#cell(column, word === undefined ? undefined : this.#text.text(word));
  }

  /** A key with its cell. */
  #cell(column: ExportColumn, cell: string | undefined): string {
    const key = this.#text.keys[EXPORT_COLUMNS.indexOf(column)] ?? '';
    return cell === undefined ? (this.#text.hasEmptyCells ? key : '') : key + cell;
  }
}
