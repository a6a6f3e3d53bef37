import { WINDOW_PARTS } from '../pages/family.ts';
import type { BoundWindowed, Windowed } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';
import type { Turning } from './window-turns.ts';

/** One series of a windowed value: in the page what a gauge has there, beside it the sums and counts of the parts of its window. */
export class WindowedCell extends SeriesCell implements BoundWindowed, Turning {
  readonly #sums = new Float64Array(WINDOW_PARTS);
  readonly #counts = new Float64Array(WINDOW_PARTS);
  readonly #isMean: boolean;
  readonly #refuse: () => void;
  isRemoved = false;
  #part = 0;

  constructor(cells: Cells, shows: 'sum' | 'mean', refuse: () => void) {
    super(cells);
    this.#isMean = shows === 'mean';
    this.#refuse = refuse;
    this.#show();
  }

  observe(value: number): void {
    if (!Number.isFinite(value)) {
      this.#refuse();
      return;
    }
    this.#sums[this.#part] = (this.#sums[this.#part] ?? 0) + value;
    this.#counts[this.#part] = (this.#counts[this.#part] ?? 0) + 1;
    this.#show();
  }

  turn(steps: number): void {
    for (let step = 0; step < Math.min(steps, WINDOW_PARTS); step += 1) {
      this.#part = (this.#part + 1) % WINDOW_PARTS;
      this.#sums[this.#part] = 0;
      this.#counts[this.#part] = 0;
    }
    this.#show();
  }

  override moveTo(cells: Cells): Cells {
    this.isRemoved = true;
    return super.moveTo(cells);
  }

  /** A series is idle when nothing is in its window. */
  activity(): number {
    return this.#counts.some((count) => count > 0) ? NaN : 0;
  }

  #show(): void {
    const count = this.#counts.reduce(add, 0);
    const sum = this.#sums.reduce(add, 0);
    // A sum of nothing is 0, a mean of nothing is absent.
    this.page[this.offset] = this.#isMean ? sum / Math.max(1, count) : sum;
    this.page[this.offset + 1] = this.#isMean && count === 0 ? 0 : 1;
  }
}

function add(sum: number, value: number): number {
  return sum + value;
}

/** A windowed value with its series. */
export class WindowedCells extends LabelledCells<WindowedCell> implements Windowed<Labels> {
  observe(value: number, labels?: LabelRecord): void {
    this.table.at(labels).observe(value);
  }
}
