import { CallTally, type Deadline, type SeriesBucket } from '../../../core/index.ts';
import { CallGroups, decodeTally } from '../../answers/call-groups.ts';
import type { TimeStep } from '../../answers/time-steps.ts';
import { bytesColumn } from '../database/column.ts';
import { DAY_SECONDS, dayOf, dayStart } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { divideDay, numbers, rollupStart } from '../rollup/divide-day.ts';
import { createMinuteCounts, hasCallsFrom, nextMinute } from './minute-counts.ts';
import { createRollupCache } from '../rollup/rollup-cache.ts';
import { createRollupCheck } from '../rollup/rollup-check.ts';
import type { RollupFile } from '../rollup/rollup-file.ts';
import { ERASED, FIVE_MINUTES, hasRollupFrom, HOUR, readRollup } from '../rollup/rollup-table.ts';

/** What takes in the parts of a window. */
interface Sum {
  /** An hour of a day whose file is gone, as it was written. */
  hour(slim: Uint8Array, groups: Uint8Array): void;
  /** The rollups of a day with numbers from `first` to `last`. */
  rollups(file: DayFile, first: number, last: number): void;
  /** The calls of a day that started from `from` until before `to`, within a minute. */
  calls(file: DayFile, from: number, to: number): void;
}

/** Answers about windows: whole rollups where they fit, the calls themselves at the edges. */
export interface WindowTallies {
  /** All groups of the calls that started from `since` until before `until`. */
  groups(since: number, until: number, deadline: Deadline): { readonly groups: CallGroups; readonly isPartial: boolean };
  /** The counts alone, of each step. */
  series(steps: readonly TimeStep[], deadline: Deadline): { readonly buckets: readonly SeriesBucket[]; readonly isPartial: boolean };
}

/** `rollups` has the hours of days whose file is gone; of those only whole hours are known, each counts where it begins. */
export function createWindowTallies(files: DayFiles, rollups: RollupFile): WindowTallies {
  const minutes = createMinuteCounts();
  const cached = createRollupCache('rollup', readRollup);
  const check = createRollupCheck();
  function sum(days: readonly number[], { start, end }: TimeStep, deadline: Deadline, into: Sum): boolean {
    if (!(start < end)) return true;
    const first = dayOf(Math.max(0, start));
    for (const day of days) {
      if (day < first || dayStart(day) >= end) continue;
      if (deadline()) return false;
      const from = Math.max(start, dayStart(day));
      const to = Math.min(end, dayStart(day + 1));
      const before = files.unread.count();
      const isInTime = files.read(day, (file) => {
        check(file);
        return sumDay(file, from, to, deadline, into);
      });
      if (isInTime === false) return false;
      // What was read of a day before it failed is not to be counted twice.
      if (isInTime === undefined && files.unread.count() === before)
        for (const row of rollups.hours(from, to)) into.hour(row.slim, row.groups);
    }
    return true;
  }
  /** The days of a time that something is known of, in order. */
  function knownDays(since: number, until: number): number[] {
    const first = dayOf(Math.max(0, since));
    const last = until / DAY_SECONDS;
    const withFile = files.days().filter((day) => day >= first && day <= last);
    return [...new Set([...withFile, ...rollups.days(first, last)])].sort((a, b) => a - b);
  }

  return {
    groups(since, until, deadline) {
      const groups = new CallGroups();
      const into: Sum = {
        hour: (_slim, bytes) => groups.take(bytes),
        rollups: (file, first, last) => cached(file, first, last).forEach((one) => groups.merge(one)),
        calls: (file, from, to) => groups.merge(minutes(file, from, to)),
      };
      return { isPartial: !sum(knownDays(since, until), { start: since, end: until }, deadline, into), groups };
    },
    series(steps, deadline) {
      const days = knownDays(steps[0]?.start ?? 0, steps.at(-1)?.end ?? 0);
      let isPartial = false;
      const buckets = steps.map((step) => {
        const tally = new CallTally('slim');
        const into: Sum = {
          hour: (slim) => tally.merge(decodeTally(slim)),
          rollups: sumSlim(tally),
          calls: (file, from, to) => tally.merge(minutes(file, from, to).total),
        };
        if (!sum(days, step, deadline, into)) isPartial = true;
        return { ...step, tally };
      });
      return { buckets, isPartial };
    },
  };
}

/** Reads rollups without their groups, which take most of their room. */
function sumSlim(tally: CallTally): Sum['rollups'] {
  return (file, first, last) => {
    for (const row of file.prepare('SELECT slim FROM rollup WHERE id BETWEEN ? AND ?').all(first, last))
      tally.merge(decodeTally(bytesColumn(row, 'slim')));
  };
}

/** From `from` until before `to`, both in the day. False when the deadline came first. */
function sumDay(file: DayFile, from: number, to: number, deadline: Deadline, into: Sum): boolean {
  const { rollups, rows } = divideDay(file.day, from, endOfKnown(file, to));
  for (const { first, last } of rollups) into.rollups(file, first, last);
  return rows.every((span) => sumRows(file, span, deadline, into));
}

/** Up to now is the usual question: then the rollup that still grows has all that there is, and so has that of its hour. */
function endOfKnown(file: DayFile, to: number): number {
  if (hasCallsFrom(file, to)) return to;
  const end = rollupStart(file.day, to, FIVE_MINUTES);
  // What was erased has no rows, but is counted.
  return hasRollupFrom(file, end) ? end : rollupStart(file.day, to, HOUR);
}

/** Calls one by one; of those that were erased only the five minutes are known, and they count where these begin. */
function sumRows(file: DayFile, { from, to }: { from: number; to: number }, deadline: Deadline, into: Sum): boolean {
  const begun = { from: rollupStart(file.day, from, ERASED), to: rollupStart(file.day, to, ERASED) };
  const { first, last } = numbers(file.day, begun, ERASED);
  if (first <= last) into.rollups(file, first, last);
  for (let at = from; at < to;) {
    if (deadline()) return false;
    const end = Math.min(to, nextMinute(at));
    into.calls(file, at, end);
    at = end;
  }
  return true;
}
