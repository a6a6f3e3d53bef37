import { join } from 'node:path';
import { type CallStore, type StoreBatch, type StoreStats, TeleError } from '../../core/index.ts';
import { loadSqliteDriver, type SqliteDriver } from '../sqlite-driver.ts';
import { withFaults } from '../sqlite-fault.ts';
import { takeWriterLock } from '../writer-lock.ts';
import { type ActiveFile, createActiveFile } from './active-file.ts';
import { createBatchWriter } from './apply-batch.ts';
import { ACTIVE_FILE, createDataFolder, requireDataFolder, ROLLUP_FILE, storeBytes } from './data-folder.ts';
import { closeDatabase } from './day-file.ts';
import { createDayFiles, type DayFiles, READER_PRAGMAS, SMALL_CACHE, WRITER_PRAGMAS } from './day-files.ts';
import { eraseNumber } from './erase-number.ts';
import { checkKey } from './key-check.ts';
import { createRollupFile, type RollupFile } from './rollup-file.ts';
import { createStoreReads } from './store-reads.ts';
import { createUpkeep } from './upkeep.ts';

export interface SqliteOptions {
  /** The data folder. Made when it does not exist. */
  readonly path: string;
  /** Opens what is there and only for reading, also while another process writes. */
  readonly readOnly?: boolean;
  /** Where the writer can be reached, e.g. `127.0.0.1:7464`: it stands in the `lock` file beside the process id. */
  readonly address?: string;
  /** What only the key of the installation makes: the folder remembers it. Absent: nobody looks whether the key is the one of the folder. */
  readonly keyCheck?: string;
}

/** The open files of a folder. */
interface OpenedFolder {
  readonly files: DayFiles;
  readonly active: ActiveFile;
  readonly rollups: RollupFile;
  /** Closes the files and gives the folder back. */
  release(): void;
}

/**
 * Opens the store in a data folder. Throws `STORE_LOCKED` when another process writes it, `STORE_UNWRITABLE` when the folder cannot
 * be made or written, `STORE_CORRUPT` when its files are not a store, `FILE_UNREADABLE` when there is none to read, `KEY_MISMATCH` when it was written with another key.
 */
export async function openSqlite(options: SqliteOptions): Promise<CallStore> {
  const Driver = await loadSqliteDriver();
  const { path } = options;
  const isWritable = options.readOnly !== true;
  const opened = withFaults(path, () => openFolder(options, Driver, isWritable));
  const { files, active, rollups } = opened;
  const write = withFaults(path, () => (isWritable ? createBatchWriter(files, active) : undefined));
  const upkeep = createUpkeep(path, files, rollups);
  let isOpen = true;

  function check(): void {
    if (!isOpen) throw new TeleError('INTERNAL', `The store in ${path} was used after it was closed.`);
  }
  function use<T>(work: () => T): T {
    check();
    return withFaults(path, work);
  }
  function change<T>(work: () => T): T {
    if (!isWritable) throw new TeleError('STORE_UNWRITABLE', `The store in ${path} was opened only for reading.`);
    return use(work);
  }

  const reads = createStoreReads({ path, files, active, rollups, check });
  const store: CallStore = {
    ...reads(() => false),
    within: (deadline) => ({ ...store, ...reads(deadline) }),
    append: async (batch: StoreBatch) => change(() => write?.(batch)),
    maintain: async (now, policy) => change(() => upkeep(now, policy)),
    erase: async (numberHash) => change(() => eraseNumber(files, active, numberHash)),
    stats: async () => use(() => statsOf(path, files, active)),
    lastLsn: async () => use(() => active.lsn()),
    refresh: async () => use(() => files.forgetDeleted()),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      withFaults(path, () => opened.release());
    },
  };
  return store;
}

function statsOf(folder: string, files: DayFiles, active: ActiveFile): StoreStats {
  // The number of the last change first: the files may already hold more than it says, never less.
  const lastLsn = active.lsn();
  const { open, reopened } = active.counts();
  let calls = open - reopened.size;
  let registrations = 0;
  for (const day of files.days()) {
    const meta = files.open(day)?.readMeta();
    calls += meta?.calls ?? 0;
    registrations += meta?.registrations ?? 0;
  }
  return { calls, openCalls: open, registrations, sizeBytes: storeBytes(folder), lastLsn };
}

function openFolder({ path, address, keyCheck }: SqliteOptions, Driver: SqliteDriver, isWritable: boolean): OpenedFolder {
  if (isWritable) createDataFolder(path);
  else requireDataFolder(path);
  const lock = isWritable ? takeWriterLock(path, address, Driver) : undefined;
  const file = join(path, ACTIVE_FILE);
  try {
    return withFaults(file, () => {
      const db = new Driver(file, { readOnly: !isWritable });
      try {
        // A log is written at its end and read once.
        db.exec(isWritable ? WRITER_PRAGMAS + SMALL_CACHE : READER_PRAGMAS);
        const active = createActiveFile(db, file, isWritable);
        if (keyCheck !== undefined) checkKey(db, path, keyCheck, isWritable);
        const files = createDayFiles(path, Driver, isWritable);
        const rollups = createRollupFile(join(path, ROLLUP_FILE), Driver, isWritable);
        const closings = [() => files.close(), () => rollups.close(), () => closeDatabase(db, isWritable), () => lock?.release()];
        return { files, active, rollups, release: () => closings.forEach((close) => close()) };
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
