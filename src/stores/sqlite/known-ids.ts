import { ByteReader, ByteWriter } from '../../core/index.ts';
import { exportText } from '../export-text.ts';
import { PackedCells } from './packed-cells.ts';
import { readText, writeText } from './packed-text.ts';

/** Some ids, to be found as `writeText` writes them. */
export class KnownIds {
  readonly #ids: ReadonlySet<string>;
  readonly #marks = new Set<number>();
  readonly #cells = new PackedCells(exportText('csv'));

  constructor(ids: readonly string[]) {
    this.#ids = new Set(ids);
    for (const id of this.#ids) {
      const out = new ByteWriter();
      writeText(out, id);
      this.#marks.add(this.#markAt(out.take(), 0));
    }
  }

  // Hot: once per call of an export, so the text is made only when its mark is there.
  /** Whether the text that begins at a place is one of them. */
  has(bytes: Uint8Array, at: number): boolean {
    if (this.#marks.size === 0 || !this.#marks.has(this.#markAt(bytes, at))) return false;
    return this.#ids.has(readText(new ByteReader(bytes.subarray(at))));
  }

  #markAt(bytes: Uint8Array, at: number): number {
    this.#cells.goTo(bytes, at);
    return this.#cells.mark();
  }
}
