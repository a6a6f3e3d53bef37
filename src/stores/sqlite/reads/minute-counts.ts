import type { CallGroups } from '../../answers/call-groups.ts';
import { column } from '../database/column.ts';
import { countCalls } from './count-calls.ts';
import { microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { millisecondOf } from '../columns/seq.ts';
import { createVersionCache } from '../rollup/version-cache.ts';
import { ERASED, FIVE_MINUTES, rollupId } from '../rollup/rollup-table.ts';

const MINUTE = 60;
/** Minutes of which the counts stay in memory, some 10 kB each; a dashboard with the window before it ends in at most sixteen. */
const KEPT_MINUTES = 128;

/** When the minute after the one of a time begins. */
export function nextMinute(at: number): number {
  return (Math.floor(at / MINUTE) + 1) * MINUTE;
}

/**
 * Returns the function that counts the calls of a day that started from `from` until before `to`, within a minute. Whole minutes are kept: a dashboard that is
 * asked for again ends in nearly the same ones. What it returns is read only.
 */
export function createMinuteCounts(): (file: DayFile, from: number, to: number) => CallGroups {
  const keep = createVersionCache<CallGroups>(KEPT_MINUTES);
  return (file, from, to) =>
    to - from < MINUTE ? countCalls(file, from, to) : keep(from, file, versionAt(file, from), () => countCalls(file, from, to));
}

/** Grows with every change of what is counted of the five minutes around a time, and with what is erased of them. */
function versionAt(file: DayFile, at: number): number {
  const ids = [FIVE_MINUTES, ERASED].map((width) => rollupId(at, file.day, width));
  return Number(column(file.prepare('SELECT sum(version) AS version FROM rollup WHERE id IN (?, ?)').get(...ids), 'version'));
}

/** Whether a call of the day started at a time or later. One of the same millisecond counts as later. */
export function hasCallsFrom(file: DayFile, at: number): boolean {
  const last = column(file.prepare('SELECT max(seq) AS seq FROM calls').get(), 'seq');
  return typeof last === 'number' && millisecondOf(last) >= Math.floor(microsecondsInDay(at, file.day) / 1000);
}
