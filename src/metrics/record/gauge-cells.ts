import type { BoundGauge, Gauge } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

const SET = 1;
/** Set, but not since the last look for idle series. */
const STILL_SET = 2;

/** One series of a gauge: its value, and behind it 0 while it is absent. */
export class GaugeCell extends SeriesCell implements BoundGauge {
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    super(cells);
    this.#refuse = refuse;
  }

  set(value: number): void {
    this.page[this.offset] = value;
    this.page[this.offset + 1] = SET;
  }

  add(amount: number): void {
    if (Number.isFinite(amount)) this.set((this.page[this.offset] ?? 0) + amount);
    else this.#refuse();
  }

  clear(): void {
    this.page[this.offset + 1] = 0;
    this.page[this.offset] = 0;
  }

  /** A gauge that is set to the same value again is not idle. */
  activity(): number {
    if (this.page[this.offset + 1] !== SET) return 0;
    this.page[this.offset + 1] = STILL_SET;
    return NaN;
  }
}

/** A gauge with its series. */
export class GaugeCells extends LabelledCells<GaugeCell> implements Gauge<Labels> {
  set(value: number, labels?: LabelRecord): void {
    this.table.at(labels).set(value);
  }

  add(amount: number, labels?: LabelRecord): void {
    this.table.at(labels).add(amount);
  }

  clear(labels?: LabelRecord): void {
    this.table.at(labels).clear();
  }
}
