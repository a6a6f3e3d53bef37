import type { BoundUpDownGauge, UpDownGauge } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

/** One series of an up-down gauge: its value, and behind it 1 as for a gauge that is set. */
export class UpDownGaugeCell extends SeriesCell implements BoundUpDownGauge {
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    super(cells);
    this.#refuse = refuse;
    this.page[this.offset + 1] = 1;
  }

  inc(): void {
    this.#put(1);
  }

  dec(): void {
    this.#put(-1);
  }

  add(amount: number): void {
    if (Number.isFinite(amount)) this.#put(amount);
    else this.#refuse();
  }

  #put(amount: number): void {
    this.page[this.offset] = (this.page[this.offset] ?? 0) + amount;
  }

  /** What is still open is never idle, even when nothing comes or goes. */
  activity(): number {
    return this.page[this.offset] === 0 ? 0 : NaN;
  }
}

/** An up-down gauge with its series. */
export class UpDownGaugeCells extends LabelledCells<UpDownGaugeCell> implements UpDownGauge<Labels> {
  inc(labels?: LabelRecord): void {
    this.table.at(labels).inc();
  }

  dec(labels?: LabelRecord): void {
    this.table.at(labels).dec();
  }

  add(amount: number, labels?: LabelRecord): void {
    this.table.at(labels).add(amount);
  }
}
