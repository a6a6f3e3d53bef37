import type { Exemplar } from '../pages/exemplar-cells.ts';
import type { BoundCounter, Counter } from './instrument.ts';
import type { LabelRecord } from '../series/label-index.ts';
import type { Labels } from '../declare/label.ts';
import { LabelledCells } from '../series/labelled-cells.ts';
import type { Cells } from '../pages/page-writer.ts';
import { SeriesCell } from '../series/series-cell.ts';

/** One series of a counter: one cell. */
export class CounterCell extends SeriesCell implements BoundCounter {
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    super(cells);
    this.#refuse = refuse;
  }

  inc(): void {
    this.#put(1);
  }

  add(amount: number): void {
    if (amount >= 0 && amount < Infinity) this.#put(amount);
    else this.#refuse();
  }

  incWith(exemplar: Exemplar): void {
    this.addWith(exemplar, 1);
  }

  /** Without a declaration of exemplars there is no room for one. */
  addWith(_exemplar: Exemplar, amount: number): void {
    this.add(amount);
  }

  activity(): number {
    return this.page[this.offset] ?? 0;
  }

  #put(amount: number): void {
    this.page[this.offset] = (this.page[this.offset] ?? 0) + amount;
  }
}

/** A counter with its series. */
export class CounterCells extends LabelledCells<CounterCell> implements Counter<Labels> {
  inc(labels?: LabelRecord): void {
    this.table.at(labels).inc();
  }

  add(amount: number, labels?: LabelRecord): void {
    this.table.at(labels).add(amount);
  }

  incWith(exemplar: Exemplar, labels?: LabelRecord): void {
    this.table.at(labels).incWith(exemplar);
  }

  addWith(exemplar: Exemplar, amount: number, labels?: LabelRecord): void {
    this.table.at(labels).addWith(exemplar, amount);
  }
}
