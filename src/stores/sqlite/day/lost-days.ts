import type { StoreProblem } from '../../../core/index.ts';
import { dayFileName } from '../folder/day.ts';
import type { DayState } from './day-file.ts';

/** A file of a day as it was last seen. */
export interface SeenFile {
  readonly identity: string | undefined;
  readonly state: Pick<DayState, 'lsn' | 'calls'>;
}

/** Day files that another process deleted, until they are put back. */
export interface LostDays {
  /** A file is gone, with what it held. */
  lose(day: number, file: SeenFile): void;
  /** A file lies there that the store has not made: what it holds of the lost ones is back. Asked before anything is written to it, for later it may hold as many calls by itself. */
  putBack(day: number, file: SeenFile): void;
  problems(): StoreProblem[];
}

/** Starts without lost days. */
export function createLostDays(): LostDays {
  const lost = new Map<number, readonly SeenFile[]>();
  return {
    lose: (day, file) => void lost.set(day, [...(lost.get(day) ?? []), file]),
    putBack(day, file) {
      const rest = lost.get(day)?.filter((one) => !holds(file, one)) ?? [];
      if (rest.length > 0) lost.set(day, rest);
      else lost.delete(day);
    },
    problems: () =>
      [...lost].map(([day, files]) => {
        const file = dayFileName(day);
        const calls = files.reduce((sum, { state }) => sum + state.calls, 0);
        return { file, reason: `The file ${file} is gone, and with it ${calls} calls: restore it from a backup.`, isGone: true };
      }),
  };
}

/** Whether a file is the one that was lost, or a copy of it. */
function holds(file: SeenFile, lost: SeenFile): boolean {
  if (file.identity !== undefined && file.identity === lost.identity) return true;
  return file.state.lsn >= lost.state.lsn && file.state.calls >= lost.state.calls;
}
