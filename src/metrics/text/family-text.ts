import { familyHeader, type TextFormat } from './compose-family.ts';
import type { FamilySeries } from '../pages/family-series.ts';
import { cellsPerSeries, type Family } from '../pages/family.ts';
import { LineWriter } from './line-writer.ts';
import { Samples } from './samples.ts';
import { PAGE_CELLS } from '../pages/shared-pages.ts';
import { spareValue, TextBlock } from './text-block.ts';

/** Lines of one block: short enough that moving its end is cheap, long enough that there are few blocks. */
const BLOCK_LINES = 64;

/** Some series in a row. */
interface Part {
  /** The records that it covers, with a series or without. */
  readonly series: number;
  /** The sum of their stamps: another one when a series came or went, since each stamp only rises. */
  readonly stamps: number;
  /** How many lines each of them has; 0 when it is absent. */
  readonly lines: Uint16Array;
  /** Where their cells lie, as far as they lie in a row: `[first cell, series, first cell, …]`. */
  readonly ranges: Int32Array;
  /** What the text was made of, series by series: the cells that make its values, or the values where those are too many. */
  readonly seen: Float64Array;
  readonly block: TextBlock;
}

/** The text of one family in one format, kept from rendering to rendering: only values that changed are written anew. */
export class FamilyText {
  /** The text as of the last `update`: its header, then its lines. Empty when no series has a value. */
  blocks: readonly TextBlock[] = [];
  /** Bytes of memory that it takes, roughly. */
  size = 0;
  readonly #samples: Samples;
  /** Cells from one series to the next, each with one that belongs to its record. */
  readonly #stride: number;
  readonly #series: FamilySeries;
  readonly #seriesPerPart: number;
  readonly #parts: Part[] = [];
  readonly #allBlocks: TextBlock[];
  /** The `lines` of every part whose series all have all lines. */
  readonly #full: Uint16Array;
  /** Values of one series, before and after. */
  readonly #old: Float64Array;
  readonly #new: Float64Array;
  readonly #spare = spareValue();
  /** The version of the series that the text is of. */
  #version = 0;

  constructor(family: Family, series: FamilySeries, format: TextFormat) {
    this.#samples = new Samples(family, format);
    this.#stride = 1 + cellsPerSeries(family);
    this.#series = series;
    this.#seriesPerPart = Math.max(1, Math.floor(BLOCK_LINES / this.#samples.count));
    this.#full = new Uint16Array(this.#seriesPerPart).fill(this.#samples.count);
    this.#allBlocks = [new TextBlock(new TextEncoder().encode(familyHeader(family, format)), [], 0)];
    this.#old = new Float64Array(this.#samples.count);
    this.#new = new Float64Array(this.#samples.count);
  }

  /** Brings the text up to date. `rendering`: the number of the rendering that it is for. */
  update(rendering: number): void {
    let lines = 0;
    this.size = 0;
    for (let first = 0, number = 0; first < this.#series.count; first += this.#seriesPerPart, number += 1) {
      const covered = Math.min(this.#seriesPerPart, this.#series.count - first);
      const { block, seen, ranges } = this.#updatePart(number, first, covered, rendering);
      lines += block.samples;
      this.size += block.size + seen.length * 8 + ranges.length * 4;
    }
    this.#version = this.#series.version;
    this.blocks = lines === 0 ? [] : this.#allBlocks;
  }

  #updatePart(number: number, first: number, covered: number, rendering: number): Part {
    const part = this.#parts[number];
    const isKnown = part !== undefined && part.series === covered && this.#hasStamps(part, first);
    if (isKnown && this.#refresh(part, first, rendering)) return part;
    return this.#renew(number, first, covered, rendering);
  }

  #hasStamps({ stamps, series }: Part, first: number): boolean {
    return this.#version === this.#series.version || stamps === this.#stampsOf(first, series);
  }

