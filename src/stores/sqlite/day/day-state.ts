import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreProblem } from '../../../core/index.ts';
import { dayFileName } from '../folder/day.ts';
import { identityIfThere } from '../folder/file-identity.ts';
import type { DayState } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { createLostDays, type SeenFile } from './lost-days.ts';

/** Knows the days without opening them, of which there may be more than files that can be open at once. */
export interface DayStates {
  /** Undefined when the day has no file, or one that cannot be read. */
  of(day: number): DayState | undefined;
  /** The day is to have no file from now on. */
  forget(day: number): void;
  /** The days whose file is gone although nobody was to delete it. */
  gone(): StoreProblem[];
}

interface KnownDay extends SeenFile {
  /** Another one once the file was written. */
  readonly stamp: string;
  readonly state: DayState;
}

/**
 * Looks into a file only when it was written since the last time, and opens none for it that was closed meanwhile: each would close another one, whose log is
 * then emptied. For its writer alone.
 */
export function createDayStates(folder: string, files: DayFiles): DayStates {
  const known = new Map<number, KnownDay>();
  const lost = createLostDays();
  const pathOf = (day: number): string => join(folder, dayFileName(day));
  const stampOf = (path: string): string => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    // The log is made empty whenever the file is opened.
    return stat === undefined || stat.size === 0n ? '' : `${stat.ino}:${stat.size}@${stat.mtimeNs}`;
  };
  const stampsOf = (day: number): string => `${stampOf(pathOf(day))} ${stampOf(`${pathOf(day)}-wal`)}`;

  function lose(day: number): void {
    const before = known.get(day);
    known.delete(day);
    if (before !== undefined) lost.lose(day, before);
  }

  /** Stores the state of a day file. A file with another identity was put there by another process. */
  function note(day: number, identity: string | undefined, state: DayState, stamp: string): void {
    const before = known.get(day);
    if (before?.identity !== identity) {
      lose(day);
      lost.putBack(day, { identity, state });
    }
    known.set(day, { identity, state, stamp });
  }

  files.follow({
    opened: (day, identity, file) => note(day, identity, file.readState(), ''),
    made(day, identity, file) {
      lose(day);
      known.set(day, { identity, state: file.readState(), stamp: '' });
    },
    closed(day, identity, state) {
      if (state === undefined) return;
      if (identity === identityIfThere(pathOf(day))) note(day, identity, state, stampsOf(day));
      // Last known state of a file that is gone.
      else if (known.get(day)?.identity === identity) known.set(day, { identity, state, stamp: '' });
    },
  });

  function of(day: number): DayState | undefined {
    const stamp = stampsOf(day);
    const before = known.get(day);
    if (before?.stamp === stamp) return before.state;
    const identity = identityIfThere(pathOf(day));
    const state = files.read(day, (file) => file.readState());
    if (state !== undefined) note(day, identity, state, stamp);
    return state;
  }

  return {
    of,
    forget: (day) => void known.delete(day),
    gone() {
      const there = new Set(files.days());
      // What a day holds must be known before its file goes away.
      for (const day of there) of(day);
      for (const day of known.keys()) if (!there.has(day)) lose(day);
      return lost.problems();
    },
  };
}
