import { join } from 'node:path';
import type { Deadline, StoreBatch, StoreProblem } from '../../core/index.ts';
import type { SqliteDriver } from './database/sqlite-driver.ts';
import { withFaults } from './database/sqlite-fault.ts';
import { takeWriterLock } from './folder/writer-lock.ts';
import { type ActiveFile, createActiveFile } from './open/active-file.ts';
import { createBatchApplier } from './write/apply-batch.ts';
import { ACTIVE_FILE, daysIn, requireDataFolder, ROLLUP_FILE } from './folder/data-folder.ts';
import { createDayFiles, type DayFiles } from './day/day-files.ts';
import { createDayStates, type DayStates } from './day/day-state.ts';
import { fileIdentity, isEmptyFile } from './folder/file-identity.ts';
import { checkKey } from './open/key-check.ts';
import { LAYOUTS, type Layouts } from './database/layout.ts';
import { closeDatabase, openDatabase } from './database/open-database.ts';
import { READER_PRAGMAS, SMALL_CACHE, WRITER_PRAGMAS } from './database/pragmas.ts';
import { createRollupFile } from './rollup/rollup-file.ts';
import { createStoreReads, type StoreReads } from './reads/store-reads.ts';
import { createUpkeep, type Upkeep } from './upkeep/upkeep.ts';

export interface SqliteOptions {
  /** The data folder. Made when it does not exist. */
  readonly path: string;
  /** Opens what is there and only for reading, also while another process writes. */
  readonly readOnly?: boolean;
  /** Where the writer can be reached, e.g. `127.0.0.1:7464`: it stands in the `lock` file beside the process id. */
  readonly address?: string;
  /** What only the key of the installation makes: the folder remembers it. Absent: nobody looks whether the key is the one of the folder. */
  readonly keyCheck?: string;
  /** The layouts of its files, as a test makes them up. */
  readonly layouts?: Layouts;
  /** Told when the folder was deleted, is back, and was set up anew. */
  readonly setUpAnew?: () => void;
}

/** The open files of a folder, and what is done with them. */
export interface OpenedFolder {
  readonly files: DayFiles;
  readonly states: DayStates;
  readonly active: ActiveFile;
  /** What answers questions until a deadline. */
  readonly reads: (deadline: Deadline) => StoreReads;
  readonly upkeep: Upkeep;
  /** Undefined when the folder was opened only for reading. */
  readonly write: ((batch: StoreBatch) => Generator<void, void>) | undefined;
  /** Which file of calls in progress it has open. */
  readonly identity: string | undefined;
  /** Files that were gone when the folder was opened. */
  readonly gone: readonly StoreProblem[];
  /** Closes the files and gives the folder back. May be called twice. */
  release(): void;
}

/** Opens the files of a folder. Throws as `openSqlite` does. */
export function openFolder({ path, address, keyCheck, readOnly, layouts = LAYOUTS }: SqliteOptions, Driver: SqliteDriver): OpenedFolder {
  const isWritable = readOnly !== true;
  const mode = { isWritable, layouts };
  if (!isWritable) requireDataFolder(path);
  const lock = isWritable ? takeWriterLock(path, address, Driver) : undefined;
  const file = join(path, ACTIVE_FILE);
  try {
    const gone = isWritable ? lostOpenCalls(path, file) : [];
    return withFaults(file, () => {
      const db = openDatabase(Driver, file, { readOnly: !isWritable });
      try {
        // A log is written at its end and read once.
        db.exec(isWritable ? WRITER_PRAGMAS + SMALL_CACHE : READER_PRAGMAS);
        const active = createActiveFile(db, file, mode);
        if (keyCheck !== undefined) checkKey(db, path, keyCheck, isWritable);
        const files = createDayFiles(path, Driver, mode);
        const rollups = createRollupFile(join(path, ROLLUP_FILE), Driver, mode, files.unread);
        const states = createDayStates(path, files);
        const closings = [() => files.close(), () => rollups.close(), () => closeDatabase(db, isWritable), () => lock?.release()];
        const release = (): void => closings.splice(0).forEach((close) => close());
        return {
          files,
          states,
          active,
          reads: createStoreReads({ path, files, active, rollups }),
          upkeep: createUpkeep({ path, files, rollups, states }),
          write: isWritable ? createBatchApplier({ files, states, active }) : undefined,
          identity: fileIdentity(file),
          gone,
          release,
        };
      } catch (error) {
        db.close();
        throw error;
      }
    });
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** A file of calls in progress that nothing was ever written to, beside days, takes the place of one that was deleted or cut to nothing. */
function lostOpenCalls(folder: string, file: string): readonly StoreProblem[] {
  if (!isEmptyFile(fileIdentity(file)) || daysIn(folder).length === 0) return [];
  const reason = `The file ${ACTIVE_FILE} was gone or empty at the start, and with it the calls in progress that it held: they are missing, or are shown only from then on.`;
  return [{ file: ACTIVE_FILE, reason, isGone: true }];
}
