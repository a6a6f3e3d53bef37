import type { Family } from './family.ts';
import { cellsPerSeries } from './family.ts';
import { LabelIndex, type LabelRecord } from './label-index.ts';
import type { Labels } from './label.ts';
import type { Cells, PageWriter } from './page-writer.ts';
import { SeriesSlots } from './series-slots.ts';

/** Where the moves that a metric refuses are counted. */
export interface Refusals {
  /** A label value was outside its domain. */
  label(metric: string, label: string): void;
  /** A value was not finite, or negative for a counter. */
  value(metric: string): void;
  /** There was no room for a new series. */
  room(): void;
}

const NO_LABELS: LabelRecord = {};

/** Finds the series of one metric, and makes each when it is first touched. `T` is its bound handle. */
export class SeriesTable<T> {
  readonly #family: Family;
  readonly #number: number | undefined;
  /** Numbers the series. */
  readonly index: LabelIndex;
  /** The series touched so far by their number. */
  readonly slots: SeriesSlots<T>;
  readonly #writer: PageWriter;
  readonly #refusals: Refusals;
  readonly #bind: (cells: Cells) => T;
  readonly #sink: T;

  constructor(family: Family, labels: Labels, writer: PageWriter, refusals: Refusals, bind: (cells: Cells) => T) {
    this.#family = family;
    this.#number = writer.addFamily(family);
    this.index = new LabelIndex(labels);
    this.slots = new SeriesSlots(this.index.size);
    this.#writer = writer;
    this.#refusals = refusals;
    this.#bind = bind;
    this.#sink = bind({ page: new Float64Array(cellsPerSeries(family)), offset: 0 });
  }

  /** The series that these labels name. When it cannot be had, the refusal is counted and a handle that leads nowhere is returned. */
  at(labels: LabelRecord = NO_LABELS): T {
    return this.#numbered(this.index.indexOf(labels));
  }

  /** The same for the values of all labels in the order of the declaration. */
  atValues(values: readonly unknown[]): T {
    return this.#numbered(this.index.indexOfValues(values));
  }

  #numbered(index: number): T {
    if (index < 0) {
      this.#refusals.label(this.#family.name, this.index.refusedName(index));
      return this.#sink;
    }
    return this.slots.get(index) ?? this.#make(index);
  }

  #make(index: number): T {
    const cells =
      this.#number === undefined ? undefined : this.#writer.addSeries(this.#number, this.index.textOf(index), cellsPerSeries(this.#family));
    if (cells === undefined) {
      this.#refusals.room();
      return this.#sink;
    }
    const series = this.#bind(cells);
    this.slots.set(index, series);
    return series;
  }
}
