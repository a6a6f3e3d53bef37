import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreProblem } from '../../../core/index.ts';
import { dayFileName } from '../folder/day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';

/** How far upkeep has come with a day, and what the day holds. */
export interface DayState {
  /** Something was written since it was last packed, or it never was. */
  readonly isChanged: boolean;
  /** When it was last packed; undefined when it never was. */
  readonly sealedAt: number | undefined;
  /** It has no timelines. */
  readonly isBare: boolean;
  /** Timelines that are packed. */
  readonly packed: number;
  readonly calls: number;
  readonly registrations: number;
  /** The number of the last change that was written to it: whatever clocks say, a day with a higher one was written later. */
  readonly lsn: number;
}

/** Knows the days without opening them, of which there may be more than files that can be open at once. */
export interface DayStates {
  /** Undefined when the day has no file, or one that cannot be read. */
  of(day: number): DayState | undefined;
  /** The day is to have no file from now on. */
  forget(day: number): void;
  /** The days whose file is gone although nobody was to delete it. */
  gone(): StoreProblem[];
}

/** Looks into a file only when it was written since the last time. For its writer alone. */
export function createDayStates(folder: string, files: DayFiles): DayStates {
  const known = new Map<number, { readonly stamp: string; readonly state: DayState }>();
  // Calls that a day had when its file went away.
  const gone = new Map<number, number>();
  const stampOf = (path: string): string => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    // The log is made empty whenever the file is opened.
    return stat === undefined || stat.size === 0n ? '' : `${stat.ino}:${stat.size}@${stat.mtimeNs}`;
  };

  function of(day: number): DayState | undefined {
    const path = join(folder, dayFileName(day));
    const stamp = `${stampOf(path)} ${stampOf(`${path}-wal`)}`;
    const before = known.get(day);
    if (before?.stamp === stamp) return before.state;
    const state = files.read(day, stateOf);
    if (state !== undefined) known.set(day, { stamp, state });
    return state;
  }

  return {
    of,
    forget: (day) => void known.delete(day),
    gone() {
      const there = new Set(files.days());
      // What a day holds must be known before its file goes away.
      for (const day of there) of(day);
      for (const [day, { state }] of known) {
        if (there.has(day)) continue;
        gone.set(day, state.calls);
        known.delete(day);
      }
      // A file that was put back has what it had.
      for (const [day, calls] of gone) if (there.has(day) && (of(day)?.calls ?? 0) >= calls) gone.delete(day);
      return [...gone].map(([day, calls]) => ({
        file: dayFileName(day),
        reason: `The file ${dayFileName(day)} is gone, and with it ${calls} calls: restore it from a backup.`,
        isGone: true,
      }));
    },
  };
}

/** What a file says of its day. A reader has to look each time: what another process writes changes the file before it counts. */
export function stateOf(file: DayFile): DayState {
  const meta = file.readMeta();
  return {
    isChanged: meta.sealed_at === undefined || meta.lsn > meta.sealed_lsn,
    sealedAt: meta.sealed_at,
    isBare: meta.is_bare === 1,
    packed: meta.packed,
    calls: meta.calls,
    registrations: meta.registrations,
    lsn: meta.lsn,
  };
}
