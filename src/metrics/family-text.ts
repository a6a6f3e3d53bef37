import { familyHeader, type ReadSeries, type TextFormat } from './compose-family.ts';
import type { Family } from './family.ts';
import { Samples } from './samples.ts';
import { TextBlock } from './text-block.ts';

/** Lines of one block: short enough that moving its end is cheap, long enough that there are few blocks. */
const BLOCK_LINES = 64;

/** Some series in a row. */
interface Part {
  /** The series that it covers, present or not. */
  readonly series: readonly ReadSeries[];
  /** How many lines each of them has; 0 when it was absent. */
  readonly present: Uint16Array;
  readonly block: TextBlock;
}

/** The text of one family in one format, kept from scrape to scrape: only values that changed are written anew. */
export class FamilyText {
  /** Bytes of the text as of the last `update`; 0 when no series has a value. */
  length = 0;
  /** Bytes of memory that it takes, roughly. */
  size = 0;
  readonly #samples: Samples;
  readonly #header: Uint8Array;
  readonly #seriesPerPart: number;
  readonly #parts: Part[] = [];
  /** The values of one part and the lines of each of its series, of the moment. */
  readonly #values: Float64Array;
  readonly #present: Uint16Array;

  constructor(family: Family, format: TextFormat) {
    this.#samples = new Samples(family, format);
    this.#header = new TextEncoder().encode(familyHeader(family, format));
    this.#seriesPerPart = Math.max(1, Math.floor(BLOCK_LINES / this.#samples.count));
    this.#values = new Float64Array(this.#seriesPerPart * this.#samples.count);
    this.#present = new Uint16Array(this.#seriesPerPart);
  }

  /** Brings the text up to date. A series that was there the last time is the same object. */
  update(series: readonly ReadSeries[]): void {
    let length = 0;
    this.size = 0;
    for (let first = 0, number = 0; first < series.length; first += this.#seriesPerPart, number += 1) {
      const block = this.#updatePart(number, series, first);
      length += block.length;
      this.size += block.size;
    }
    this.#parts.length = Math.ceil(series.length / this.#seriesPerPart);
    this.length = length === 0 ? 0 : length + this.#header.length;
  }

  /** Writes the text into `into` at `start`. */
  copy(into: Uint8Array, start: number): void {
    if (this.length === 0) return;
    into.set(this.#header, start);
    let position = start + this.#header.length;
    for (const { block } of this.#parts) {
      block.copy(into, position);
      position += block.length;
    }
  }

  // Hot: for every series a read and a comparison for each of its lines.
  #updatePart(number: number, series: readonly ReadSeries[], first: number): TextBlock {
    const part = this.#parts[number];
    const covered = Math.min(this.#seriesPerPart, series.length - first);
    let isSame = part !== undefined && part.series.length === covered;
    let lines = 0;
    for (let index = 0; index < covered; index += 1) {
      const one = series[first + index];
      const own = one === undefined ? 0 : this.#samples.read(one, this.#values, lines);
      this.#present[index] = own;
      lines += own;
      isSame &&= isIn(part, index, one, own);
    }
    if (part === undefined || !isSame) return this.#renewPart(number, series.slice(first, first + covered));
    for (let line = 0; line < lines; line += 1) part.block.show(line, this.#values[line] ?? 0);
    return part.block;
  }

  /** Makes a part of the values and presences of the moment. */
  #renewPart(number: number, covered: readonly ReadSeries[]): TextBlock {
    const present = this.#present.slice(0, covered.length);
    const prefixes = covered.flatMap(({ labels }, index) => this.#samples.prefixes(labels, present[index] ?? 0));
    const block = new TextBlock(prefixes, this.#values);
    this.#parts[number] = { series: covered, present, block };
    return block;
  }
}

function isIn(part: Part | undefined, index: number, series: ReadSeries | undefined, present: number | undefined): boolean {
  return part !== undefined && part.series[index] === series && part.present[index] === present;
}
