import { ByteReader, ByteWriter, type StoredCall, TeleError } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { CALL_COLUMNS, countedOf, labelsOfRow, numbersOfRow, sharedOfRow } from './call-columns.ts';
import { CallShape } from './call-shape.ts';
import type { CallShapes, ShapeInFile } from './call-shapes.ts';
import { bytesColumn, column } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import { type PackedCall, recordOf } from './packed-call.ts';
import type { Words } from './words.ts';

/** `seq` is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

/** Values of a row: `seq` and the columns; and which of them is `detail`. */
const ROW_VALUES = CALL_COLUMNS.length + 1;
const DETAIL_AT = CALL_COLUMNS.indexOf('detail') + 1;

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
  /** `seq` and the values of `CALL_COLUMNS`, row after row. They are good until the next call. */
  valuesOf(calls: readonly PlacedCall[]): SqliteValue[];
  callOf(row: unknown): StoredCall;
  /** What is counted of a call, of a row that has `COUNTED_COLUMNS`. */
  countedOf(row: unknown): GroupedCall;
}

/** The calls of a UTC day. */
export function createCallRows(day: number, words: Words, shapes: CallShapes): CallRows {
  const startedAtOf = (row: unknown): number =>
    timeInDay(day, millisecondOf(Number(column(row, 'seq'))) * 1000 + Number(column(row, 'us')));

  // Hot: one for all rows, because each of its own costs more than what is written.
  const out = new ByteWriter();

  return {
    valuesOf(calls) {
      out.clear();
      const values: SqliteValue[] = [];
      const ends: number[] = [];
      for (const { seq, packed, timeline } of calls) {
        const shape = shapes.put(packed.shape);
        out.varint(shape.id);
        if (shape.id === 0) out.block(packed.shape.bytes);
        out.bytes(packed.detail);
        ends.push(out.length);
        values.push(seq, microsecondsInDay(packed.startedAt, day) - millisecondOf(seq) * 1000);
        addColumns(values, packed, shape, words);
        values.push(null, timeline);
      }
      // The memory of these bytes is another one whenever it grows.
      const bytes = out.view();
      let from = 0;
      ends.forEach((end, index) => {
        values[index * ROW_VALUES + DETAIL_AT] = bytes.subarray(from, end);
        from = end;
      });
      return values;
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
    countedOf: (row) => countedOf(sharedOfRow(row, words), labelsOfRow(row, words), numbersOfRow(row), startedAtOf(row)),
  };
}

/** Adds the values between `us` and `detail`. */
function addColumns(
  values: SqliteValue[],
  { shape, labels, numbers, callerMask, calleeMask }: PackedCall,
  placed: ShapeInFile,
  words: Words,
): void {
  const { talk, setup, pdd, span, response, mos } = numbers;
  values.push(
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
    callerMask,
    calleeMask,
  );
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
