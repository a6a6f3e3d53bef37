import { composeFamily, type Format, type ReadSeries, type TextFormat } from './compose-family.ts';
import { encodeFamily } from './encode-family.ts';
import { FamilyText } from './family-text.ts';
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

/** How often a record is read again that changes while it is read; then the next scrape reads it. */
const MAX_ATTEMPTS = 3;

/** What a reader found in the record of a series. */
interface Place {
  readonly record: number;
  readonly stamp: number;
  /** Undefined while the record has no series in it. */
  readonly series: ReadSeries | undefined;
}

interface ReadFamily {
  readonly family: Family;
  /** All records of series, in the order in which they were made. */
  readonly places: Place[];
  /** The series there are. */
  series: ReadSeries[];
  /** Text by format. Undefined when it is too large to be kept. */
  readonly kept: Map<TextFormat, FamilyText | undefined>;
}

class PageReader implements Reader {
  readonly #pages: SharedPages;
  readonly #header: Int32Array;
  #words: Int32Array = new Int32Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #changes = 0;
  readonly #decoder = new TextDecoder();
  readonly #families: ReadFamily[] = [];
  readonly #views: Float64Array[] = [];
  readonly #maxKeptBytes: number;
  #keptBytes = 0;
  #position = LOG_HEADER_BYTES;

  constructor(pages: SharedPages, maxKeptBytes: number) {
    this.#pages = pages;
    this.#maxKeptBytes = maxKeptBytes;
    this.#header = new Int32Array(pages.log, 0, LOG_HEADER_BYTES / 4);
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

  /** Takes up what was published and what was changed since the last time. */
  #readLog(): void {
    const changes = Atomics.load(this.#header, LOG_WORD.changes);
    const end = Atomics.load(this.#header, LOG_WORD.published);
    if (end !== this.#position) {
      this.#words = new Int32Array(this.#pages.log, 0, end / 4);
      this.#bytes = new Uint8Array(this.#pages.log, 0, end);
    }
    if (changes !== this.#changes) for (const family of this.#families) this.#readChanges(family);
    this.#changes = changes;
    while (this.#position < end) {
      const record = this.#position;
      this.#position += RECORD_HEADER_BYTES + this.#word(record, WORD.room);
      const number = this.#word(record, WORD.family);
      // The one writer of a family record writes the JSON of a Family.
      if (number === FAMILY_RECORD)
        this.#families.push({ family: JSON.parse(this.#text(record)) as Family, places: [], series: [], kept: new Map() });
      else this.#take(this.#families[number], record);
    }
  }

  #take(family: ReadFamily | undefined, record: number): void {
    const place = this.#read(record);
    family?.places.push(place);
    if (place.series !== undefined) family?.series.push(place.series);
  }

  #readChanges(family: ReadFamily): void {
    let isSame = true;
    for (const [number, { record, stamp }] of family.places.entries()) {
      if (Atomics.load(this.#words, record / 4 + WORD.stamp) === stamp) continue;
      family.places[number] = this.#read(record);
      isSame = false;
    }
    if (!isSame) family.series = family.places.flatMap(({ series }) => series ?? []);
  }

  #read(record: number): Place {
    let stamp = 1;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      stamp = Atomics.load(this.#words, record / 4 + WORD.stamp);
      if (stamp % 2 !== 0) break;
      const labels = this.#text(record);
      if (Atomics.load(this.#words, record / 4 + WORD.stamp) !== stamp) continue;
      const cell = this.#word(record, WORD.cell);
      const offset = cell % PAGE_CELLS;
      return { record, stamp, series: { labels, page: this.#view((cell - offset) / PAGE_CELLS), offset } };
    }
    return { record, stamp, series: undefined };
  }

  #word(record: number, word: number): number {
    return this.#words[record / 4 + word] ?? 0;
  }

  #text(record: number): string {
    const start = record + RECORD_HEADER_BYTES;
    // A decoder takes no shared memory everywhere; slice copies it out.
    return this.#decoder.decode(this.#bytes.slice(start, start + this.#word(record, WORD.length)));
  }

  #view(page: number): Float64Array {
    const known = this.#views[page];
    if (known !== undefined) return known;
    const view = cellPage(this.#pages.cells, page);
    this.#views[page] = view;
    return view;
  }
}
