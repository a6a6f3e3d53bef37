import type { BucketSearch } from '../histogram/bucket-search.ts';
import type { Exemplar, ExemplarCells } from '../pages/exemplar-cells.ts';
import type { BoundHistogram } from './instrument.ts';
import type { NativeWindow } from '../histogram/native-window.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

/** One series of a histogram with native buckets: the cells of its classic buckets, of which there may be none but +Inf's, the sum, and its window. */
export class NativeHistogramCell extends SeriesCell implements BoundHistogram {
  readonly #search: BucketSearch;
  readonly #window: NativeWindow;
  readonly #refuse: () => void;
  readonly #exemplars: ExemplarCells | undefined;

  constructor(cells: Cells, search: BucketSearch, window: NativeWindow, refuse: () => void, exemplars?: ExemplarCells) {
    super(cells);
    this.#search = search;
    this.#window = window;
    this.#refuse = refuse;
    this.#exemplars = exemplars;
  }

  // Hot: without classic buckets, the bucket of the window and three additions.
  observe(value: number): void {
    const native = this.#window.cellOf(value);
    if (native < 0) {
      this.#refuse();
      return;
    }
    const page = this.page;
    const count = this.#search.count;
    const bucket = this.offset + (count === 0 ? 0 : this.#search.bucketOf(value));
    const sum = this.offset + count + 1;
    page[bucket] = (page[bucket] ?? 0) + 1;
    page[sum] = (page[sum] ?? 0) + value;
    // Last, since where it is is known last.
    page[native] = (page[native] ?? 0) + 1;
  }

  observeWith(exemplar: Exemplar, value: number): void {
    this.observe(value);
    if (value >= 0 && value < Infinity) this.#exemplars?.set(this.#search.bucketOf(value), exemplar, value);
  }

  exemplify(exemplar: Exemplar, value: number): void {
    if (!(value >= 0 && value < Infinity)) {
      this.#refuse();
      return;
    }
    const bucket = this.#search.bucketOf(value);
    if ((this.page[this.offset + bucket] ?? 0) > 0) this.#exemplars?.set(bucket, exemplar, value);
  }

  override moveTo(cells: Cells): Cells {
    this.#exemplars?.moveTo(cells);
    const before = super.moveTo(cells);
    this.#window.moveTo(cells.page, cells.offset + this.#search.count + 2);
    return before;
  }

  activity(): number {
    let count = 0;
    for (let bucket = 0; bucket <= this.#search.count; bucket += 1) count += this.page[this.offset + bucket] ?? 0;
    return count;
  }
}
