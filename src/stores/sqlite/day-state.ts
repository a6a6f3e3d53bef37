import { statSync } from 'node:fs';
import { join } from 'node:path';
import { dayFileName } from './day.ts';
import type { DayFiles } from './day-files.ts';

/** How far upkeep has come with a day. */
export interface DayState {
  /** Something was written since it was last packed, or it never was. */
  readonly isChanged: boolean;
  /** When it was last packed; undefined when it never was. */
  readonly sealedAt: number | undefined;
  /** It has no timelines. */
  readonly isBare: boolean;
}

/** Knows the days that upkeep is done with, of which there may be more than files that can be open at once. */
export interface DayStates {
  /** Undefined when the day has no file. */
  of(day: number): DayState | undefined;
}

/** Looks into a file only when it was written since the last time. */
export function createDayStates(folder: string, files: DayFiles): DayStates {
  const known = new Map<number, { readonly stamp: string; readonly state: DayState }>();
  const stampOf = (path: string): string => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    // The log is made empty whenever the file is opened.
    return stat === undefined || stat.size === 0n ? '' : `${stat.size}@${stat.mtimeNs}`;
  };

  return {
    of(day) {
      const path = join(folder, dayFileName(day));
      const stamp = `${stampOf(path)} ${stampOf(`${path}-wal`)}`;
      const before = known.get(day);
      if (before?.stamp === stamp) return before.state;
      known.delete(day);
      const meta = files.open(day)?.readMeta();
      if (meta === undefined) return undefined;
      const state = {
        isChanged: meta.sealed_at === undefined || meta.lsn > meta.sealed_lsn,
        sealedAt: meta.sealed_at,
        isBare: meta.is_bare === 1,
      };
      known.set(day, { stamp, state });
      return state;
    },
  };
}
