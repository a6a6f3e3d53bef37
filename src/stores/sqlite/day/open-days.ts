import { join } from 'node:path';
import { TeleError } from '../../../core/index.ts';
import type { SqliteDriver } from '../database/sqlite-driver.ts';
import { storeFault, withFaults } from '../database/sqlite-fault.ts';
import { createStoreFile } from '../folder/data-folder.ts';
import { dayFileName } from '../folder/day.ts';
import { createDayFile, type DayFile, type DayState } from './day-file.ts';
import { isNew, type OpenMode } from '../database/layout.ts';
import { fileIdentity, identityIfThere } from '../folder/file-identity.ts';
import { openDatabase } from '../database/open-database.ts';
import { READER_PRAGMAS, SMALL_CACHE, WRITER_PRAGMAS } from '../database/pragmas.ts';

/** Open files at once, of three descriptors each: a month, so that a question over it opens each of its days once. */
const MAX_OPEN = 32;

interface OpenDay {
  readonly file: DayFile;
  readonly identity: string;
}

/** The day files that are open; the ones not used for the longest are closed. */
export interface OpenDays {
  /** Where the file of a day lies. */
  pathOf(day: number): string;
  /** Undefined when the day has no file. One that was deleted is closed: what is written to it would be gone. */
  use(day: number): DayFile | undefined;
  /** The same for a day that has no file: it is made. */
  make(day: number): DayFile;
  /** One that is open. */
  known(day: number): DayFile | undefined;
  /** Reads anew what memory holds of an open file. */
  renew(day: number): void;
  forget(day: number): void;
  /** Closes the files that somebody else has deleted. */
  forgetDeleted(): void;
  close(): void;
}

/** Told of each day that is closed, and what its file said of it. Undefined for a file that says nothing any more, or is gone. */
export type DayClosed = (day: number, state: DayState | undefined) => void;

/** The day files of a folder, none of which is open yet. */
export function createOpenDays(folder: string, Driver: SqliteDriver, mode: OpenMode, closed: DayClosed): OpenDays {
  // The one that was used last is last.
  const open = new Map<number, OpenDay>();
  const pathOf = (day: number): string => join(folder, dayFileName(day));

  /** Undefined for a file that another process is just making. Where the system gives no more descriptors, other days give theirs. */
  function openFile(path: string, day: number): DayFile | undefined {
    keepOnly(MAX_OPEN - 1);
    try {
      return openDay(Driver, path, day, mode);
    } catch (error) {
      if (open.size === 0 || storeFault(path, error).code !== 'STORE_UNWRITABLE') throw error;
      keepOnly(0);
      return openDay(Driver, path, day, mode);
    }
  }

  function keepOnly(most: number): void {
    for (const day of [...open.keys()].slice(0, Math.max(0, open.size - most))) forget(day);
  }

  function forget(day: number): void {
    const known = open.get(day);
    open.delete(day);
    const state = known === undefined ? undefined : stateOf(known.file);
    known?.file.close();
    closed(day, known?.identity === identityIfThere(pathOf(day)) ? state : undefined);
  }

  return {
    pathOf,
    use(day) {
      const path = pathOf(day);
      return withFaults(path, () => {
        const identity = fileIdentity(path);
        if (open.has(day) && open.get(day)?.identity !== identity) forget(day);
        if (identity === undefined) return undefined;
        const file = open.get(day)?.file ?? openFile(path, day);
        open.delete(day);
        if (file !== undefined) open.set(day, { file, identity });
        return file;
      });
    },
    make(day) {
      const path = pathOf(day);
      return withFaults(path, () => {
        createStoreFile(path);
        const file = openFile(path, day);
        const identity = fileIdentity(path);
        if (file === undefined || identity === undefined) throw new TeleError('STORE_UNWRITABLE', `The store file ${path} is gone.`);
        open.set(day, { file, identity });
        return file;
      });
    },
    known: (day) => open.get(day)?.file,
    renew(day) {
      const known = open.get(day);
      if (known !== undefined) open.set(day, { ...known, file: createDayFile(known.file.db, pathOf(day), day, mode) });
    },
    forget,
    forgetDeleted() {
      for (const [day, { identity }] of open) if (identityIfThere(pathOf(day)) !== identity) forget(day);
    },
    close: () => keepOnly(0),
  };
}

function stateOf(file: DayFile): DayState | undefined {
  try {
    return file.readState();
  } catch {
    // It is closed all the same; who opens it again is told what is wrong.
    return undefined;
  }
}

function openDay(Driver: SqliteDriver, path: string, day: number, mode: OpenMode): DayFile | undefined {
  const { isWritable } = mode;
  const db = openDatabase(Driver, path, { readOnly: !isWritable });
  try {
    db.exec(isWritable ? `${WRITER_PRAGMAS} ${SMALL_CACHE}` : READER_PRAGMAS);
    if (isWritable || !isNew(db)) return createDayFile(db, path, day, mode);
    db.close();
    return undefined;
  } catch (error) {
    db.close();
    throw error;
  }
}
