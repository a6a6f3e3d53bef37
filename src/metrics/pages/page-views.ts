import { cellPage, LOG_HEADER_BYTES, LOG_WORD, PAGE_CELLS, RECORD_HEADER_BYTES, type SharedPages, WORD } from './shared-pages.ts';

/** The shared pages as one thread that reads them sees them. Records are named by where they begin in the log. */
export class PageViews {
  /** The log as far as it was published at the last `refresh`. */
  bytes: Uint8Array;
  readonly #pages: SharedPages;
  readonly #cellPages: Float64Array[] = [];
  readonly #decoder = new TextDecoder();
  #words: Int32Array;

  constructor(pages: SharedPages) {
    this.#pages = pages;
    this.bytes = new Uint8Array(pages.log, 0, LOG_HEADER_BYTES);
    this.#words = new Int32Array(pages.log, 0, LOG_HEADER_BYTES / 4);
  }

  /** Takes up the records that were published meanwhile. */
  refresh(): void {
    const end = Atomics.load(this.#words, LOG_WORD.published);
    if (end === this.bytes.length) return;
    this.bytes = new Uint8Array(this.#pages.log, 0, end);
    this.#words = new Int32Array(this.#pages.log, 0, end / 4);
  }

  /** Raised whenever a stamp is, and after it. */
  changes(): number {
    return Atomics.load(this.#words, LOG_WORD.changes);
  }

  /** Odd while there is no series in the record, another number for each series. */
  stamp(record: number): number {
    return Atomics.load(this.#words, record / 4 + WORD.stamp);
  }

  word(record: number, word: number): number {
    return this.#words[record / 4 + word] ?? 0;
  }

  text(record: number): string {
    const start = record + RECORD_HEADER_BYTES;
    // A decoder takes no shared memory everywhere; slice copies it out.
    return this.#decoder.decode(this.bytes.slice(start, start + this.word(record, WORD.length)));
  }

  /** The page that a cell lies in. */
  pageOf(cell: number): Float64Array {
    const number = (cell / PAGE_CELLS) | 0;
    return this.#cellPages[number] ?? this.#open(number);
  }

  #open(number: number): Float64Array {
    const page = cellPage(this.#pages.cells, number);
    this.#cellPages[number] = page;
    return page;
  }
}
