import type { BucketSearch } from './bucket-search.ts';
import type { BoundHistogram, Histogram } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of a histogram: the count of each bucket alone, +Inf last, then the sum. */
export class HistogramCell implements BoundHistogram {
  readonly #page: Float64Array;
  readonly #offset: number;
  readonly #search: BucketSearch;
  readonly #refuse: () => void;

  constructor(cells: Cells, search: BucketSearch, refuse: () => void) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#search = search;
    this.#refuse = refuse;
  }

  // Hot: a refused value leaves at once, the rest is one search and two additions.
  observe(value: number): void {
    if (!Number.isFinite(value)) {
      this.#refuse();
      return;
    }
    const page = this.#page;
    const bucket = this.#offset + this.#search.bucketOf(value);
    const sum = this.#offset + this.#search.count + 1;
    page[bucket] = (page[bucket] ?? 0) + 1;
    page[sum] = (page[sum] ?? 0) + value;
  }
}

/** A histogram with its series, whatever buckets they have. */
export class HistogramCells implements Histogram<Labels> {
  readonly #table: SeriesTable<BoundHistogram>;

  constructor(table: SeriesTable<BoundHistogram>) {
    this.#table = table;
  }

  observe(value: number, labels?: LabelRecord): void {
    this.#table.at(labels).observe(value);
  }

  with(labels?: LabelRecord): BoundHistogram {
    return this.#table.at(labels);
  }
}
