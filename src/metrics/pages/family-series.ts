import type { PageViews } from './page-views.ts';
import { PAGE_CELLS, WORD } from './shared-pages.ts';

const FIRST_CAPACITY = 8;

/** One series as a reader knows it. */
export interface ReadSeries {
  /** Rendered labels, e.g. `a="x",b="y"`; empty without labels. */
  readonly labels: string;
  readonly page: Float64Array;
  /** Where its cells begin in the page. */
  readonly offset: number;
}

/** The records of one family as a reader knows them, in the order in which they were made. Each has room for one series. No object is kept per series. */
export class FamilySeries implements Iterable<ReadSeries> {
  /** Records, those without a series included. */
  count = 0;
  /** Raised when series came into records that were known, or went. */
  version = 0;
  readonly views: PageViews;
  // Two words per record: where it is, and its stamp when it was looked at.
  #words = new Int32Array(FIRST_CAPACITY * 2);

  constructor(views: PageViews) {
    this.views = views;
  }

  add(record: number): void {
    const at = this.count * 2;
    if (at === this.#words.length) {
      const grown = new Int32Array(at + Math.ceil(at / 8) * 2);
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[at] = record;
    this.#words[at + 1] = this.views.stamp(record);
    this.count += 1;
  }

  /** Looks at the stamps again. */
  refresh(): void {
    let isSame = true;
    for (let index = 0; index < this.count; index += 1) {
      const stamp = this.views.stamp(this.record(index));
      if (stamp === this.stamp(index)) continue;
      this.#words[index * 2 + 1] = stamp;
      isSame = false;
    }
    if (!isSame) this.version += 1;
  }

  record(index: number): number {
    return this.#words[index * 2] ?? 0;
  }

  stamp(index: number): number {
    return this.#words[index * 2 + 1] ?? 0;
  }

  /** The first cell of a series. */
  cell(index: number): number {
    return this.views.word(this.record(index), WORD.cell);
  }

  /** Whether a record had a series when it was looked at. */
  isFilled(index: number): boolean {
    return this.stamp(index) % 2 === 0;
  }

  /** Whether a record has the series that it had when it was looked at, so that what was read since is of that one. */
  holds(index: number): boolean {
    return this.isFilled(index) && this.views.stamp(this.record(index)) === this.stamp(index);
  }

  /** The series there are. */
  *[Symbol.iterator](): Generator<ReadSeries> {
    for (let index = 0; index < this.count; index += 1) {
      const labels = this.views.text(this.record(index));
      const cell = this.cell(index);
      if (this.holds(index)) yield { labels, page: this.views.pageOf(cell), offset: cell % PAGE_CELLS };
    }
  }
}
