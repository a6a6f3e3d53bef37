import type { ExportBytes } from '../export-bytes.ts';
import { type ExportPiece, exportPiece } from '../export-piece.ts';
import { EXPORT_COLUMNS, type ExportText } from '../export-text.ts';

/** The name of a column. */
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** What stands before the cell of a column. */
export function columnKey(column: ExportColumn, text: ExportText): string {
  return text.keys[EXPORT_COLUMNS.indexOf(column)] ?? '';
}

/** A key with its cell, and what stands there when there is none. */
export function keyedCell(column: ExportColumn, text: ExportText, cell: string | undefined): string {
  if (cell === undefined && !text.hasEmptyCells) return '';
  return columnKey(column, text) + (cell ?? '');
}

/** The cells of a column with few values, known by a number: kept with their key. The number 0 is no value. */
export class KeyedCells {
  readonly #column: ExportColumn;
  readonly #text: ExportText;
  readonly #make: (number: number) => string;
  readonly #cells: ExportPiece[] = [];

  /** `make`: the cell of a number, or its beginning. */
  constructor(column: ExportColumn, text: ExportText, make: (number: number) => string) {
    this.#column = column;
    this.#text = text;
    this.#make = make;
  }

  /** Writes the key and the cell of a number. */
  write(out: ExportBytes, number: number): void {
    out.copy(this.#cells[number] ?? this.#keep(number));
  }

  #keep(number: number): ExportPiece {
    const cell = exportPiece(keyedCell(this.#column, this.#text, number === 0 ? undefined : this.#make(number)));
    this.#cells[number] = cell;
    return cell;
  }
}
