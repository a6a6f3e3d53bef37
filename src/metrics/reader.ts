import { composeFamily, type Format, type ReadSeries } from './compose-family.ts';
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

/** Makes the exposition of a registry. */
export interface Reader {
  /** The text of all series, in the order in which metrics were added and series appeared. A metric without series is left out. */
  compose(format: Format): string;
  /** The same as UTF-8, as it is sent. The caller may keep and change it. */
  composeBytes(format: Format): Uint8Array<ArrayBuffer>;
}

/** Reads the pages of a registry, in any thread. It needs no help of the thread that writes them. */
export function readPages(pages: SharedPages): Reader {
  return new PageReader(pages);
}

interface ReadFamily {
  readonly family: Family;
  readonly series: ReadSeries[];
}

class PageReader implements Reader {
  readonly #pages: SharedPages;
  readonly #published: Int32Array;
  readonly #families: ReadFamily[] = [];
  readonly #views: Float64Array[] = [];
  #position = LOG_HEADER_BYTES;

  constructor(pages: SharedPages) {
    this.#pages = pages;
    this.#published = new Int32Array(pages.log, 0, 1);
  }

  compose(format: Format): string {
    this.#readLog();
    let text = '';
    for (const { family, series } of this.#families) text += composeFamily(family, series, format);
    if (format === 'openmetrics') text += '# EOF\n';
    return text;
  }

  composeBytes(format: Format): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(this.compose(format));
  }

  /** Takes up the families and series that were published since the last time. */
  #readLog(): void {
    const end = Atomics.load(this.#published, 0);
    if (end === this.#position) return;
    const words = new Int32Array(this.#pages.log, 0, end / 4);
    const bytes = new Uint8Array(this.#pages.log, 0, end);
    const decoder = new TextDecoder();
    while (this.#position < end) {
      const word = this.#position / 4;
      const length = words[word + 2] ?? 0;
      const start = this.#position + RECORD_HEADER_BYTES;
      // A decoder takes no shared memory everywhere; slice copies it out.
      this.#take(words[word] ?? 0, words[word + 1] ?? 0, decoder.decode(bytes.slice(start, start + length)));
      this.#position += recordBytes(length);
    }
  }

  #take(number: number, cell: number, text: string): void {
    if (number === FAMILY_RECORD) {
      // The one writer of a family record writes the JSON of a Family.
      const family = JSON.parse(text) as Family;
      this.#families.push({ family, series: [] });
      return;
    }
    const read = this.#families[number];
    if (read === undefined) return;
    const offset = cell % PAGE_CELLS;
    read.series.push({ labels: text, page: this.#view((cell - offset) / PAGE_CELLS), offset });
  }

  #view(page: number): Float64Array {
    const known = this.#views[page];
    if (known !== undefined) return known;
    const view = cellPage(this.#pages.cells, page);
    this.#views[page] = view;
    return view;
  }
}
