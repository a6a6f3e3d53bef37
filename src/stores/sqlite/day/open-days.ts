import { join } from 'node:path';
import { TeleError } from '../../../core/index.ts';
import type { SqliteDriver } from '../database/sqlite-driver.ts';
import { storeFault, withFaults } from '../database/sqlite-fault.ts';
import { beginDatabase } from '../folder/data-folder.ts';
import { dayFileName } from '../folder/day.ts';
import { createDayFile, type DayFile, type DayState } from './day-file.ts';
import type { OpenMode } from '../database/layout.ts';
import { fileIdentity, identityIfThere, requireFilled } from '../folder/file-identity.ts';
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

/** Follows which file a day has and what it says of it. */
export interface DayFollower {
  /** A file was opened, of which nothing was written since. */
  opened(day: number, identity: string, file: DayFile): void;
  /** A day without a file was given one. */
  made(day: number, identity: string, file: DayFile): void;
  /** A file was closed, which may be gone by now. `state` is undefined when it says nothing any more. */
  closed(day: number, identity: string, state: DayState | undefined): void;
}

/** The day files of a folder, none of which is open yet. */
export function createOpenDays(folder: string, Driver: SqliteDriver, mode: OpenMode, follower: DayFollower): OpenDays {
  const open = new Map<number, OpenDay>();
  const pathOf = (day: number): string => join(folder, dayFileName(day));

  /** Closes other days when the system has no descriptor left. */
  function openFile(path: string, day: number): DayFile {
    keepOnly(MAX_OPEN - 1);
    try {
      return openDay(Driver, path, day, mode);
    } catch (error) {
      if (open.size === 0 || storeFault(path, error).code !== 'STORE_UNWRITABLE') throw error;
      keepOnly(0);
      return openDay(Driver, path, day, mode);
    }
  }

  function take(path: string, day: number, how: 'opened' | 'made'): DayFile {
    const file = openFile(path, day);
    open.set(day, { file, identity: tell(path, file, (found) => follower[how](day, found, file)) });
    return file;
  }

  function keepOnly(most: number): void {
    for (const day of [...open.keys()].slice(0, Math.max(0, open.size - most))) forget(day);
  }

  function forget(day: number): void {
    const known = open.get(day);
    if (known === undefined) return;
    open.delete(day);
    const state = stateOf(known.file);
    known.file.close();
    follower.closed(day, known.identity, state);
  }

  return {
    pathOf,
    use(day) {
      const path = pathOf(day);
      return withFaults(path, () => {
        const identity = fileIdentity(path);
        if (open.has(day) && open.get(day)?.identity !== identity) forget(day);
        if (identity === undefined) return undefined;
        requireFilled(path, identity);
        return putLast(open, day)?.file ?? take(path, day, 'opened');
      });
    },
    make(day) {
      const path = pathOf(day);
      return withFaults(path, () => {
        beginDatabase(path, (begun) => openDay(Driver, begun, day, mode).close());
        return take(path, day, 'made');
      });
    },
    known: (day) => open.get(day)?.file,
    renew(day) {
      const known = open.get(day);
      if (known !== undefined) open.set(day, { ...known, file: createDayFile(known.file.db, pathOf(day), day, mode) });
    },
    forget,
    forgetDeleted: () => open.forEach(({ identity }, day) => identityIfThere(pathOf(day)) !== identity && forget(day)),
    close: () => keepOnly(0),
  };
}

/** Moves the most recently used day to the end. */
function putLast(open: Map<number, OpenDay>, day: number): OpenDay | undefined {
  const used = open.get(day);
  open.delete(day);
  if (used !== undefined) open.set(day, used);
  return used;
}

/** Reports which file was opened. It stays open only when that succeeds. */
function tell(path: string, file: DayFile, follow: (identity: string) => void): string {
  try {
    const identity = fileIdentity(path);
    if (identity === undefined) throw new TeleError('STORE_UNWRITABLE', `The store file ${path} is gone.`);
    follow(identity);
    return identity;
  } catch (error) {
    file.close();
    throw error;
  }
}

function stateOf(file: DayFile): DayState | undefined {
  try {
    return file.readState();
  } catch {
    // It is closed all the same; who opens it again is told what is wrong.
    return undefined;
  }
}

function openDay(Driver: SqliteDriver, path: string, day: number, mode: OpenMode): DayFile {
  const { isWritable } = mode;
  const db = openDatabase(Driver, path, { readOnly: !isWritable });
  try {
    db.exec(isWritable ? `${WRITER_PRAGMAS} ${SMALL_CACHE}` : READER_PRAGMAS);
    return createDayFile(db, path, day, mode);
  } catch (error) {
    db.close();
    throw error;
  }
}
