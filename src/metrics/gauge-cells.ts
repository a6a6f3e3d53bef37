import type { BoundGauge, Gauge } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of a gauge: its value, and 1 behind it while it is set. */
export class GaugeCell implements BoundGauge {
  readonly #page: Float64Array;
  readonly #offset: number;
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#refuse = refuse;
  }

  set(value: number): void {
    this.#page[this.#offset] = value;
    this.#page[this.#offset + 1] = 1;
  }

  add(amount: number): void {
    if (Number.isFinite(amount)) this.set((this.#page[this.#offset] ?? 0) + amount);
    else this.#refuse();
  }

  clear(): void {
    this.#page[this.#offset + 1] = 0;
    this.#page[this.#offset] = 0;
  }
}

/** A gauge with its series. */
export class GaugeCells implements Gauge<Labels> {
  readonly #table: SeriesTable<GaugeCell>;

  constructor(table: SeriesTable<GaugeCell>) {
    this.#table = table;
  }

  set(value: number, labels?: LabelRecord): void {
    this.#table.at(labels).set(value);
  }

  add(amount: number, labels?: LabelRecord): void {
    this.#table.at(labels).add(amount);
  }

  clear(labels?: LabelRecord): void {
    this.#table.at(labels).clear();
  }

  with(labels?: LabelRecord): BoundGauge {
    return this.#table.at(labels);
  }
}
