import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import type { SqliteDriver } from '../sqlite-driver.ts';
import { withFaults } from '../sqlite-fault.ts';
import { createStoreFile, daysIn, deleteDatabase, hasDatabase, inodeOf } from './data-folder.ts';
import { dayFileName } from './day.ts';
import { createDayFile, type DayFile, layoutOf } from './day-file.ts';

/** Open files at once: a query over a month opens each of its days once. */
const MAX_OPEN = 40;
/** How long a statement waits for another connection, e.g. for a reader that recovers the log of a killed writer. */
export const BUSY_TIMEOUT_MS = 5000;
const LARGE_CACHE = 'PRAGMA cache_size = -4096;';
/** Syncs the log at every commit: what was acknowledged survives the loss of power. */
export const SYNCED = 'PRAGMA synchronous = FULL;';
/** A page of 8 kB, because rows are short and many. */
export const WRITER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL; ${SYNCED} PRAGMA wal_autocheckpoint = 4000; ${LARGE_CACHE}`;
/** Small, because many files are open at once; the system keeps their pages too. */
export const SMALL_CACHE = 'PRAGMA cache_size = -1024;';
export const READER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; ${SMALL_CACHE}`;
/** Days that are being written: today, and around midnight the day before. */
const WRITTEN_DAYS = 2;

/** The day files of a folder, opened when they are needed; the ones not used for the longest are closed. */
export interface DayFiles {
  /** The days that have a file, newest first. */
  days(): number[];
  /** The file of a day; undefined when there is none. */
  open(day: number): DayFile | undefined;
  /** The file of a day, made when there is none. */
  create(day: number): DayFile;
  /** Closes the file of a day, so that what memory holds of it is read anew. */
  forget(day: number): void;
  /** Closes the files that another connection has deleted since they were opened, also those that were made anew. */
  forgetDeleted(): void;
  /** Deletes the file of a day. The number of bytes that it occupied. */
  delete(day: number): number;
  close(): void;
}

/** Looks at the folder anew each time, because another process may make and delete files. */
export function createDayFiles(folder: string, Driver: SqliteDriver, isWritable: boolean): DayFiles {
  // The one that was used last is last.
  const files = new Map<number, DayFile>();
  const inodes = new Map<number, number | undefined>();
  const written = createWrittenDays(files);

  function use(day: number): DayFile | undefined {
    const path = join(folder, dayFileName(day));
    return withFaults(path, () => {
      const file = files.get(day) ?? openFile(path, day);
      if (file === undefined) return undefined;
      files.delete(day);
      files.set(day, file);
      return file;
    });
  }

  /** Undefined for a file that another process is just making. */
  function openFile(path: string, day: number): DayFile | undefined {
    const [oldest] = files.keys();
    if (files.size >= MAX_OPEN && oldest !== undefined) forget(oldest);
    inodes.set(day, inodeOf(path));
    const db = new Driver(path, { readOnly: !isWritable });
    try {
      db.exec(isWritable ? `${WRITER_PRAGMAS} ${SMALL_CACHE}` : READER_PRAGMAS);
      if (isWritable || layoutOf(db) !== 0) return createDayFile(db, path, day, isWritable);
      db.close();
      return undefined;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  function forget(day: number): void {
    const file = files.get(day);
    files.delete(day);
    inodes.delete(day);
    written.delete(day);
    file?.close();
  }

  return {
    days: () => daysIn(folder),
    open(day) {
      const path = join(folder, dayFileName(day));
      if (!hasDatabase(path)) {
        forget(day);
        return undefined;
      }
      return use(day);
    },
    create(day) {
      const path = join(folder, dayFileName(day));
      createStoreFile(path);
      return written.enlarge(use(day), path);
    },
    forget,
    forgetDeleted: () => gone(files.values(), inodes).forEach(forget),
    delete(day) {
      forget(day);
      return deleteDatabase(join(folder, dayFileName(day)));
    },
    close: () => [...files.keys()].forEach(forget),
  };
}

/** The days whose file is no longer the one that was opened. */
function gone(files: Iterable<DayFile>, inodes: ReadonlyMap<number, number | undefined>): number[] {
  return [...files].filter(({ day, path }) => inodeOf(path) !== inodes.get(day)).map(({ day }) => day);
}

/** Gives the files that are being written a large cache, and takes it back from those that no longer are. */
function createWrittenDays(files: ReadonlyMap<number, DayFile>): {
  enlarge(file: DayFile | undefined, path: string): DayFile;
  delete(day: number): void;
} {
  // The one that was last given it is last.
  const days = new Set<number>();
  return {
    enlarge(file, path) {
      if (file === undefined) throw new TeleError('STORE_UNWRITABLE', `${path} was opened only for reading.`);
      if (days.has(file.day)) return file;
      days.add(file.day);
      file.db.exec(LARGE_CACHE);
      const [oldest] = days;
      if (days.size > WRITTEN_DAYS && oldest !== undefined) {
        days.delete(oldest);
        files.get(oldest)?.db.exec(SMALL_CACHE);
        files.get(oldest)?.trim();
      }
      return file;
    },
    delete: (day) => void days.delete(day),
  };
}
