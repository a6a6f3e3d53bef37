import { CallTally } from '../../core/index.ts';
import { CallGroups, decodeTally, type GroupedCall } from '../call-groups.ts';
import type { Deadline } from '../deadline.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { bytesColumn } from './column.ts';
import { DAY_SECONDS, dayOf, dayStart, microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import type { RollupFile } from './rollup-file.ts';
import { FIVE_MINUTES, HOUR, rollupId, type RollupWidth } from './rollup-table.ts';

/** What takes in the parts of a window. */
interface Sum {
  /** A rollup that lies in the window wholly, as it was written. */
  take(slim: Uint8Array, groups: Uint8Array): void;
  add(call: GroupedCall): void;
}

/** Columns that tallies and groups need, without the packed rest. */
const COUNTED_COLUMNS = 'seq, us, direction, outcome, cause, ended, trunk, codec, sip, talk, setup, pdd, response, mos, flags';

/** Answers about windows: whole rollups where they fit, the calls themselves at the edges. */
export interface WindowTallies {
  /** All groups of the calls that started from `since` until before `until`. */
  groups(since: number, until: number, deadline: Deadline): { readonly groups: CallGroups; readonly isPartial: boolean };
  /** The counts alone. */
  slim(since: number, until: number, deadline: Deadline): { readonly tally: CallTally; readonly isPartial: boolean };
}

/** `rollups` has the hours of days whose file is gone; of those only whole hours are known, each counts where it begins. */
export function createWindowTallies(files: DayFiles, rollups: RollupFile): WindowTallies {
  function sum(since: number, until: number, deadline: Deadline, into: Sum, columns: string): boolean {
    if (!(since < until)) return true;
    for (const day of daysOf(files, rollups, since, until)) {
      if (deadline()) return false;
      const from = Math.max(since, dayStart(day));
      const to = Math.min(until, dayStart(day + 1));
      const file = files.open(day);
      if (file === undefined) for (const row of rollups.hours(from, to)) into.take(row.slim, row.groups);
      else sumDay(file, from, to, into, columns);
    }
    return true;
  }
  return {
    groups(since, until, deadline) {
      const groups = new CallGroups();
      const into: Sum = { take: (slim, bytes) => groups.merge(CallGroups.decode(bytes, slim)), add: (call) => groups.add(call) };
      return { isPartial: !sum(since, until, deadline, into, 'slim, groups'), groups };
    },
    slim(since, until, deadline) {
      const tally = new CallTally('slim');
      const into: Sum = { take: (slim) => tally.merge(decodeTally(slim)), add: (call) => tally.add(call) };
      return { isPartial: !sum(since, until, deadline, into, 'slim'), tally };
    },
  };
}

/** The days of a window that something is known of, in order. */
function daysOf(files: DayFiles, rollups: RollupFile, since: number, until: number): number[] {
  const first = dayOf(Math.max(0, since));
  const days = new Set([...files.days(), ...rollups.days()].filter((day) => day >= first && dayStart(day) < until));
  return [...days].sort((a, b) => a - b);
}

/** From `from` until before `to`, both in the day: rows of calls up to five minutes, five minutes up to the hour, hours, and the same down again. */
function sumDay(file: DayFile, from: number, to: number, into: Sum, columns: string): void {
  const five = inner(file.day, from, to, FIVE_MINUTES.seconds);
  if (five === undefined) {
    sumRows(file, from, to, into);
    return;
  }
  sumRows(file, from, five.from, into);
  const hours = inner(file.day, five.from, five.to, HOUR.seconds);
  if (hours === undefined) {
    sumRollups(file, five.from, five.to, FIVE_MINUTES, into, columns);
  } else {
    sumRollups(file, five.from, hours.from, FIVE_MINUTES, into, columns);
    sumRollups(file, hours.from, hours.to, HOUR, into, columns);
    sumRollups(file, hours.to, five.to, FIVE_MINUTES, into, columns);
  }
  sumRows(file, five.to, to, into);
}

/** The longest part made of whole widths. Undefined when there is none. */
function inner(day: number, from: number, to: number, width: number): { readonly from: number; readonly to: number } | undefined {
  const start = dayStart(day);
  const first = start + Math.ceil((from - start) / width) * width;
  const last = start + Math.floor((to - start) / width) * width;
  return first < last ? { from: first, to: last } : undefined;
}

function sumRollups(file: DayFile, from: number, to: number, width: RollupWidth, into: Sum, columns: string): void {
  if (from >= to) return;
  const first = rollupId(from, file.day, width);
  const last = width.firstId + Math.round((Math.min(to, dayStart(file.day) + DAY_SECONDS) - dayStart(file.day)) / width.seconds) - 1;
  for (const row of file.prepare(`SELECT ${columns} FROM rollup WHERE id BETWEEN ? AND ?`).all(first, last)) {
    into.take(bytesColumn(row, 'slim'), bytesColumn(row, 'groups'));
  }
}

function sumRows(file: DayFile, from: number, to: number, into: Sum): void {
  if (from >= to) return;
  for (const call of rowsBetween(file, from, to)) into.add(call);
}

/** What tallies need of the calls of a day that started from `from` until before `to`. */
export function* rowsBetween(file: DayFile, from: number, to: number): Generator<GroupedCall, void> {
  const first = Math.floor(microsecondsInDay(from, file.day) / 1000) * SEQ_PER_MILLISECOND;
  const last = Math.floor(microsecondsInDay(to, file.day) / 1000) * SEQ_PER_MILLISECOND + SEQ_PER_MILLISECOND - 1;
  const sql = `SELECT ${COUNTED_COLUMNS} FROM calls WHERE seq BETWEEN ? AND ?`;
  for (const row of file.prepare(sql).all(first, last)) {
    const call = file.rows.groupedOf(row);
    if (call.startedAt >= from && call.startedAt < to) yield call;
  }
}
