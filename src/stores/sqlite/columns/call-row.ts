import { present, type StoredCall } from '../../../core/index.ts';
import { type CallColumns, joinCall, type PackedCall } from '../../../format/index.ts';
import type { GroupedCall } from '../../answers/call-groups.ts';
import type { SqliteValue } from '../database/sqlite-driver.ts';
import { addColumns, readColumns } from './call-columns.ts';
import { bytesColumn, column } from '../database/column.ts';
import { microsecondsInDay, timeInDay } from '../folder/day.ts';
import type { Words } from './words.ts';

/** `seq` is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

/** The millisecond in the day at which a row stands. */
export function millisecondOf(seq: number): number {
  return Math.floor(seq / SEQ_PER_MILLISECOND);
}

/** A call with the `seq` that it gets when that is free. */
export interface PlacedCall {
  readonly seq: number;
  readonly packed: PackedCall;
  /** The number of its timeline; null without one. */
  readonly timeline: number | null;
}

/** Turns calls into rows of one day file and back. */
export interface CallRows {
  /** `seq` and the values of `CALL_COLUMNS`, row after row. */
  valuesOf(calls: readonly PlacedCall[]): SqliteValue[];
  callOf(row: unknown): StoredCall;
  /** What is counted of a call, of a row that has `COUNTED_COLUMNS`. */
  countedOf(row: unknown): GroupedCall;
}

/** The calls of a UTC day. */
export function createCallRows(day: number, words: Words): CallRows {
  const columnsOf = (row: unknown): CallColumns =>
    readColumns(row, words, timeInDay(day, millisecondOf(Number(column(row, 'seq'))) * 1000 + Number(column(row, 'us'))));

  return {
    valuesOf(calls) {
      const values: SqliteValue[] = [];
      for (const { seq, packed, timeline } of calls) {
        values.push(seq, microsecondsInDay(packed.startedAt, day) - millisecondOf(seq) * 1000);
        addColumns(values, packed.columns, words);
        values.push(packed.detail, timeline);
      }
      return values;
    },
    callOf: (row) => joinCall(present(columnsOf(row)), bytesColumn(row, 'detail')),
    countedOf: columnsOf,
  };
}
