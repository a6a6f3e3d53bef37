import type { TextFormat } from './compose-family.ts';
import type { FamilySeries } from '../pages/family-series.ts';
import { EXEMPLAR_CELLS, readExemplar } from '../pages/exemplar-cells.ts';
import { createdCell, exemplarCells, type Family, familyName, SUMMARY_HEAD } from '../pages/family.ts';
import type { LineWriter } from './line-writer.ts';
import { canonicalText, valueText } from './number-text.ts';
import { RingReading } from '../histogram/summary-ring.ts';
import { RECORD_HEADER_BYTES, WORD } from '../pages/shared-pages.ts';

/** The samples that each series of a family has: one line each. */
export class Samples {
  /** The most lines of one series. */
  readonly count: number;
  /** Cells at the start of a series that alone make its values. Undefined when more do. */
  readonly cells: number | undefined;
  /** Each series has the value of its first cell as its first line, and always the same lines. */
  readonly isCounter: boolean;
  /** From this line on, counted from the first of all, the values of a series count from 0. Undefined when none does. */
  readonly countsFrom: number | undefined;
  /** Lines may have an exemplar behind their value. */
  readonly hasExemplars: boolean;
  readonly #exemplars: { readonly at: number; readonly places: number } | undefined;
  readonly #family: Family;
  /** The `le` values of a histogram, +Inf included; the `quantile` values of a summary. */
  readonly #parts: readonly string[];
  readonly #quantiles: readonly number[];
  /** The cell with the time at which a series was made. Undefined when that is not shown. */
  readonly #created: number | undefined;
  readonly #ring: RingReading | undefined;
  /** What stands before and behind the labels of each line, and all of it when there are none. */
  readonly #around: readonly { readonly head: Uint8Array; readonly tail: Uint8Array; readonly bare: Uint8Array }[];

