import type { SqliteValue } from '../database/sqlite-driver.ts';
import { millisecondOf } from '../columns/seq.ts';
import { numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';

/** Rows read at once: few at first, for most searches end early. */
const FIRST_ROWS = 8;
const MOST_ROWS = 1024;

/** A row that was read. */
export interface PlacedRow<T> {
  readonly seq: number;
  readonly value: T;
}

/** Rows that come newest first by millisecond, in full order: within a millisecond `compare` decides. */
export function* orderedRows<T>(rows: Iterable<PlacedRow<T>>, compare: (a: T, b: T) => number): Generator<T, void> {
  let group: T[] = [];
  let millisecond = -1;
  for (const { seq, value } of rows) {
    if (millisecondOf(seq) !== millisecond) {
      yield* group.sort(compare);
      group = [];
      millisecond = millisecondOf(seq);
    }
    group.push(value);
  }
  yield* group.sort(compare);
}

/**
 * The rows of a table from `first` to `last`, newest first, some at once: no statement stays open in between. `sql` begins with AND or is empty, and may hold
 * conditions with their values. `columns` has `seq` among them.
 */
export function* rowsBackwards(
  file: DayFile,
  table: 'calls' | 'registrations' | 'latencies',
  [first, last]: readonly [number, number],
  sql = '',
  values: readonly SqliteValue[] = [],
  columns: readonly string[] = ['*'],
): Generator<PlacedRow<unknown>, void> {
  const statement = file.prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE seq BETWEEN ? AND ?${sql} ORDER BY seq DESC LIMIT ?`);
  let end = last;
  for (let limit = FIRST_ROWS; ; limit = Math.min(limit * 4, MOST_ROWS)) {
    const rows = statement.all(first, end, ...values, limit);
    for (const value of rows) {
      end = (numberColumn(value, 'seq') ?? 0) - 1;
      yield { seq: end + 1, value };
    }
    if (rows.length < limit) return;
  }
}
