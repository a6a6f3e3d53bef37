import type { BucketSearch } from '../histogram/bucket-search.ts';
import type { Exemplar, ExemplarCells } from '../pages/exemplar-cells.ts';
import type { BoundHistogram, Histogram } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

/** One series of a histogram: the count of each bucket alone, +Inf last, then the sum. */
export class HistogramCell extends SeriesCell implements BoundHistogram {
  readonly #search: BucketSearch;
  readonly #refuse: () => void;
  readonly #exemplars: ExemplarCells | undefined;

  constructor(cells: Cells, search: BucketSearch, refuse: () => void, exemplars?: ExemplarCells) {
    super(cells);
    this.#search = search;
    this.#refuse = refuse;
    this.#exemplars = exemplars;
  }

  // Hot: a refused value leaves at once, the rest is one search and two additions.
  observe(value: number): void {
    if (!Number.isFinite(value)) {
      this.#refuse();
      return;
    }
    const page = this.page;
    const bucket = this.offset + this.#search.bucketOf(value);
    const sum = this.offset + this.#search.count + 1;
    page[bucket] = (page[bucket] ?? 0) + 1;
    page[sum] = (page[sum] ?? 0) + value;
  }

  observeWith(exemplar: Exemplar, value: number): void {
    this.observe(value);
    if (Number.isFinite(value)) this.#exemplars?.set(this.#search.bucketOf(value), exemplar, value);
  }

  exemplify(exemplar: Exemplar, value: number): void {
    if (!Number.isFinite(value)) {
      this.#refuse();
      return;
    }
    const bucket = this.#search.bucketOf(value);
    if ((this.page[this.offset + bucket] ?? 0) > 0) this.#exemplars?.set(bucket, exemplar, value);
  }

  override moveTo(cells: Cells): Cells {
    this.#exemplars?.moveTo(cells);
    return super.moveTo(cells);
  }

  activity(): number {
    let count = 0;
    for (let bucket = 0; bucket <= this.#search.count; bucket += 1) count += this.page[this.offset + bucket] ?? 0;
    return count;
  }
}

/** A histogram with its series, whatever buckets they have. */
export class HistogramCells extends LabelledCells<SeriesCell & BoundHistogram> implements Histogram<Labels> {
  observe(value: number, labels?: LabelRecord): void {
    this.table.at(labels).observe(value);
  }

  observeWith(exemplar: Exemplar, value: number, labels?: LabelRecord): void {
    this.table.at(labels).observeWith(exemplar, value);
  }

  exemplify(exemplar: Exemplar, value: number, labels?: LabelRecord): void {
    this.table.at(labels).exemplify(exemplar, value);
  }
}
