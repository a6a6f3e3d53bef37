import { CallGroups } from '../call-groups.ts';
import { CallKinds, KIND_NUMBERS, KIND_ROW } from './call-kinds.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { readCall } from './call-table.ts';
import { CharNumbers } from './char-numbers.ts';
import { bytesColumn, numberColumn } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';

const TIME = `seq / ${SEQ_PER_MILLISECOND} * 1000 + us`;
/** The times themselves decide in the milliseconds at both ends, and where a millisecond had no room and the call stands in a later one. */
const IN_SPAN = `seq BETWEEN ? AND ? AND (seq >= ? AND us >= 0 OR ${TIME} >= ?) AND (seq < ? OR ${TIME} < ?)`;
const READ = `SELECT CAST(group_concat(char(${KIND_ROW}), '') AS BLOB) AS rows FROM calls WHERE ${IN_SPAN}`;
const SEQS = `SELECT seq FROM calls WHERE ${IN_SPAN} ORDER BY seq`;

/** Counts the calls of a day that started from `from` until before `to`; both lie in the day or at its end. */
export function countCalls(file: DayFile, from: number, to: number): CallGroups {
  const span = spanOf(file.day, from, to);
  const rows = new CharNumbers(bytesColumn(file.prepare(READ).get(...span), 'rows'), KIND_NUMBERS);
  const kinds = new CallKinds(file.words);
  while (rows.next()) if (!kinds.add(rows)) return countOneByOne(file, span);
  return kinds.finish();
}

/** The same for rows of which one holds what does not fit into numbers. */
function countOneByOne(file: DayFile, span: readonly number[]): CallGroups {
  const groups = new CallGroups();
  for (const row of file.prepare(SEQS).all(...span)) {
    const call = readCall({ file, seq: numberColumn(row, 'seq') ?? 0 });
    if (call !== undefined) groups.add(call);
  }
  return groups;
}

/** The values of `IN_SPAN`. What had no room in the last millisecond stands in the next one. */
function spanOf(day: number, from: number, to: number): number[] {
  const first = firstMicrosecond(day, from);
  const end = firstMicrosecond(day, to);
  const placeOf = (millisecond: number): number => millisecond * SEQ_PER_MILLISECOND;
  const begun = Math.floor(first / 1000);
  return [placeOf(begun), placeOf(Math.ceil(end / 1000) + 1) - 1, placeOf(begun + 1), first, placeOf(Math.floor(end / 1000)), end];
}

/** The first whole microsecond of the day that is not before a time. */
function firstMicrosecond(day: number, at: number): number {
  const nearest = microsecondsInDay(at, day);
  return timeInDay(day, nearest) < at ? nearest + 1 : nearest;
}
