import type { ExportBytes } from '../export-bytes.ts';
import { EXPORT_COLUMNS, type ExportText } from '../export-text.ts';

/** The name of a column. */
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** The cells of a column with few values, known by a number: kept with their key as bytes. The number 0 is no value. */
export class KeyedCells {
  readonly #key: string;
  readonly #make: (number: number) => string;
  readonly #cells: Buffer[] = [];

  /** `make`: the cell of a number, or its beginning. */
  constructor(column: ExportColumn, text: ExportText, make: (number: number) => string) {
    this.#key = text.keys[EXPORT_COLUMNS.indexOf(column)] ?? '';
    this.#make = make;
    this.#cells.push(Buffer.from(text.hasEmptyCells ? this.#key : ''));
  }

  /** Writes the key and the cell of a number. */
  write(out: ExportBytes, number: number): void {
    const cell = this.#cells[number] ?? this.#keep(number);
    out.copy(cell);
  }

  #keep(number: number): Buffer {
    const cell = Buffer.from(this.#key + this.#make(number));
    this.#cells[number] = cell;
    return cell;
  }
}
