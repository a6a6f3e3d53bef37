import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type StoreProblem, TeleError } from '../../core/index.ts';
import { loadSqliteDriver, type SqliteDriver } from '../sqlite/database/sqlite-driver.ts';
import { ACTIVE_FILE, createStoreFile, HISTORY_FILE, LOCK_FILE, ROLLUP_FILE } from '../sqlite/folder/data-folder.ts';
import { takeWriterLock } from '../sqlite/folder/writer-lock.ts';
import { copyDatabase, readLsn } from './copy-database.ts';
import { createDayCopies } from './copy-days.ts';
import { copyMarks } from './copy-marks.ts';
import { holdSegments } from './hold-segments.ts';

/** A store that writes more than a whole segment of its spool while its newest day is copied has the copy begun again so often. */
const MOST_ROUNDS = 5;

export interface CopyOptions {
  /** The data folder. */
  readonly from: string;
  /** An empty folder. */
  readonly to: string;
  /** The folder of the spool within both. */
  readonly spoolFolder: string;
  /** Offsets in it that say more than how far the store has come, which the copy says by itself. */
  readonly offsets: readonly string[];
  readonly now: Clock;
  /** Called before each file; what it throws ends the copy. */
  readonly next: () => Promise<void>;
}

/** What was copied. */
export interface CopiedStore {
  /** Another process wrote the folder meanwhile. */
  readonly isWritten: boolean;
  /** Files that could not be read. They are not in the copy. */
  readonly problems: readonly StoreProblem[];
}

/**
 * Copies databases and spool of a data folder so that the copy, opened as a data folder, holds every change that was acknowledged before. Whoever writes the folder goes on; where nobody
 * does, nobody begins meanwhile. Throws what opening throws, and `STORE_BUSY` when it is written faster than it can be copied.
 *
 * The copy is what a killed server may leave. The file of the calls in progress is copied before the days, because each change is in its day before the number of that file says so: the
 * days may be ahead of it, never behind. What they are ahead by is in the spool, whose segments are opened before and copied at last; so it is written again when the copy is opened, which
 * changes nothing where it is there. What was acknowledged before is in the segments that were opened, or had been written for good before these were looked for.
 */
export async function copyStore(options: CopyOptions): Promise<CopiedStore> {
  const { from, to, spoolFolder, offsets, now, next } = options;
  const Driver = await loadSqliteDriver();
  const lock = lockIfFree(from, Driver);
  try {
    const days = createDayCopies({ Driver, from, to, now, next });
    let problems: readonly StoreProblem[] = [];
    for (let rounds = 1; ; rounds += 1) {
      // Those that do not change any more, so that the rest takes a short time.
      await days.renew();
      const segments = await holdSegments(join(from, spoolFolder));
      try {
        await next();
        copyDatabase(Driver, join(from, ACTIVE_FILE), join(to, ACTIVE_FILE));
        const lsn = readLsn(Driver, join(to, ACTIVE_FILE));
        await days.renew();
        // After the days, for it takes over the hours of those that are deleted.
        problems = [...(await copyIfThere(Driver, ROLLUP_FILE, options)), ...(await copyIfThere(Driver, HISTORY_FILE, options))];
        if (await segments.copyTo(join(to, spoolFolder), (base) => base <= lsn || readLsn(Driver, join(from, ACTIVE_FILE)) === lsn)) break;
      } finally {
        await segments.close();
      }
      if (rounds === MOST_ROUNDS)
        throw new TeleError('STORE_BUSY', `${from} is written faster than its newest day can be copied; ${rounds} times it was tried.`);
    }
    await copyMarks(join(from, spoolFolder), join(to, spoolFolder), offsets);
    return { isWritten: lock === undefined, problems: [...days.problems(), ...problems] };
  } finally {
    lock?.release();
  }
}

/** Undefined when another process writes the folder. */
function lockIfFree(folder: string, Driver: SqliteDriver): { release(): void } | undefined {
  try {
    createStoreFile(join(folder, LOCK_FILE));
    return takeWriterLock(folder, undefined, Driver);
  } catch (error) {
    if (error instanceof TeleError && error.code === 'STORE_LOCKED') return undefined;
    throw error;
  }
}

/** A file that is made when it is first needed. */
async function copyIfThere(Driver: SqliteDriver, name: string, { from, to, next }: CopyOptions): Promise<StoreProblem[]> {
  const file = join(from, name);
  if (!existsSync(file)) return [];
  await next();
  try {
    copyDatabase(Driver, file, join(to, name));
    return [];
  } catch (error) {
    rmSync(join(to, name), { force: true });
    if (!(error instanceof TeleError) || error.code !== 'STORE_CORRUPT') throw error;
    return [{ file: name, reason: error.message }];
  }
}
