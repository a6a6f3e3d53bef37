import { ByteReader, ByteWriter, CALL_FIELDS, type StoredCall, TeleError } from '../../core/index.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { columnsOfRow, IN_COLUMNS, valuesOf } from './call-columns.ts';
import { readHead } from './call-head.ts';
import { bytesColumn, column } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import { type PackedCall, personOf, recordOf } from './packed-call.ts';
import { createRecordCodec } from './record-codec.ts';
import type { Words } from './words.ts';

/** `seq` is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

const DETAIL = createRecordCodec(CALL_FIELDS, IN_COLUMNS);

/** The millisecond in the day at which a row stands. */
export function millisecondOf(seq: number): number {
  return Math.floor(seq / SEQ_PER_MILLISECOND);
}

/** Turns calls into rows of one day file and back. */
export interface CallRows {
  /** The values of `CALL_COLUMNS`. */
  rowOf(call: PackedCall, seq: number): SqliteValue[];
  callOf(row: unknown): StoredCall;
}

/** The calls of a UTC day. */
export function createCallRows(day: number, words: Words): CallRows {
  const startedAtOf = (row: unknown): number =>
    timeInDay(day, millisecondOf(Number(column(row, 'seq'))) * 1000 + Number(column(row, 'us')));

  // Hot: one for all rows, because each of its own costs more than what is written.
  const out = new ByteWriter();

  return {
    rowOf(call, seq) {
      // Whoever failed before may have left something.
      out.clear();
      call.writeDetail(out, words);
      const { columns } = call;
      const values = valuesOf(columns, words);
      values.unshift(microsecondsInDay(call.startedAt, day) - millisecondOf(seq) * 1000);
      values.push(call.callerMask, call.calleeMask, out.take());
      return values;
    },
    callOf(row) {
      const input = new ByteReader(bytesColumn(row, 'detail'));
      const { id, callKey, callerHash, calleeHash } = readHead(input);
      const startedAt = startedAtOf(row);
      const record = recordOf({
        startedAt,
        columns: columnsOfRow(row, words),
        id,
        callKey,
        rest: DETAIL.read(input, startedAt, words),
        caller: personOf(callerHash, column(row, 'caller')),
        callee: personOf(calleeHash, column(row, 'callee')),
      });
      if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
      return record;
    },
  };
}
