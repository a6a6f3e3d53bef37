import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreProblem } from '../../../core/index.ts';
import { dayFileName } from '../folder/day.ts';
import type { DayState } from './day-file.ts';
import type { DayFiles } from './day-files.ts';

/** Knows the days without opening them, of which there may be more than files that can be open at once. */
export interface DayStates {
  /** Undefined when the day has no file, or one that cannot be read. */
  of(day: number): DayState | undefined;
  /** The day is to have no file from now on. */
  forget(day: number): void;
  /** The days whose file is gone although nobody was to delete it. */
  gone(): StoreProblem[];
}

/**
 * Looks into a file only when it was written since the last time, and opens none for it that was closed meanwhile: each would close another one, whose log is
 * then emptied. For its writer alone.
 */
export function createDayStates(folder: string, files: DayFiles): DayStates {
  const known = new Map<number, { readonly stamp: string; readonly state: DayState }>();
  // Calls that a day had when its file went away.
  const gone = new Map<number, number>();
  const stampOf = (path: string): string => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    // The log is made empty whenever the file is opened.
    return stat === undefined || stat.size === 0n ? '' : `${stat.ino}:${stat.size}@${stat.mtimeNs}`;
  };

  const stampsOf = (day: number): string => {
    const path = join(folder, dayFileName(day));
    return `${stampOf(path)} ${stampOf(`${path}-wal`)}`;
  };
  files.follow((day, state) => {
    if (state !== undefined) known.set(day, { stamp: stampsOf(day), state });
  });

  function of(day: number): DayState | undefined {
    const stamp = stampsOf(day);
    const before = known.get(day);
    if (before?.stamp === stamp) return before.state;
    const state = files.read(day, (file) => file.readState());
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
