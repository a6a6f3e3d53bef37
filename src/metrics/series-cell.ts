import type { Cells } from './page-writer.ts';

/** The handle of one series: where its cells are. */
export abstract class SeriesCell {
  protected page: Float64Array;
  protected offset: number;

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

  /** A number that differs from the one before when the series was moved since; NaN always does. */
  abstract activity(): number;
}
