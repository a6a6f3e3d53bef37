import type { ReadSeries, TextFormat } from './compose-family.ts';
import { createdCell, type Family, familyName, SUMMARY_HEAD } from './family.ts';
import { canonicalText, valueText } from './number-text.ts';
import { RingReading } from './read-summary.ts';

/** The samples that each series of a family has: one line each. */
export class Samples {
  /** The most lines of one series. */
  readonly count: number;
  readonly #family: Family;
  /** The `le` values of a histogram, +Inf included; the `quantile` values of a summary. */
  readonly #parts: readonly string[];
  readonly #quantiles: readonly number[];
  /** The cell with the time at which a series was made. Undefined when that is not shown. */
  readonly #created: number | undefined;
  readonly #ring: RingReading | undefined;

  constructor(family: Family, format: TextFormat) {
    const partText = format === 'openmetrics' ? canonicalText : valueText;
    this.#family = family;
    this.#quantiles = family.quantiles ?? [];
    this.#parts = (family.kind === 'histogram' ? [...family.buckets, Infinity] : this.#quantiles).map(partText);
    this.#created = format === 'openmetrics' ? createdCell(family) : undefined;
    this.#ring = family.kind === 'summary' ? new RingReading() : undefined;
    const isWhole = family.kind === 'histogram' || family.kind === 'summary';
    this.count = (isWhole ? this.#parts.length + 2 : 1) + (this.#created === undefined ? 0 : 1);
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

  /** Reads the values of a series into `into` from `at` on. Returns how many lines it has: 0 when it is absent, else those at the end of all. */
  read(series: ReadSeries, into: Float64Array, at: number): number {
    const lines = this.#readValues(series, into, at);
    if (this.#created === undefined) return lines;
    into[at + lines] = series.page[series.offset + this.#created] ?? 0;
    return lines + 1;
  }

  #readValues(series: ReadSeries, into: Float64Array, at: number): number {
    const { page, offset } = series;
    switch (this.#family.kind) {
      case 'counter':
        into[at] = page[offset] ?? 0;
        return 1;
      case 'gauge':
      case 'info':
        into[at] = page[offset] ?? 0;
        return page[offset + 1] === 0 ? 0 : 1;
      case 'histogram':
        return this.#readHistogram(series, into, at);
      case 'summary':
        return this.#readSummary(series, into, at);
    }
  }

  #readHistogram({ page, offset }: ReadSeries, into: Float64Array, at: number): number {
    const buckets = this.#parts.length;
    let count = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      count += page[offset + bucket] ?? 0;
      into[at + bucket] = count;
    }
    into[at + buckets] = page[offset + buckets] ?? 0;
    into[at + buckets + 1] = count;
    return buckets + 2;
  }

  #readSummary({ page, offset }: ReadSeries, into: Float64Array, at: number): number {
    let end = at;
    if (this.#ring?.read(page, offset + SUMMARY_HEAD) === true) {
      for (const quantile of this.#quantiles) {
        into[end] = this.#ring.quantile(quantile);
        end += 1;
      }
    }
    into[end] = page[offset + 1] ?? 0;
    into[end + 1] = page[offset] ?? 0;
    return end + 2 - at;
  }
}
