import { FamilyLog, type ReadFamily } from '../pages/family-log.ts';
import type { ReadSeries } from '../pages/family-series.ts';
import { createdCell, type Family, unitOf } from '../pages/family.ts';
import { type NativeReading, NativeReader } from '../pages/read-native.ts';
import type { SharedPages } from '../pages/shared-pages.ts';
import { parseLabels } from '../text/escape.ts';
import { Samples } from '../text/samples.ts';

/** What a series holds at one moment. Counts of a histogram are of each bucket alone, +Inf's last. */
export type SeriesValue =
  | { readonly kind: 'counter' | 'gauge' | 'info'; readonly value: number }
  | {
      readonly kind: 'histogram';
      readonly bounds: readonly number[];
      readonly counts: readonly number[];
      readonly count: number;
      readonly sum: number;
      /** Where the family has native buckets. */
      readonly native?: NativeReading;
    }
  | {
      readonly kind: 'summary';
      readonly count: number;
      readonly sum: number;
      /** None while nothing was seen for a while. */
      readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
    };

/** One series at one moment. */
export interface SeriesReading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: SeriesValue;
  /** When it was made, Unix seconds. Absent where that is not known. */
  readonly createdAt?: number;
}

/** One family at one moment, with the series that have a value. */
export interface FamilyReading {
  readonly name: string;
  readonly help: string;
  /** The unit that its name ends in, e.g. `seconds`. Absent when it has none. */
  readonly unit?: string;
  readonly series: readonly SeriesReading[];
}

/** Reads whole families as values, in any thread, without a text being made: for who hands them on in another form. */
export class SeriesReader {
  readonly #log: FamilyLog;
  readonly #readers = new Map<ReadFamily, OneFamily>();

  constructor(pages: SharedPages) {
    this.#log = new FamilyLog(pages);
  }

  /** The families that have a series at this moment, each read as it is asked for. */
  *read(): Generator<FamilyReading> {
    this.#log.read();
    for (const read of this.#log.families) {
      let reader = this.#readers.get(read);
      if (reader === undefined) {
        reader = new OneFamily(read.family);
        this.#readers.set(read, reader);
      }
      const series = [...read.series].flatMap((one) => reader.read(one) ?? []);
      if (series.length > 0) yield { ...reader.named, series };
    }
  }
}

class OneFamily {
  readonly named: Pick<FamilyReading, 'name' | 'help' | 'unit'>;
  readonly #family: Family;
  readonly #samples: Samples;
  readonly #values: Float64Array;
  readonly #natives: NativeReader;

  constructor(family: Family) {
    const { name, help } = family;
    const unit = unitOf(family);
    this.named = unit === undefined ? { name, help } : { name, help, unit };
    this.#family = family;
    this.#samples = new Samples(family, 'text');
    this.#values = new Float64Array(this.#samples.count);
    this.#natives = new NativeReader(family);
  }

  read(one: ReadSeries): SeriesReading | undefined {
    const lines = this.#samples.read(one.page, one.offset, this.#values);
    if (lines === 0) return undefined;
    const value = this.#valueOf(one, this.#values.subarray(0, lines));
    if (value === undefined) return undefined;
    const cell = createdCell(this.#family);
    const createdAt = cell === undefined ? undefined : one.page[one.offset + cell];
    return { labels: Object.fromEntries(parseLabels(one.labels)), value, ...(createdAt === undefined ? {} : { createdAt }) };
  }

  #valueOf({ page, offset }: ReadSeries, values: Float64Array): SeriesValue | undefined {
    const { kind, buckets, quantiles = [], nativeBuckets } = this.#family;
    switch (kind) {
      case 'counter':
      case 'gauge':
      case 'info':
        return { kind, value: values[0] ?? 0 };
      case 'histogram': {
        const native = this.#natives.read(page, offset);
        // Buckets that cannot be read are missing data.
        if (native === undefined && nativeBuckets !== undefined) return undefined;
        const counts = Array.from({ length: buckets.length + 1 }, (_, index) => (values[index] ?? 0) - (values[index - 1] ?? 0));
        const sums = { count: values[buckets.length + 2] ?? 0, sum: values[buckets.length + 1] ?? 0 };
        return { kind, bounds: buckets, counts, ...sums, ...(native === undefined ? {} : { native }) };
      }
      case 'summary': {
        const shown = Array.from(values.subarray(0, -2), (value, index) => ({ quantile: quantiles[index] ?? 0, value }));
        return { kind, count: values.at(-1) ?? 0, sum: values.at(-2) ?? 0, quantiles: shown };
      }
    }
  }
}
