import type { BoundUpDownGauge, UpDownGauge } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of an up-down gauge: its value, and behind it 1 as for a gauge that is set. */
export class UpDownGaugeCell implements BoundUpDownGauge {
  readonly #page: Float64Array;
  readonly #offset: number;
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#refuse = refuse;
    this.#page[this.#offset + 1] = 1;
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
    this.#page[this.#offset] = (this.#page[this.#offset] ?? 0) + amount;
  }
}

/** An up-down gauge with its series. */
export class UpDownGaugeCells implements UpDownGauge<Labels> {
  readonly #table: SeriesTable<UpDownGaugeCell>;

  constructor(table: SeriesTable<UpDownGaugeCell>) {
    this.#table = table;
  }

  inc(labels?: LabelRecord): void {
    this.#table.at(labels).inc();
  }

  dec(labels?: LabelRecord): void {
    this.#table.at(labels).dec();
  }

  add(amount: number, labels?: LabelRecord): void {
    this.#table.at(labels).add(amount);
  }

  with(labels?: LabelRecord): BoundUpDownGauge {
    return this.#table.at(labels);
  }
}