  constructor(family: Family, format: TextFormat) {
    const partText = format === 'openmetrics' ? canonicalText : valueText;
    this.#family = family;
    this.#quantiles = family.quantiles ?? [];
    this.#parts = (family.kind === 'histogram' ? [...family.buckets, Infinity] : this.#quantiles).map(partText);
    this.#exemplars = format === 'openmetrics' ? exemplarCells(family) : undefined;
    this.hasExemplars = this.#exemplars !== undefined;
    this.#created = format === 'openmetrics' ? createdCell(family) : undefined;
    this.#ring = family.kind === 'summary' && family.isTold !== true ? new RingReading() : undefined;
    const isWhole = family.kind === 'histogram' || family.kind === 'summary';
    this.count = (isWhole ? this.#parts.length + 2 : 1) + (this.#created === undefined ? 0 : 1);
    this.cells = cellsOfValues(family);
    this.isCounter = family.kind === 'counter';
    this.countsFrom = countsFrom(family);
    const encoder = new TextEncoder();
    const bare = this.prefixes('', this.count);
    this.#around = this.prefixes(LABELS, this.count).map((prefix, line) => {
      const at = prefix.indexOf(LABELS);
      const [head, tail] = [prefix.slice(0, at), prefix.slice(at + LABELS.length)];
      return { head: encoder.encode(head), tail: encoder.encode(tail), bare: encoder.encode(bare[line] ?? prefix) };
    });
  }

  /** The last `lines` lines of a series up to the value, the blank included. */
  prefixes(labels: string, lines: number): readonly string[] {
    if (lines === 0) return [];
    const { name, kind } = this.#family;
    const suffix = labels === '' ? '' : `{${labels}}`;
    const start = labels === '' ? '{' : `{${labels},`;
    const all: string[] = [];
    if (kind === 'histogram') all.push(...this.#parts.map((bound) => `${name}_bucket${start}le="${bound}"} `));
    if (kind === 'summary') all.push(...this.#parts.map((quantile) => `${name}${start}quantile="${quantile}"} `));
    if (kind === 'histogram' || kind === 'summary') all.push(`${name}_sum${suffix} `, `${name}_count${suffix} `);
    else all.push(`${name}${suffix} `);
    if (this.#created !== undefined) all.push(`${familyName(this.#family)}_created${suffix} `);
    return all.slice(-lines);
  }

  /** Writes one line of a series up to the value. `line`: its number among the most lines. */
  writePrefix(writer: LineWriter, line: number, series: FamilySeries, index: number): void {
    const around = this.#around[line];
    if (around === undefined) return;
    const { head, tail, bare } = around;
    const record = series.record(index);
    const length = series.views.word(record, WORD.length);
    if (length === 0) {
      writer.copy(bare, 0, bare.length);
      return;
    }
    const start = record + RECORD_HEADER_BYTES;
    writer.copy(head, 0, head.length);
    writer.copy(series.views.bytes, start, start + length);
    writer.copy(tail, 0, tail.length);
  }

  /** Reads the values of the series whose cells begin at `offset`. Returns how many lines it has: 0 when it is absent, else those at the end of all. */
  read(page: Float64Array, offset: number, into: Float64Array): number {
    return this.readCreated(page, offset, into, this.readMoving(page, offset, into));
  }

  /** What stands behind the value of a line of a series that has all its lines, in OpenMetrics: an exemplar, or nothing. */
  exemplar(page: Float64Array, offset: number, line: number): string {
    if (this.#exemplars === undefined || line >= this.#exemplars.places) return '';
    const read = readExemplar(page, offset + this.#exemplars.at + line * EXEMPLAR_CELLS);
    if (read === undefined) return '';
    return ` # {trace_id="${read.traceId}",span_id="${read.spanId}"} ${valueText(read.value)} ${valueText(read.at)}`;
  }

  /** Reads the time at which the series was made, which stays as it is and comes after the other `lines`. Returns how many lines that makes. */
  readCreated(page: Float64Array, offset: number, into: Float64Array, lines: number): number {
    if (this.#created === undefined) return lines;
    into[lines] = page[offset + this.#created] ?? 0;
    return lines + 1;
  }

  /** The values without that time. */
  readMoving(page: Float64Array, offset: number, into: Float64Array): number {
    switch (this.#family.kind) {
      case 'counter':
        into[0] = page[offset] ?? 0;
        return 1;
      case 'gauge':
      case 'info':
        into[0] = page[offset] ?? 0;
        return page[offset + 1] === 0 ? 0 : 1;
      case 'histogram':
        return this.#readHistogram(page, offset, into);
      case 'summary':
        return this.#readSummary(page, offset, into);
    }
  }

  #readHistogram(page: Float64Array, offset: number, into: Float64Array): number {
    const buckets = this.#parts.length;
    let count = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      count += page[offset + bucket] ?? 0;
      into[bucket] = count;
    }
    into[buckets] = page[offset + buckets] ?? 0;
    into[buckets + 1] = count;
    return buckets + 2;
  }

  /** The quantiles of a summary that is computed elsewhere. Returns how many. */
  #readTold(page: Float64Array, offset: number, into: Float64Array): number {
    if (this.#family.isTold !== true || page[offset] === 0) return 0;
    for (let index = 0; index < this.#quantiles.length; index += 1) into[index] = page[offset + 1 + index] ?? 0;
    return this.#quantiles.length;
  }

  #readSummary(page: Float64Array, offset: number, into: Float64Array): number {
    let end = this.#readTold(page, offset + SUMMARY_HEAD, into);
    if (this.#ring?.read(page, offset + SUMMARY_HEAD) === true) {
      for (const quantile of this.#quantiles) {
        into[end] = this.#ring.quantile(quantile);
        end += 1;
      }
    }
    into[end] = page[offset + 1] ?? 0;
    into[end + 1] = page[offset] ?? 0;
    return end + 2;
  }
}

/** Stands for the labels in a line: no name, bound or quantile has it. */
const LABELS = '\0';

function countsFrom({ kind, quantiles }: Family): number | undefined {
  if (kind === 'summary') return quantiles?.length;
  return kind === 'counter' || kind === 'histogram' ? 0 : undefined;
}

function cellsOfValues({ kind, buckets }: Family): number | undefined {
  switch (kind) {
    case 'counter':
      return 1;
    case 'gauge':
    case 'info':
      return 2;
    case 'histogram':
      return buckets.length + 2;
    case 'summary':
      return undefined;
  }
}
