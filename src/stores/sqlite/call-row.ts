import { ByteReader, ByteWriter, type StoredCall, TeleError } from '../../core/index.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { labelsOfRow, numbersOfRow, sharedOfRow } from './call-columns.ts';
import { CallShape } from './call-shape.ts';
import type { CallShapes } from './call-shapes.ts';
import { bytesColumn, column } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import { type PackedCall, recordOf } from './packed-call.ts';
import type { Words } from './words.ts';

/** `seq` is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

/** The millisecond in the day at which a row stands. */
export function millisecondOf(seq: number): number {
  return Math.floor(seq / SEQ_PER_MILLISECOND);
}

/** Turns calls into rows of one day file and back. */
export interface CallRows {
  /** Adds `seq` and the values of `CALL_COLUMNS` to others. */
  addRow(values: SqliteValue[], call: PackedCall, seq: number): void;
  callOf(row: unknown): StoredCall;
}

/** The calls of a UTC day. */
export function createCallRows(day: number, words: Words, shapes: CallShapes): CallRows {
  const startedAtOf = (row: unknown): number =>
    timeInDay(day, millisecondOf(Number(column(row, 'seq'))) * 1000 + Number(column(row, 'us')));

  // Hot: one for all rows, because each of its own costs more than what is written.
  const out = new ByteWriter();

  return {
    addRow(values, call, seq) {
      const { shape, labels } = call;
      const placed = shapes.put(shape);
      const { talk, setup, pdd, span, response, mos } = call.numbers;
      // Whoever failed before may have left something.
      out.clear();
      out.varint(placed.id);
      if (placed.id === 0) out.block(shape.bytes);
      out.bytes(call.detail);
      values.push(
        seq,
        microsecondsInDay(call.startedAt, day) - millisecondOf(seq) * 1000,
        words.idOf(labels.direction),
        placed.outcome,
        placed.cause,
        placed.ended,
        words.idOf(labels.trunk),
        labels.codec === undefined ? null : words.idOf(labels.codec),
        words.idOf(labels.agent),
        shape.sip ?? null,
        talk ?? null,
        setup ?? null,
        pdd ?? null,
        span ?? null,
        response ?? null,
        mos ?? null,
        shape.flags,
        call.callerMask,
        call.calleeMask,
        out.take(),
      );
    },
    callOf(row) {
      const detail = new ByteReader(bytesColumn(row, 'detail'));
      return recordOf({
        startedAt: startedAtOf(row),
        shape: readShape(detail, shapes),
        detail,
        shared: sharedOfRow(row, words),
        labels: labelsOfRow(row, words),
        numbers: numbersOfRow(row),
        callerMask: column(row, 'caller'),
        calleeMask: column(row, 'callee'),
      });
    },
  };
}

/** Reads the beginning of a `detail`. Throws `STORE_CORRUPT` for a shape that is not there. */
function readShape(detail: ByteReader, shapes: CallShapes): CallShape {
  const id = detail.varint();
  const shape = id === 0 ? new CallShape(detail.block()) : shapes.find(id);
  if (shape === undefined) throw new TeleError('STORE_CORRUPT', `A call has the shape ${id}, which its file does not hold.`);
  return shape;
}

/** Goes past the shape at the beginning of a `detail`. */
export function skipShape(detail: ByteReader): void {
  if (detail.varint() === 0) detail.block();
}
