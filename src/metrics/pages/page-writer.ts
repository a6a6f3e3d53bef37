/// <reference lib="es2024.sharedmemory" />
import type { Family } from './family.ts';
import {
  cellPage,
  FAMILY_RECORD,
  LOG_HEADER_BYTES,
  LOG_WORD,
  PAGE_CELLS,
  RECORD_HEADER_BYTES,
  type SharedPages,
  WORD,
} from './shared-pages.ts';
import { FreePlaces } from './free-places.ts';

/** Room for four million counters, or for the texts of some half a million series. */
const MAX_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = PAGE_CELLS * 8;
const FIRST_LOG_BYTES = 16 * 1024;

/** Where the cells of one series lie. The page never moves. */
export interface Cells {
  readonly page: Float64Array;
  readonly offset: number;
}

/** The one writer of the pages of a registry. */
export class PageWriter {
  readonly pages: SharedPages;
  readonly #maxBytes: number;
  #logWords: Int32Array;
  #logBytes: Uint8Array;
  #logEnd = LOG_HEADER_BYTES;
  readonly #views: Float64Array[];
  #pageEnd = 0;
  #families = 0;
  readonly #free = new FreePlaces();
  readonly #encoder = new TextEncoder();

  /** `maxBytes`: the most memory that cells and texts may take, each. Address space is reserved, memory is taken as it is used. */
  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
    this.pages = {
      log: new SharedArrayBuffer(FIRST_LOG_BYTES, { maxByteLength: maxBytes }),
      cells: new SharedArrayBuffer(PAGE_BYTES, { maxByteLength: maxBytes }),
    };
    this.#logWords = new Int32Array(this.pages.log, 0, FIRST_LOG_BYTES / 4);
    this.#logBytes = new Uint8Array(this.pages.log, 0, FIRST_LOG_BYTES);
    this.#views = [cellPage(this.pages.cells, 0)];
    Atomics.store(this.#logWords, LOG_WORD.published, this.#logEnd);
  }

  /** Publishes a family and returns its number. Undefined when there is no room. */
  addFamily(family: Family): number | undefined {
    const text = this.#encoder.encode(JSON.stringify(family));
    const room = padded(text.length, 4);
    if (!this.#hasRoom(room)) return undefined;
    this.#append(FAMILY_RECORD, 0, text, room);
    this.#families += 1;
    return this.#families - 1;
  }

  /**
   * Publishes a series of `width` cells, which are 0 but for what `bind` writes when it makes the handle: nobody sees them before that.
   * Undefined when there is no room. `step`: the room for its labels is a multiple of it;
   * of a family whose series come and go, the more series find room in the places of former ones the coarser it is.
   */
  addSeries<T>(family: number, labels: string, width: number, step: number, bind: (cells: Cells) => T): T | undefined {
    const text = this.#encoder.encode(labels);
    const free = this.#free.take(family, text.length);
    if (free !== undefined) return this.#reuse(free, text, width, bind);
    const room = padded(text.length, step);
    if (!this.#hasRoom(room)) return undefined;
    if (this.#pageEnd + 1 + width > PAGE_CELLS && !this.#nextPage()) return undefined;
    const cells = this.#cellsAt((this.#views.length - 1) * PAGE_CELLS + this.#pageEnd + 1);
    this.#pageEnd += 1 + width;
    cells.page[cells.offset - 1] = this.#logEnd;
    const series = bind(cells);
    this.#append(family, (this.#views.length - 1) * PAGE_CELLS + cells.offset, text, room);
    return series;
  }

  /** Takes a series out. Whoever had these cells writes to them no more. */
  removeSeries({ page, offset }: Cells): void {
    const record = page[offset - 1] ?? 0;
    const word = record / 4;
    this.#changed(word);
    this.#free.give({ record, family: this.#logWords[word + WORD.family] ?? 0, room: this.#logWords[word + WORD.room] ?? 0 });
  }

  /** Lets the places of series that were removed before the last call be used again. */
  recycle(): void {
    this.#free.turn();
  }

  #reuse<T>(record: number, text: Uint8Array, width: number, bind: (cells: Cells) => T): T {
    const word = record / 4;
    const cells = this.#cellsAt(this.#logWords[word + WORD.cell] ?? 0);
    cells.page.fill(0, cells.offset, cells.offset + width);
    this.#logWords[word + WORD.length] = text.length;
    this.#logBytes.set(text, record + RECORD_HEADER_BYTES);
    const series = bind(cells);
    this.#changed(word);
    return series;
  }

  #changed(word: number): void {
    Atomics.add(this.#logWords, word + WORD.stamp, 1);
    Atomics.add(this.#logWords, LOG_WORD.changes, 1);
  }

  #cellsAt(cell: number): Cells {
    const offset = cell % PAGE_CELLS;
    const page = this.#views[(cell - offset) / PAGE_CELLS];
    if (page === undefined) throw new RangeError('A record names a page that was never made.');
    return { page, offset };
  }

  #nextPage(): boolean {
    const size = (this.#views.length + 1) * PAGE_BYTES;
    if (size > this.#maxBytes) return false;
    this.pages.cells.grow(size);
    this.#views.push(cellPage(this.pages.cells, this.#views.length));
    this.#pageEnd = 0;
    return true;
  }

  #hasRoom(textBytes: number): boolean {
    const needed = this.#logEnd + RECORD_HEADER_BYTES + textBytes;
    if (needed > this.#maxBytes) return false;
    if (needed <= this.#logBytes.length) return true;
    let size = this.#logBytes.length;
    while (size < needed) size *= 2;
    size = Math.min(size, this.#maxBytes);
    this.pages.log.grow(size);
    this.#logWords = new Int32Array(this.pages.log, 0, size / 4);
    this.#logBytes = new Uint8Array(this.pages.log, 0, size);
    return true;
  }

  #append(family: number, cell: number, text: Uint8Array, room: number): void {
    this.#logWords.set([family, cell, text.length, room, 0], this.#logEnd / 4);
    this.#logBytes.set(text, this.#logEnd + RECORD_HEADER_BYTES);
    this.#logEnd += RECORD_HEADER_BYTES + room;
    Atomics.store(this.#logWords, LOG_WORD.published, this.#logEnd);
  }
}

function padded(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}
