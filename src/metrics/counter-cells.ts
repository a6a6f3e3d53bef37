import type { BoundCounter, Counter } from './instrument.ts';
import type { LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells } from './page-writer.ts';
import type { SeriesTable } from './series-table.ts';

/** One series of a counter: one cell. */
export class CounterCell implements BoundCounter {
  readonly #page: Float64Array;
  readonly #offset: number;
  readonly #refuse: () => void;

  constructor(cells: Cells, refuse: () => void) {
    this.#page = cells.page;
    this.#offset = cells.offset;
    this.#refuse = refuse;
  }

  inc(): void {
    this.#put(1);
  }

  add(amount: number): void {
    if (amount >= 0 && amount < Infinity) this.#put(amount);
    else this.#refuse();
  }

  #put(amount: number): void {
    this.#page[this.#offset] = (this.#page[this.#offset] ?? 0) + amount;
  }
}

/** A counter with its series. */
export class CounterCells implements Counter<Labels> {
  readonly #table: SeriesTable<CounterCell>;

  constructor(table: SeriesTable<CounterCell>) {
    this.#table = table;
  }

  inc(labels?: LabelRecord): void {
    this.#table.at(labels).inc();
  }

  add(amount: number, labels?: LabelRecord): void {
    this.#table.at(labels).add(amount);
  }

  with(labels?: LabelRecord): BoundCounter {
    return this.#table.at(labels);
  }
}
