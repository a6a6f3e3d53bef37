import type { DayFile } from './day-file.ts';
import { LARGE_CACHE, SMALL_CACHE } from '../database/pragmas.ts';

/** Days that are being written: today, and around midnight the day before. */
const WRITTEN_DAYS = 2;

/** The days that are being written. */
export interface WrittenDays {
  /** Gives the file a large cache, and takes it back from the one that was written longest ago. */
  enlarge(file: DayFile): DayFile;
  delete(day: number): void;
}

/** `fileOf` gives the files that are open. */
export function createWrittenDays(fileOf: (day: number) => DayFile | undefined): WrittenDays {
  // The one that was last given it is last.
  const days = new Set<number>();
  return {
    enlarge(file) {
      if (days.has(file.day)) return file;
      days.add(file.day);
      file.db.exec(LARGE_CACHE);
      const [oldest] = days;
      if (days.size > WRITTEN_DAYS && oldest !== undefined) {
        days.delete(oldest);
        fileOf(oldest)?.db.exec(SMALL_CACHE);
      }
      return file;
    },
    delete: (day) => void days.delete(day),
  };
}
