import type { LabelRecord } from './label-index.ts';
import type { SeriesCell } from './series-cell.ts';
import type { SeriesTable } from './series-table.ts';

/** A metric with its series, for a host that refuses generated code. */
export abstract class LabelledCells<T extends SeriesCell> {
  protected readonly table: SeriesTable<T>;

  constructor(table: SeriesTable<T>) {
    this.table = table;
  }

  with(labels?: LabelRecord): T {
    return this.table.held(labels);
  }

  positional(...names: readonly string[]): (...values: readonly unknown[]) => T {
    return this.table.lookup(names);
  }

  remove(labels?: LabelRecord): boolean {
    return this.table.remove(labels);
  }
}
