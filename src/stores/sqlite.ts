import { join } from 'node:path';
import { type CallStore, type StoreBatch, TeleError } from '../core/index.ts';
import { callPage } from './call-page.ts';
import { pageStart } from './cursor.ts';
import { CALLS_FILE, createDataFolder, requireDataFolder, storeBytes } from './data-folder.ts';
import { loadSqliteDriver, type SqliteDriver } from './sqlite-driver.ts';
import { withFaults } from './sqlite-fault.ts';
import { createSqliteReader, type SqliteReader } from './sqlite-reader.ts';
import { checkSchema, createSchema } from './sqlite-schema.ts';
import { createBatchWriter } from './sqlite-writer.ts';
import { takeWriterLock } from './writer-lock.ts';

/** How long a statement waits for another connection, e.g. for a reader that recovers the log of a killed writer. */
const BUSY_TIMEOUT_MS = 5000;

export interface SqliteOptions {
  /** The data folder. Made when it does not exist. */
  readonly path: string;
  /** Opens what is there and only for reading, also while another process writes. */
  readonly readOnly?: boolean;
  /** Where the writer can be reached, e.g. `127.0.0.1:7464`: it stands in the `lock` file beside the process id. */
  readonly address?: string;
}

interface OpenedFile {
  readonly reader: SqliteReader;
  /** Throws when the store was opened only for reading. */
  readonly write: (batch: StoreBatch) => void;
  /** Closes the database and gives the folder back. */
  release(): void;
}

/**
 * Opens the store in a data folder. Throws `STORE_LOCKED` when another process writes it, `STORE_UNWRITABLE` when the folder cannot
 * be made or written, `STORE_CORRUPT` when its file is not a store, `FILE_UNREADABLE` when there is none to read.
 */
export async function openSqlite(options: SqliteOptions): Promise<CallStore> {
  const Driver = await loadSqliteDriver();
  const file = join(options.path, CALLS_FILE);
  const opened = withFaults(file, () =>
    options.readOnly === true ? openForReading(options.path, Driver) : openForWriting(options, Driver),
  );
  const { reader, write } = opened;
  let isOpen = true;

  function use<T>(work: () => T): T {
    if (!isOpen) throw new TeleError('INTERNAL', `The store in ${options.path} was used after it was closed.`);
    return withFaults(file, work);
  }

  return {
    append: async (batch) => use(() => write(batch)),
    listCalls: async (filter) => use(() => callPage(reader.listCalls(filter, pageStart(filter)), filter.limit)),
    findCalls: async (idOrKey) => use(() => reader.findCalls(idOrKey)),
    countSimilar: async (call, since) => use(() => reader.countSimilar(call, since)),
    openCalls: async () => use(() => reader.openCalls()),
    stats: async () => use(() => ({ ...reader.counts(), sizeBytes: storeBytes(options.path) })),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      withFaults(file, () => opened.release());
    },
  };
}

function openForReading(folder: string, Driver: SqliteDriver): OpenedFile {
  requireDataFolder(folder);
  const file = join(folder, CALLS_FILE);
  const db = new Driver(file, { readOnly: true });
  return orRelease(
    () => db.close(),
    () => {
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      checkSchema(db, file);
      return {
        reader: createSqliteReader(db, file),
        write() {
          throw new TeleError('STORE_UNWRITABLE', `The store in ${folder} was opened only for reading.`);
        },
        release: () => db.close(),
      };
    },
  );
}

function openForWriting({ path, address }: SqliteOptions, Driver: SqliteDriver): OpenedFile {
  createDataFolder(path);
  const file = join(path, CALLS_FILE);
  const lock = takeWriterLock(path, address, Driver);
  const db = orRelease(
    () => lock.release(),
    () => new Driver(file, {}),
  );
  function giveBack(): void {
    try {
      db.close();
    } finally {
      lock.release();
    }
  }
  function release(): void {
    try {
      // The close of @photostructure/sqlite 1.x leaves this to the garbage collector. Without a timeout a reader delays no shutdown.
      db.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      giveBack();
    }
  }
  return orRelease(giveBack, () => {
    // FULL syncs the log at every commit: a batch that was acknowledged survives the loss of power.
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
    createSchema(db, file);
    return { reader: createSqliteReader(db, file), write: createBatchWriter(db), release };
  });
}

/** What `work` returns; when it throws, `release` comes first. */
function orRelease<T>(release: () => void, work: () => T): T {
  try {
    return work();
  } catch (error) {
    release();
    throw error;
  }
}
