import { ByteWriter } from '../../core/index.ts';
import type { CallGroups } from '../call-groups.ts';
import { column } from './column.ts';
import { countCalls } from './count-calls.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { millisecondOf } from './call-row.ts';
import { ERASED, FIVE_MINUTES, rollupId } from './rollup-table.ts';

/** What is kept was counted so many seconds at a time; a busy minute holds some hundred calls. */
export const MINUTE = 60;
/** Minutes of which the counts stay in memory, some 2 kB each; a dashboard with the window before it ends in at most sixteen. */
const KEPT_MINUTES = 512;

/** Counts calls by their rows. */
export interface EdgeRows {
  /** The calls of a day that started from `from` until before `to`; both lie in the day or at its end. */
  calls(file: DayFile, from: number, to: number): CallGroups;
  /** All calls of the minute that begins at `from`, as `CallGroups.write` writes them. Undefined when it is asked for the first time: count it with those beside it. */
  minute(file: DayFile, from: number): Uint8Array | undefined;
}

interface KeptMinute {
  readonly file: DayFile;
  readonly version: number;
  /** As bytes they are no work for the garbage collector. Undefined until it is asked for again: to count it alone and to keep it takes longer. */
  readonly groups: Uint8Array | undefined;
}

/** Keeps the minutes that were counted last, as a dashboard that is asked for again ends in nearly the same ones. */
export function createEdgeRows(): EdgeRows {
  // The one that was used last is last.
  const kept = new Map<number, KeptMinute>();
  const out = new ByteWriter();
  const block = new ByteWriter();

  function count(file: DayFile, from: number): Uint8Array {
    countCalls(file, from, from + MINUTE).write(out, block);
    return out.take();
  }

  return {
    calls: countCalls,
    minute(file, from) {
      const version = versionAt(file, from);
      const known = kept.get(from);
      kept.delete(from);
      const isKnown = known?.file === file && known.version === version;
      const groups = isKnown ? (known.groups ?? count(file, from)) : undefined;
      kept.set(from, { file, version, groups });
      const [oldest] = kept.keys();
      if (kept.size > KEPT_MINUTES && oldest !== undefined) kept.delete(oldest);
      return groups;
    },
  };
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
