import { FamilyLog, type ReadFamily } from '../pages/family-log.ts';
import { PAGE_CELLS, type SharedPages } from '../pages/shared-pages.ts';
import { parseLabels } from '../text/escape.ts';
import { Samples } from '../text/samples.ts';

/** What is read of one series. `hasBegun`: it counts from 0, and began after the reading before; what there is at the first reading began at some time. */
export type TakeSample<T> = (series: T, value: number, hasBegun: boolean) => void;

/** What a reader of samples is told. */
export interface SampleChoice<T> {
  /** Whether the series of a family are wanted, by the name that it is exposed under. */
  readonly isWanted: (family: string) => boolean;
  /** What stands for a series from now on, by its name, of a histogram with `_bucket`, `_sum` or `_count` behind it, and its labels as they are in text. */
  readonly find: (name: string, labels: Readonly<Record<string, string>>) => T;
}

/** Reads the values of some families as numbers, in any thread, without a text being made. It needs no help of the thread that writes the pages. */
export class SampleReader<T> {
  readonly #log: FamilyLog;
  readonly #choice: SampleChoice<T>;
  readonly #chosen: ChosenFamily<T>[] = [];
  #known = 0;
  #hasRead = false;

  constructor(pages: SharedPages, choice: SampleChoice<T>) {
    this.#log = new FamilyLog(pages);
    this.#choice = choice;
  }

  /** Hands out every series that has a value: those that stand in the text of a scrape at this moment. */
  read(take: TakeSample<T>): void {
    const { families } = this.#log;
    this.#log.read();
    for (; this.#known < families.length; this.#known += 1) {
      const one = families[this.#known];
      if (one !== undefined && this.#choice.isWanted(one.family.name)) this.#chosen.push(new ChosenFamily(one, this.#choice.find));
    }
    for (const one of this.#chosen) one.read(take, this.#hasRead);
    this.#hasRead = true;
  }
}

/** One family of which the series are wanted. */
class ChosenFamily<T> {
  readonly #family: ReadFamily;
  readonly #find: SampleChoice<T>['find'];
  readonly #samples: Samples;
  readonly #values: Float64Array;
  /** What stands for the lines of each record, and the stamp of the series that they are of. */
  readonly #lines: (readonly T[])[] = [];
  readonly #stamps: number[] = [];

  constructor(family: ReadFamily, find: SampleChoice<T>['find']) {
    this.#family = family;
    this.#find = find;
    this.#samples = new Samples(family.family, 'text');
    this.#values = new Float64Array(this.#samples.count);
  }

  read(take: TakeSample<T>, hasRead: boolean): void {
    const { series } = this.#family;
    const { count, countsFrom = count } = this.#samples;
    for (let index = 0; index < series.count; index += 1) {
      if (!series.isFilled(index)) continue;
      const cell = series.cell(index);
      const read = this.#samples.read(series.views.pageOf(cell), cell % PAGE_CELLS, this.#values);
      const hasBegun = hasRead && this.#stamps[index] !== series.stamp(index);
      const lines = this.#linesOf(index);
      // Meanwhile it may have become another series.
      if (!series.holds(index)) continue;
      for (let line = count - read; line < count; line += 1) {
        const one = lines[line];
        if (one !== undefined) take(one, this.#values[line - count + read] ?? 0, hasBegun && line >= countsFrom);
      }
    }
  }

  #linesOf(index: number): readonly T[] {
    const { series } = this.#family;
    const known = this.#lines[index];
    if (known !== undefined && this.#stamps[index] === series.stamp(index)) return known;
    const record = series.record(index);
    const text = series.views.text(record);
    if (!series.holds(index)) return [];
    const lines = this.#samples.prefixes(text, this.#samples.count).map((prefix) => this.#lineOf(prefix));
    this.#lines[index] = lines;
    this.#stamps[index] = series.stamp(index);
    return lines;
  }

  #lineOf(prefix: string): T {
    const brace = prefix.indexOf('{');
    if (brace === -1) return this.#find(prefix.trimEnd(), {});
    return this.#find(prefix.slice(0, brace), Object.fromEntries(parseLabels(prefix.slice(brace + 1, -2))));
  }
}
