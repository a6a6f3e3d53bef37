import type { BoundHistogram, Histogram } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of a histogram: the count of each bucket alone, +Inf last, then the sum. */
export class HistogramCell implements BoundHistogram {
  readonly #page: Float64Array;
  readonly #offset: number;
  readonly #bounds: Float64Array;
  readonly #refuse: () => void;

  constructor(cells: Cells, bounds: Float64Array, refuse: () => void) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#bounds = bounds;
    this.#refuse = refuse;
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) {
      this.#refuse();
      return;
    }
    let bucket = this.#offset;
    // A sum of comparisons beats a search for the few bounds of a histogram: it has no branch to mispredict.
    for (const bound of this.#bounds) bucket += value > bound ? 1 : 0;
    const sum = this.#offset + this.#bounds.length + 1;
    this.#page[bucket] = (this.#page[bucket] ?? 0) + 1;
    this.#page[sum] = (this.#page[sum] ?? 0) + value;
  }
}

/** A histogram with its series. */
export class HistogramCells implements Histogram<Labels> {
  readonly #table: SeriesTable<HistogramCell>;

  constructor(table: SeriesTable<HistogramCell>) {
    this.#table = table;
  }

  observe(value: number, labels?: LabelRecord): void {
    this.#table.at(labels).observe(value);
  }

  with(labels?: LabelRecord): BoundHistogram {
    return this.#table.at(labels);
  }
}
