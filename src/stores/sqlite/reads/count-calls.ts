import { CallGroups } from '../../answers/call-groups.ts';
import { COUNTED_COLUMNS } from '../columns/call-columns.ts';
import { firstSeqAt, SEQ_PER_MILLISECOND } from '../columns/seq.ts';
import { numberColumn } from '../database/column.ts';
import { microsecondsInDay, timeInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { jsonRows, jsonRowsSql } from '../rows/json-rows.ts';

/** Rows read at once: a text of some 500 kB. */
const ROWS_AT_ONCE = 4096;
/** The range leads to the rows; the times decide at both ends, and where a millisecond had no room and the call stands in a later one. */
const READ = jsonRowsSql(
  COUNTED_COLUMNS,
  `WHERE seq BETWEEN ? AND ? AND seq / ${SEQ_PER_MILLISECOND} * 1000 + us >= ? AND seq / ${SEQ_PER_MILLISECOND} * 1000 + us < ? ORDER BY seq LIMIT ${ROWS_AT_ONCE}`,
);

/** Counts the calls of a day that started from `from` until before `to`; both lie in the day or at its end. */
export function countCalls(file: DayFile, from: number, to: number): CallGroups {
  const groups = new CallGroups();
  const first = firstMicrosecond(file.day, from);
  const end = firstMicrosecond(file.day, to);
  // What had no room in the last millisecond stands in the next one.
  const endSeq = (Math.ceil(end / 1000) + 1) * SEQ_PER_MILLISECOND;
  for (let seq = firstSeqAt(first); seq < endSeq;) {
    const rows = jsonRows(file.prepare(READ).get(seq, endSeq - 1, first, end));
    for (const row of rows) groups.add(file.rows.countedOf(row));
    seq = rows.length < ROWS_AT_ONCE ? endSeq : (numberColumn(rows.at(-1), 'seq') ?? endSeq) + 1;
  }
  return groups;
}

/** The first whole microsecond of the day that is not before a time. */
function firstMicrosecond(day: number, at: number): number {
  const nearest = microsecondsInDay(at, day);
  return timeInDay(day, nearest) < at ? nearest + 1 : nearest;
}
