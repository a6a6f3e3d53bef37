import type { SeriesLabels } from '../../expressions/index.ts';
import type { NumberedValues, SeriesValues } from '../../format/index.ts';
import { KeptSeries, SeriesTable } from './kept-series.ts';
import { SampleRing } from './sample-ring.ts';

/** From one sampling to the next, in seconds. */
export const SAMPLE_SECONDS = 10;
/** For how long every sampling is kept, in seconds. */
export const FINE_SECONDS = 7200;
/** From one coarse value to the next, in seconds, and for how long they are in memory: time enough to write a block of them once it is over. */
export const COARSE_SECONDS = 300;
const COARSE_KEPT_SECONDS = 43_200;
/** How many series are kept at once. A series takes some 7 kB of memory. */
export const MOST_SERIES = 10_000;
/** How many series are known at once: those and others that are only in the file. */
const MOST_KNOWN = 4;

/** One of the two ways in which values are kept. */
export type Resolution = 'fine' | 'coarse';

/** The values of the last hours: all of two hours, and one each five minutes of twelve. What a sampling does not find has no number at that time. */
export class MemoryHistory {
  readonly table = new SeriesTable();
  readonly rings: { readonly [R in Resolution]: SampleRing } = {
    fine: new SampleRing(FINE_SECONDS / SAMPLE_SECONDS),
    coarse: new SampleRing(COARSE_KEPT_SECONDS / COARSE_SECONDS),
  };
  readonly #mostSeries: number;
  #count = 0;
  #refused = 0;

  constructor(mostSeries = MOST_SERIES) {
    this.#mostSeries = mostSeries;
  }

  /** How many series have values here. */
  get count(): number {
    return this.#count;
  }

  /** Values that were not kept in the last sampling, for there were too many series. */
  get refused(): number {
    return this.#refused;
  }

  /** The last sampling, Unix seconds; undefined before the first. */
  get lastAt(): number | undefined {
    return this.rings.fine.newest;
  }

  /** Lets go of what is of a time or later. */
  forgetFrom(at: number): void {
    for (const ring of [this.rings.fine, this.rings.coarse]) ring.forgetFrom(at);
  }

  /** Begins a sampling, which is later than the one before. */
  begin(at: number): void {
    this.#begin('fine', at);
    this.#refused = 0;
  }

  /** Takes one value of the sampling. `hasBegun`: the series counts from 0, and began after the sampling before, at which it was 0 therefore. */
  put(series: KeptSeries, value: number, hasBegun = false): void {
    const { fine } = this.rings;
    if (this.#admit(series)) {
      this.#column(series, 'fine')[fine.slot] = value;
      if (hasBegun) this.#beginAtZero(series, 'fine');
      series.hasBegun ||= hasBegun;
    } else this.#refused += 1;
    series.lastAt = fine.newest ?? series.lastAt;
  }

  /** The series of a name with these labels. It is kept from its first value on. */
  find(name: string, labels: SeriesLabels): KeptSeries {
    return this.table.find(name, labels) ?? new KeptSeries(name, labels);
  }

  /** Ends a sampling: every five minutes its values are the coarse ones, too. Columns without a value are let go. */
  end(): void {
    const { fine, coarse } = this.rings;
    const at = fine.newest ?? 0;
    if (coarse.newest === undefined || Math.floor(at / COARSE_SECONDS) !== Math.floor(coarse.newest / COARSE_SECONDS)) this.#takeCoarse(at);
    const oldestFine = fine.oldest ?? at;
    const oldest = Math.min(coarse.oldest ?? at, oldestFine);
    for (const series of this.table.all()) {
      if (series.lastAt < oldestFine) series.fine = undefined;
      if (series.lastAt < oldest && series.coarse !== undefined) this.#letGo(series);
    }
  }

  /** Takes values in that were kept before; what there is of these times and later was before the clock was set back. `seriesOf`: by their numbers. */
  restore(resolution: Resolution, { times, series }: SeriesValues, seriesOf: (id: number) => KeptSeries | undefined): void {
    const ring = this.rings[resolution];
    const [first] = times;
    if (first !== undefined) ring.forgetFrom(first);
    for (const [index, at] of times.entries()) {
      this.#begin(resolution, at);
      for (const { id, values } of series) {
        const [one, value] = [seriesOf(id), values[index] ?? Number.NaN];
        if (one === undefined || Number.isNaN(value) || !this.#admit(one)) continue;
        this.#column(one, resolution)[ring.slot] = value;
        one.lastAt = Math.max(one.lastAt, at);
      }
    }
  }

  /** The values of a window of those series that have a number and any value in it, ends included. */
  cut(resolution: Resolution, from: number, to: number): SeriesValues {
    const ring = this.rings[resolution];
    const series: (NumberedValues & { readonly id: number })[] = [];
    for (const one of this.table.all()) {
      const column = one[resolution];
      if (one.id === undefined || column === undefined || one.lastAt < from) continue;
      const values = ring.cut(column, from, to);
      if (values.some((value) => !Number.isNaN(value))) series.push({ id: one.id, values });
    }
    return { times: Array.from(ring.times(from, to)), series: series.toSorted((one, other) => one.id - other.id) };
  }

  #begin(resolution: Resolution, at: number): void {
    const slot = this.rings[resolution].begin(at);
    for (const series of this.table.all()) series[resolution]?.fill(Number.NaN, slot, slot + 1);
  }

  #takeCoarse(at: number): void {
    const { fine, coarse } = this.rings;
    this.#begin('coarse', at);
    for (const series of this.table.all()) {
      if (series.lastAt === at && series.fine !== undefined) {
        this.#column(series, 'coarse')[coarse.slot] = series.fine[fine.slot] ?? Number.NaN;
        if (series.hasBegun) this.#beginAtZero(series, 'coarse');
      }
      series.hasBegun = false;
    }
  }

  /** What a series counted before it went stays: it has begun anew then. */
  #beginAtZero(series: KeptSeries, resolution: Resolution): void {
    const { slotBefore } = this.rings[resolution];
    const column = this.#column(series, resolution);
    if (slotBefore !== undefined && Number.isNaN(column[slotBefore])) column[slotBefore] = 0;
  }

  #column(series: KeptSeries, resolution: Resolution): Float64Array {
    return (series[resolution] ??= this.rings[resolution].column());
  }

  #admit(series: KeptSeries): boolean {
    if (series.coarse !== undefined) return true;
    const isKnown = series.id !== undefined || this.table.count < MOST_KNOWN * this.#mostSeries;
    if (this.#count >= this.#mostSeries || !isKnown) return false;
    series.coarse = this.rings.coarse.column();
    this.table.add(series);
    this.#count += 1;
    return true;
  }

  #letGo(series: KeptSeries): void {
    series.coarse = undefined;
    this.#count -= 1;
    // What is in the file is found there.
    if (series.id === undefined) this.table.remove(series);
  }
}
