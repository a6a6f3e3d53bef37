import { composeFamily, type Format, type TextFormat } from '../text/compose-family.ts';
import { FamilyLog } from '../pages/family-log.ts';
import type { SharedPages } from '../pages/shared-pages.ts';
import { type KeptRoom, Renderer, type Rendering } from './rendering.ts';

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
  readonly #log: FamilyLog;
  readonly #renderers = new Map<Format, Renderer>();
  readonly #room: KeptRoom;

  constructor(pages: SharedPages, maxKeptBytes: number) {
    this.#log = new FamilyLog(pages);
    this.#room = { maxBytes: maxKeptBytes, bytes: 0 };
  }

  render(format: Format): Rendering {
    this.#log.read();
    let renderer = this.#renderers.get(format);
    if (renderer === undefined) {
      renderer = new Renderer(format, this.#log.families, this.#room);
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
    this.#log.read();
    let text = '';
    for (const { family, series } of this.#log.families) text += composeFamily(family, series, format);
    if (format === 'openmetrics') text += '# EOF\n';
    return text;
  }
}