  #stampsOf(first: number, covered: number): number {
    let sum = 0;
    for (let index = first; index < first + covered; index += 1) sum += this.#series.stamp(index);
    return sum;
  }

  /** Shows what changed. False when a line came or went. */
  #refresh(part: Part, first: number, rendering: number): boolean {
    const { cells, isCounter } = this.#samples;
    if (isCounter) this.#refreshCounters(part, rendering);
    else if (cells === undefined) return this.#refreshValues(part, first, rendering);
    else return this.#refreshCells(part, cells, rendering);
    return true;
  }

  // Hot: one comparison per series.
  #refreshCounters(part: Part, rendering: number): void {
    const { ranges, seen, lines, block } = part;
    const { count } = this.#samples;
    const isFull = lines === this.#full;
    const stride = this.#stride;
    let index = 0;
    for (let range = 0; range < ranges.length; range += 2) {
      const cell = ranges[range] ?? 0;
      const page = this.#series.views.pageOf(cell);
      let offset = cell % PAGE_CELLS;
      for (const end = index + (ranges[range + 1] ?? 0); index < end; index += 1, offset += stride) {
        const value = page[offset] ?? 0;
        if (value === seen[index]) continue;
        seen[index] = value;
        if (lines[index] === 0) continue;
        block.show(isFull ? index * count : linesBefore(lines, index), value, this.#spare);
        block.changedAt = rendering;
      }
    }
  }

  // Hot: one comparison per cell, and no look at a series whose cells did not change.
  #refreshCells(part: Part, cells: number, rendering: number): boolean {
    const { ranges, seen } = part;
    let index = 0;
    let at = 0;
    for (let range = 0; range < ranges.length; range += 2) {
      const first = ranges[range] ?? 0;
      const page = this.#series.views.pageOf(first);
      let offset = first % PAGE_CELLS;
      for (const end = index + (ranges[range + 1] ?? 0); index < end; index += 1, offset += this.#stride, at += cells) {
        let cell = 0;
        while (cell < cells && page[offset + cell] === seen[at + cell]) cell += 1;
        if (cell < cells && !this.#showCells(part, index, page, offset, rendering)) return false;
      }
    }
    return true;
  }

  /** Shows a series of which a cell changed. */
  #showCells(part: Part, index: number, page: Float64Array, offset: number, rendering: number): boolean {
    const { seen } = part;
    const cells = this.#samples.cells ?? 0;
    const at = index * cells;
    const before = this.#samples.readMoving(seen, at, this.#old);
    for (let cell = 0; cell < cells; cell += 1) seen[at + cell] = page[offset + cell] ?? 0;
    const after = this.#samples.readMoving(seen, at, this.#new);
    // The cells of a series that was removed are those of another one soon.
    if (before !== after || (after > 0 && part.lines[index] === 0)) return false;
    this.#showChanged(part, index, after, this.#old, 0, rendering);
    return true;
  }

  #refreshValues(part: Part, first: number, rendering: number): boolean {
    const { count } = this.#samples;
    const { seen, lines } = part;
    for (let index = 0; index < part.series; index += 1) {
      if (!this.#series.isFilled(first + index)) continue;
      const cell = this.#series.cell(first + index);
      const read = this.#samples.read(this.#series.views.pageOf(cell), cell % PAGE_CELLS, this.#new);
      if (read !== lines[index]) return false;
      this.#showChanged(part, index, read, seen, index * count, rendering);
      seen.set(this.#new, index * count);
    }
    return true;
  }

  /** Shows the first values of a series that are others than those in `old` from `at` on. */
  #showChanged({ lines, block }: Part, index: number, values: number, old: Float64Array, at: number, rendering: number): void {
    let line = -1;
    for (let value = 0; value < values; value += 1) {
      const shown = this.#new[value] ?? 0;
      if (Object.is(shown, old[at + value])) continue;
      if (line < 0) line = lines === this.#full ? index * this.#samples.count : linesBefore(lines, index);
      block.show(line + value, shown, this.#spare);
      block.changedAt = rendering;
    }
  }

  /** Makes a part of the cells of the moment. */
  #renew(number: number, first: number, covered: number, rendering: number): Part {
    const { count } = this.#samples;
    const seen = new Float64Array(covered * (this.#samples.cells ?? count));
    const lines = new Uint16Array(covered);
    const writer = new LineWriter(BLOCK_LINES * 128);
    const edges: number[] = [];
    for (let index = 0; index < covered; index += 1) {
      const own = this.#read(first + index, seen, index);
      const before = { length: writer.length, edges: edges.length };
      lines[index] = own;
      for (let line = 0; line < own; line += 1) {
        this.#samples.writePrefix(writer, count - own + line, this.#series, first + index);
        edges.push(writer.length);
        writer.value(this.#new[line] ?? 0);
        edges.push(writer.length);
        writer.endLine();
      }
      if (this.#series.holds(first + index)) continue;
      lines[index] = 0;
      writer.length = before.length;
      edges.length = before.edges;
    }
    const block = new TextBlock(writer.bytes.subarray(0, writer.length), edges, rendering);
    const isFull = edges.length === this.#full.length * count * 2;
    const part = {
      series: covered,
      stamps: this.#stampsOf(first, covered),
      lines: isFull ? this.#full : lines,
      ranges: this.#rangesOf(first, covered),
      seen,
      block,
    };
    this.#parts[number] = part;
    this.#allBlocks[number + 1] = block;
    return part;
  }

  /** Reads the values of a series and keeps in `seen` what they are made of. Returns how many lines it has. */
  #read(number: number, seen: Float64Array, index: number): number {
    const { cells, count } = this.#samples;
    const cell = this.#series.cell(number);
    const page = this.#series.views.pageOf(cell);
    const offset = cell % PAGE_CELLS;
    if (cells === undefined) {
      const lines = this.#samples.read(page, offset, this.#new);
      seen.set(this.#new, index * count);
      return lines;
    }
    // The cells may move meanwhile, so what is shown is made of what is kept of them.
    seen.set(page.subarray(offset, offset + cells), index * cells);
    const moving = this.#samples.readMoving(seen, index * cells, this.#new);
    return this.#samples.readCreated(page, offset, this.#new, moving);
  }

  #rangesOf(first: number, covered: number): Int32Array {
    const stride = this.#stride;
    const ranges: number[] = [];
    for (let index = first; index < first + covered; index += 1) {
      const cell = this.#series.cell(index);
      const last = ranges.length - 2;
      const isNext = cell === (ranges[last] ?? 0) + (ranges[last + 1] ?? 0) * stride && cell % PAGE_CELLS !== 1;
      if (last >= 0 && isNext) ranges[last + 1] = (ranges[last + 1] ?? 0) + 1;
      else ranges.push(cell, 1);
    }
    return Int32Array.from(ranges);
  }
}

function linesBefore(lines: Uint16Array, index: number): number {
  let sum = 0;
  for (let before = 0; before < index; before += 1) sum += lines[before] ?? 0;
  return sum;
}
