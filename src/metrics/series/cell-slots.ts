import type { SeriesCell } from './series-cell.ts';
import { PAGE_CELLS } from '../pages/shared-pages.ts';
import { homeOf, type Slots } from './series-slots.ts';

const FIRST_CAPACITY = 64;

/** Numbers of series that fit into 32 bits. */
export const MAX_CELL_SLOTS = 2 ** 31;

/**
 * The series of a metric that may have many, by their number: for each the number and its first cell, no handle. One handle is pointed at each series that is asked for.
 * Open addressing; no series has cell 0, which belongs to a record.
 */
export class CellSlots<T extends SeriesCell> implements Slots<T> {
  readonly #pointer: T;
  readonly #pages: Float64Array[] = [];
  // The number and the cell of a series stand side by side, so that one look finds both.
  #words = new Int32Array(FIRST_CAPACITY * 2);
  #mask = FIRST_CAPACITY - 1;
  #count = 0;

  /** `pointer`: a handle for nobody else. */
  constructor(pointer: T) {
    this.#pointer = pointer;
  }

  /** The handle points at this series until the next call. */
  // Hot: no handle is made.
  get(index: number): T | undefined {
    const cell = this.#words[this.#placeOf(index) * 2 + 1] ?? 0;
    const page = this.#pages[(cell / PAGE_CELLS) | 0];
    if (cell === 0 || page === undefined) return undefined;
    this.#pointer.point(page, cell & (PAGE_CELLS - 1));
    return this.#pointer;
  }

  set(index: number, series: T): void {
    if (this.#count * 2 > this.#mask) this.#grow();
    const cell = series.place;
    this.#pages[Math.floor(cell / PAGE_CELLS)] = series.cells.page;
    const place = this.#placeOf(index);
    if (this.#words[place * 2 + 1] === 0) this.#count += 1;
    this.#put(place, index, cell);
  }

  delete(index: number): void {
    const words = this.#words;
    const mask = this.#mask;
    let hole = this.#placeOf(index);
    if (words[hole * 2 + 1] === 0) return;
    this.#count -= 1;
    words[hole * 2 + 1] = 0;
    // What was put behind the hole because its own place was taken must stay findable.
    for (let place = (hole + 1) & mask; words[place * 2 + 1] !== 0; place = (place + 1) & mask) {
      const number = words[place * 2] ?? 0;
      const home = homeOf(number) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      this.#put(hole, number, words[place * 2 + 1] ?? 0);
      words[place * 2 + 1] = 0;
      hole = place;
    }
  }

  #put(place: number, index: number, cell: number): void {
    this.#words[place * 2] = index;
    this.#words[place * 2 + 1] = cell;
  }

  /** Where the series of this number is, or the free place where it would be. */
  #placeOf(index: number): number {
    const words = this.#words;
    const mask = this.#mask;
    let place = homeOf(index) & mask;
    while (words[place * 2] !== index && words[place * 2 + 1] !== 0) place = (place + 1) & mask;
    // A free place ends the search, whatever number was left in it.
    return place;
  }

  #grow(): void {
    const words = this.#words;
    this.#words = new Int32Array(words.length * 2);
    this.#mask = words.length - 1;
    for (let place = 0; place < words.length; place += 2) {
      const index = words[place] ?? 0;
      const cell = words[place + 1] ?? 0;
      if (cell !== 0) this.#put(this.#placeOf(index), index, cell);
    }
  }
}
