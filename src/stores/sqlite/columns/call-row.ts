import { present, type StoredCall } from '../../../core/index.ts';
import { type CallColumns, joinCall, type PackedCall } from '../../../format/index.ts';
import type { GroupedCall } from '../../answers/call-groups.ts';
import type { SqliteValue } from '../database/sqlite-driver.ts';
import type { CallDetails } from './call-details.ts';
import { addColumns, readColumns } from './call-columns.ts';
import { bytesColumn } from '../database/column.ts';
import { microsecondsBeyond, timeOfRow } from './seq.ts';
import type { Words } from './words.ts';

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
export function createCallRows(day: number, words: Words, details: CallDetails): CallRows {
  const columnsOf = (row: unknown): CallColumns => readColumns(row, words, timeOfRow(row, day));

  return {
    valuesOf(calls) {
      const values: SqliteValue[] = [];
      for (const { seq, packed, timeline } of calls) {
        values.push(seq, microsecondsBeyond(seq, packed.startedAt, day));
        addColumns(values, packed.columns, words);
        values.push(details.pack(packed.detail), timeline);
      }
      return values;
    },
    callOf: (row) => joinCall(present(columnsOf(row)), details.unpack(bytesColumn(row, 'detail'))),
    countedOf: columnsOf,
  };
}
