import { millisecondOf } from './call-row.ts';

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
