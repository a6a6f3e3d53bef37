import { join } from 'node:path';
import { type CallStore, TeleError } from '../core/index.ts';
import { callPage } from './call-page.ts';
import { pageStart } from './cursor.ts';
import { CALLS_FILE, createDataFolder, requireDataFolder, storeBytes } from './data-folder.ts';
import { loadSqliteDriver, type SqliteDatabase, type SqliteDriver } from './sqlite-driver.ts';
import { withFaults } from './sqlite-fault.ts';
import { createSqliteReader } from './sqlite-reader.ts';
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

interface Opened {
  readonly db: SqliteDatabase;
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
  const { db } = opened;
  const reader = withFaults(file, () => createSqliteReader(db, file));
  const write = options.readOnly === true ? undefined : withFaults(file, () => createBatchWriter(db));
  let isOpen = true;

  function use<T>(work: () => T): T {
    if (!isOpen) throw new TeleError('INTERNAL', `The store in ${options.path} was used after it was closed.`);
    return withFaults(file, work);
  }

  return {
    append: async (batch) =>
      use(() => {
        if (write === undefined) throw new TeleError('STORE_UNWRITABLE', `The store in ${options.path} was opened only for reading.`);
        write(batch);
      }),
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

function openForReading(folder: string, Driver: SqliteDriver): Opened {
  requireDataFolder(folder);
  const file = join(folder, CALLS_FILE);
  const db = new Driver(file, { readOnly: true });
  closeOnThrow(db, () => {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    checkSchema(db, file);
  });
  return { db, release: () => db.close() };
}

function openForWriting({ path, address }: SqliteOptions, Driver: SqliteDriver): Opened {
  createDataFolder(path);
  const lock = takeWriterLock(path, address, Driver);
  try {
    const file = join(path, CALLS_FILE);
    const db = new Driver(file, {});
    closeOnThrow(db, () => {
      // FULL syncs the log at every commit: a batch that was acknowledged survives the loss of power.
      db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
      createSchema(db, file);
    });
    return {
      db,
      release() {
        db.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function closeOnThrow(db: SqliteDatabase, work: () => void): void {
  try {
    work();
  } catch (error) {
    db.close();
    throw error;
  }
}
