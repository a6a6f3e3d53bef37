import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import type { SqliteDatabase, SqliteDriver } from '../sqlite-driver.ts';
import { storeFault, withFaults } from '../sqlite-fault.ts';
import { createStoreFile, daysIn, deleteDatabase, setAsideDatabase } from './data-folder.ts';
import { dayFileName } from './day.ts';
import { createDayFile, type DayFile, layoutOf } from './day-file.ts';
import { fileIdentity, identityIfThere } from './file-identity.ts';
import { openDatabase } from './open-database.ts';
import { createUnreadDays, type UnreadDays } from './unread-days.ts';
import { createWrittenDays, LARGE_CACHE, SMALL_CACHE } from './written-days.ts';

/** Open files at once, of three descriptors each: a month, so that a question over it opens each of its days once. */
const MAX_OPEN = 32;
/** How long a statement waits for another connection, e.g. for a reader that recovers the log of a killed writer. */
export const BUSY_TIMEOUT_MS = 5000;
/** Syncs the log at every commit: what was acknowledged survives the loss of power. */
export const SYNCED = 'PRAGMA store.synchronous = FULL;';
/** A page of 8 kB, because rows are short and many. */
export const WRITER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA store.page_size = 8192; PRAGMA store.auto_vacuum = INCREMENTAL;
PRAGMA store.journal_mode = WAL; ${SYNCED} PRAGMA wal_autocheckpoint = 4000; ${LARGE_CACHE}`;
export const READER_PRAGMAS = `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; ${SMALL_CACHE}`;

/** The day files of a folder, opened when they are needed; the ones not used for the longest are closed. */
export interface DayFiles {
  /** The days that have a file, newest first. */
  days(): number[];
  /** The file of a day; undefined when there is none. */
  open(day: number): DayFile | undefined;
  /** What `work` makes of the file of a day. Undefined when there is none, or when it cannot be read, which `unread` then knows: the other days are not to suffer. */
  read<T>(day: number, work: (file: DayFile) => T): T | undefined;
  /** The same for work that gives one thing after the other: what it gave before it failed stays. */
  readEach<T>(day: number, work: (file: DayFile) => Iterable<T>): Generator<T, void>;
  readonly unread: UnreadDays;
  /** The file of a day, made when there is none. */
  create(day: number): DayFile;
  /** Reads anew what memory holds of the file of a day. The file stays open: on a full disk it could not be opened again. */
  renew(day: number): void;
  /** Closes the file of a day. */
  forget(day: number): void;
  /** Deletes the file of a day. The number of bytes that it occupied. */
  delete(day: number): number;
  /** Gives the file of a day another name, beside which a new one can be made. */
  setAside(day: number): string;
  close(): void;
}

interface OpenDay {
  readonly file: DayFile;
  readonly identity: string;
}

/** Looks at the folder anew each time, because another process may make and delete files. */
export function createDayFiles(folder: string, Driver: SqliteDriver, isWritable: boolean): DayFiles {
  // The one that was used last is last.
  const open = new Map<number, OpenDay>();
  const written = createWrittenDays((day) => open.get(day)?.file);
  const unread = createUnreadDays();
  const pathOf = (day: number): string => join(folder, dayFileName(day));

  /** Undefined when there is no file. One that was deleted is closed: what is written to it would be gone. */
  function use(day: number): DayFile | undefined {
    const path = pathOf(day);
    return withFaults(path, () => {
      const identity = fileIdentity(path);
      const known = open.get(day);
      if (known !== undefined && known.identity !== identity) forget(day);
      if (identity === undefined) return undefined;
      const file = open.get(day)?.file ?? openFile(path, day);
      open.delete(day);
      if (file !== undefined) open.set(day, { file, identity });
      return file;
    });
  }

  /** Undefined for a file that another process is just making. */
  function openFile(path: string, day: number): DayFile | undefined {
    keepOnly(MAX_OPEN - 1);
    const db = openSparing(path);
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

  /** Where the system gives no more descriptors, other days give theirs. */
  function openSparing(path: string): SqliteDatabase {
    try {
      return openDatabase(Driver, path, { readOnly: !isWritable });
    } catch (error) {
      if (open.size === 0 || storeFault(path, error).code !== 'STORE_UNWRITABLE') throw error;
      keepOnly(0);
      return openDatabase(Driver, path, { readOnly: !isWritable });
    }
  }

  function keepOnly(most: number): void {
    for (const day of open.keys()) {
      if (open.size <= most) return;
      forget(day);
    }
  }

  function forget(day: number): void {
    const known = open.get(day);
    open.delete(day);
    written.delete(day);
    known?.file.close();
  }

  /** Leaves a day out of an answer because of what reading it threw. `before`: which file it was. */
  function leaveOut(day: number, before: string | undefined, error: unknown): void {
    const path = pathOf(day);
    const fault = storeFault(path, error);
    if (!UNREADABLE.has(fault.code)) throw fault;
    // One that was deleted meanwhile, as its time was over, is simply gone.
    if (identityIfThere(path) === before) unread.note(path, naming(path, fault), before);
    forget(day);
  }

  return {
    days: () => daysIn(folder),
    open: use,
    unread,
    read(day, work) {
      const before = identityIfThere(pathOf(day));
      try {
        const file = use(day);
        const value = file === undefined ? undefined : work(file);
        unread.clear(pathOf(day));
        return value;
      } catch (error) {
        leaveOut(day, before, error);
        return undefined;
      }
    },
    *readEach(day, work) {
      const before = identityIfThere(pathOf(day));
      try {
        const file = use(day);
        if (file !== undefined) yield* work(file);
        unread.clear(pathOf(day));
      } catch (error) {
        leaveOut(day, before, error);
      }
    },
    create(day) {
      const path = pathOf(day);
      const known = use(day);
      if (known !== undefined) return written.enlarge(known);
      createStoreFile(path);
      const file = withFaults(path, () => openFile(path, day));
      const identity = fileIdentity(path);
      if (file === undefined || identity === undefined) throw new TeleError('STORE_UNWRITABLE', `The store file ${path} is gone.`);
      open.set(day, { file, identity });
      return written.enlarge(file);
    },
    renew(day) {
      const known = open.get(day);
      if (known === undefined) return;
      open.set(day, { ...known, file: createDayFile(known.file.db, pathOf(day), day, isWritable) });
    },
    forget,
    delete(day) {
      forget(day);
      return deleteDatabase(pathOf(day));
    },
    setAside(day) {
      forget(day);
      return setAsideDatabase(pathOf(day));
    },
    close() {
      keepOnly(0);
    },
  };
}

/** What may be wrong with one file and leave the others as they are. */
const UNREADABLE: ReadonlySet<string> = new Set(['STORE_CORRUPT', 'STORE_UNWRITABLE', 'STORE_LOCKED', 'INTERNAL']);

/** What only says what is wrong also says where. */
function naming(path: string, fault: TeleError): TeleError {
  return fault.message.includes(path) ? fault : new TeleError(fault.code, `The store file ${path} cannot be read: ${fault.message}`, fault);
}
