/// <reference lib="es2024.sharedmemory" />
import type { Family } from './family.ts';
import {
  cellPage,
  FAMILY_RECORD,
  LOG_HEADER_BYTES,
  PAGE_CELLS,
  RECORD_HEADER_BYTES,
  recordBytes,
  type SharedPages,
} from './shared-pages.ts';

/** Room for eight million counters, or for the texts of some half a million series. */
const MAX_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = PAGE_CELLS * 8;
const FIRST_LOG_BYTES = 16 * 1024;

/** Where the cells of one series lie. The page never moves, so whoever holds this keeps it for ever. */
export interface Cells {
  readonly page: Float64Array;
  readonly offset: number;
}

/** The one writer of the pages of a registry. */
export class PageWriter {
  readonly pages: SharedPages;
  readonly #maxBytes: number;
  readonly #published: Int32Array;
  #logWords: Int32Array;
  #logBytes: Uint8Array;
  #logEnd = LOG_HEADER_BYTES;
  #page: Float64Array;
  #pageNumber = 0;
  #pageEnd = 0;
  #families = 0;
  readonly #encoder = new TextEncoder();

  /** `maxBytes`: the most memory that cells and texts may take, each. Address space is reserved, memory is taken as it is used. */
  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
    this.pages = {
      log: new SharedArrayBuffer(FIRST_LOG_BYTES, { maxByteLength: maxBytes }),
      cells: new SharedArrayBuffer(PAGE_BYTES, { maxByteLength: maxBytes }),
    };
    this.#published = new Int32Array(this.pages.log, 0, 1);
    this.#logWords = new Int32Array(this.pages.log, 0, FIRST_LOG_BYTES / 4);
    this.#logBytes = new Uint8Array(this.pages.log, 0, FIRST_LOG_BYTES);
    this.#page = cellPage(this.pages.cells, 0);
    Atomics.store(this.#published, 0, this.#logEnd);
  }

  /** Publishes a family and returns its number. Undefined when there is no room. */
  addFamily(family: Family): number | undefined {
    const text = this.#encoder.encode(JSON.stringify(family));
    if (!this.#hasRoom(text.length)) return undefined;
    this.#append(FAMILY_RECORD, 0, text);
    this.#families += 1;
    return this.#families - 1;
  }

  /** Publishes a series of `width` cells, all 0. Undefined when there is no room. */
  addSeries(family: number, labels: string, width: number): Cells | undefined {
    const text = this.#encoder.encode(labels);
    if (!this.#hasRoom(text.length)) return undefined;
    if (this.#pageEnd + width > PAGE_CELLS && !this.#nextPage()) return undefined;
    const cells = { page: this.#page, offset: this.#pageEnd };
    this.#pageEnd += width;
    this.#append(family, this.#pageNumber * PAGE_CELLS + cells.offset, text);
    return cells;
  }

  #nextPage(): boolean {
    const size = (this.#pageNumber + 2) * PAGE_BYTES;
    if (size > this.#maxBytes) return false;
    this.pages.cells.grow(size);
    this.#pageNumber += 1;
    this.#page = cellPage(this.pages.cells, this.#pageNumber);
    this.#pageEnd = 0;
    return true;
  }

  #hasRoom(textBytes: number): boolean {
    const needed = this.#logEnd + recordBytes(textBytes);
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

  #append(family: number, cell: number, text: Uint8Array): void {
    this.#logWords.set([family, cell, text.length], this.#logEnd / 4);
    this.#logBytes.set(text, this.#logEnd + RECORD_HEADER_BYTES);
    this.#logEnd += recordBytes(text.length);
    Atomics.store(this.#published, 0, this.#logEnd);
  }
}
