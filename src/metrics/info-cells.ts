import type { Info } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of an info: 1, and behind it 1 while it is set, as for a gauge. */
export class InfoCell {
  readonly #page: Float64Array;
  readonly #offset: number;

  constructor(cells: Cells) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#page[this.#offset] = 1;
  }

  set(): void {
    this.#page[this.#offset + 1] = 1;
  }

  clear(): void {
    this.#page[this.#offset + 1] = 0;
  }
}

/** An info with its series. */
export class InfoCells implements Info<Labels> {
  readonly #table: SeriesTable<InfoCell>;

  constructor(table: SeriesTable<InfoCell>) {
    this.#table = table;
  }

  set(labels?: LabelRecord): void {
    this.#table.at(labels).set();
  }

  clear(labels?: LabelRecord): void {
    this.#table.at(labels).clear();
  }
}
