import { composeFamily, type Format, type ReadSeries, type TextFormat } from './compose-family.ts';
import { encodeFamily } from './encode-family.ts';
import { FamilyText } from './family-text.ts';
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
  compose(format: TextFormat): string;
  /** The same as it is sent, text as UTF-8. The caller may keep and change it. */
  composeBytes(format: Format): Uint8Array<ArrayBuffer>;
}

/** Reads the pages of a registry, in any thread. It needs no help of the thread that writes them. */
export function readPages(pages: SharedPages): Reader {
  return readPagesWithin(pages, MAX_KEPT_BYTES);
}

/** The same with a limit of its own for the text kept from one scrape to the next, in bytes. */
export function readPagesWithin(pages: SharedPages, maxKeptBytes: number): Reader {
  return new PageReader(pages, maxKeptBytes);
}

/** The most memory that a reader takes to keep text from one scrape to the next; families beyond it are composed anew. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

const END = new TextEncoder().encode('# EOF\n');

interface ReadFamily {
  readonly family: Family;
  readonly series: ReadSeries[];
  /** Text by format. Undefined when it is too large to be kept. */
  readonly kept: Map<TextFormat, FamilyText | undefined>;
}

class PageReader implements Reader {
  readonly #pages: SharedPages;
  readonly #published: Int32Array;
  readonly #families: ReadFamily[] = [];
  readonly #views: Float64Array[] = [];
  readonly #maxKeptBytes: number;
  #keptBytes = 0;
  #position = LOG_HEADER_BYTES;

  constructor(pages: SharedPages, maxKeptBytes: number) {
    this.#pages = pages;
    this.#maxKeptBytes = maxKeptBytes;
    this.#published = new Int32Array(pages.log, 0, 1);
  }

  compose(format: TextFormat): string {
    this.#readLog();
    let text = '';
    for (const { family, series } of this.#families) text += composeFamily(family, series, format);
    if (format === 'openmetrics') text += '# EOF\n';
    return text;
  }

  composeBytes(format: Format): Uint8Array<ArrayBuffer> {
    this.#readLog();
    const texts = this.#families.map((family) => this.#textOf(family, format));
    const end = format === 'openmetrics' ? END.length : 0;
    const bytes = new Uint8Array(texts.reduce((length, text) => length + text.length, end));
    let position = 0;
    for (const text of texts) {
      if (text instanceof FamilyText) text.copy(bytes, position);
      else bytes.set(text, position);
      position += text.length;
    }
    if (end > 0) bytes.set(END, position);
    return bytes;
  }

  /** The text of one family as it is now: kept and brought up to date, or composed when there is no room to keep it. */
  #textOf(read: ReadFamily, format: Format): FamilyText | Uint8Array {
    const { family, series, kept } = read;
    if (format === 'protobuf') return encodeFamily(family, series);
    if (!kept.has(format)) kept.set(format, new FamilyText(family, format));
    const text = kept.get(format);
    if (text !== undefined) {
      const before = text.size;
      text.update(series);
      this.#keptBytes += text.size - before;
      if (this.#keptBytes <= this.#maxKeptBytes) return text;
      this.#keptBytes -= text.size;
      kept.set(format, undefined);
    }
    return new TextEncoder().encode(composeFamily(family, series, format));
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
      this.#families.push({ family, series: [], kept: new Map() });
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
