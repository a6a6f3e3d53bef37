import { composeFamily, type Format, type TextFormat } from '../text/compose-family.ts';
import { FamilySeries } from '../pages/family-series.ts';
import type { Family } from '../pages/family.ts';
import { PageViews } from '../pages/page-views.ts';
import { type KeptRoom, type ReadFamily, Renderer, type Rendering } from './rendering.ts';
import { FAMILY_RECORD, LOG_HEADER_BYTES, RECORD_HEADER_BYTES, type SharedPages, WORD } from '../pages/shared-pages.ts';

/** Makes the exposition of a registry. */
export interface Reader {
  /** All series, in the order in which metrics were added and series appeared, as it is sent. A metric without series is left out. */
  render(format: Format): Rendering;
  /** The same as bytes that the caller may keep and change. */
  composeBytes(format: Format): Uint8Array<ArrayBuffer>;
  /** The same as text, composed anew. */
  compose(format: TextFormat): string;
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

class PageReader implements Reader {
  readonly #views: PageViews;
  readonly #families: ReadFamily[] = [];
  readonly #renderers = new Map<Format, Renderer>();
  readonly #room: KeptRoom;
  #changes = 0;
  #position = LOG_HEADER_BYTES;

  constructor(pages: SharedPages, maxKeptBytes: number) {
    this.#views = new PageViews(pages);
    this.#room = { maxBytes: maxKeptBytes, bytes: 0 };
  }

  render(format: Format): Rendering {
    this.#readLog();
    let renderer = this.#renderers.get(format);
    if (renderer === undefined) {
      renderer = new Renderer(format, this.#families, this.#room);
      this.#renderers.set(format, renderer);
    }
    return renderer.render();
  }

  composeBytes(format: Format): Uint8Array<ArrayBuffer> {
    const { bytes, release } = this.render(format);
    const copy = bytes.slice();
    release();
    return copy;
  }

  compose(format: TextFormat): string {
    this.#readLog();
    let text = '';
    for (const { family, series } of this.#families) text += composeFamily(family, series, format);
    if (format === 'openmetrics') text += '# EOF\n';
    return text;
  }

  /** Takes up what was published and what was changed since the last time. */
  #readLog(): void {
    const views = this.#views;
    const changes = views.changes();
    views.refresh();
    if (changes !== this.#changes) for (const { series } of this.#families) series.refresh();
    this.#changes = changes;
    while (this.#position < views.bytes.length) {
      const record = this.#position;
      this.#position += RECORD_HEADER_BYTES + views.word(record, WORD.room);
      const number = views.word(record, WORD.family);
      // The one writer of a family record writes the JSON of a Family.
      if (number === FAMILY_RECORD)
        this.#families.push({ family: JSON.parse(views.text(record)) as Family, series: new FamilySeries(views) });
      else this.#families[number]?.series.add(record);
    }
  }
}
