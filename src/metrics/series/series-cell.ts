import type { Cells } from '../pages/page-writer.ts';

/** The handle of one series: where its cells are. */
export abstract class SeriesCell {
  protected page: Float64Array;
  // An integer from the start: a field that was undefined once is looked at for being an object at each read.
  protected offset = 0;

  constructor({ page, offset }: Cells) {
    this.page = page;
    this.offset = offset;
  }

  /** Points the handle elsewhere and returns where it was: another series will have those cells. */
  moveTo({ page, offset }: Cells): Cells {
    const cells = { page: this.page, offset: this.offset };
    this.page = page;
    this.offset = offset;
    return cells;
  }

  /** Where its cells are. */
  get cells(): Cells {
    return { page: this.page, offset: this.offset };
  }

  /** Its first cell among all. */
  get place(): number {
    return this.page.byteOffset / Float64Array.BYTES_PER_ELEMENT + this.offset;
  }

  /** Points a handle that knows no more than where its cells are at another series. */
  point(page: Float64Array, offset: number): void {
    this.page = page;
    this.offset = offset;
  }

  /** A number that differs from the one before when the series was moved since; NaN always does. */
  abstract activity(): number;
}
