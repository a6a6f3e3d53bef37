import { seriesKey, type SeriesLabels } from '../../expressions/index.ts';

/** One series and its values in memory. */
export class KeptSeries {
  readonly name: string;
  readonly labels: SeriesLabels;
  /** One value for each place of a `SampleRing`: every sampling of two hours, and one each five minutes. Undefined while there is none. */
  fine: Float64Array | undefined;
  coarse: Float64Array | undefined;
  /** The last sampling that it had a value in, in Unix seconds. */
  lastAt = Number.NEGATIVE_INFINITY;
  /** It began to count, from 0, after the last of the values that are kept of five minutes each. */
  hasBegun = false;
  /** Its number in the file. Undefined while it has none. */
  id: number | undefined;

  constructor(name: string, labels: SeriesLabels) {
    this.name = name;
    this.labels = labels;
  }
}

/** Series by name and labels. */
export class SeriesTable {
  readonly #byName = new Map<string, Map<string, KeptSeries>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  find(name: string, labels: SeriesLabels): KeptSeries | undefined {
    return this.#byName.get(name)?.get(seriesKey(labels));
  }

  add(series: KeptSeries): void {
    const byKey = this.#byName.get(series.name) ?? new Map<string, KeptSeries>();
    this.#byName.set(series.name, byKey);
    const key = seriesKey(series.labels);
    if (!byKey.has(key)) this.#count += 1;
    byKey.set(key, series);
  }

  remove({ name, labels }: KeptSeries): void {
    const byKey = this.#byName.get(name);
    if (byKey?.delete(seriesKey(labels)) === true) this.#count -= 1;
    if (byKey?.size === 0) this.#byName.delete(name);
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  named(name: string): readonly KeptSeries[] {
    return [...(this.#byName.get(name)?.values() ?? [])];
  }

  *all(): Generator<KeptSeries> {
    for (const byKey of this.#byName.values()) yield* byKey.values();
  }
}
