import { decodeSeriesValues, encodeSeriesValues, type SeriesValues } from '../../../format/index.ts';
import { bytesColumn, column, numberColumn } from '../database/column.ts';
import { LAYOUTS, openLayout } from '../database/layout.ts';
import { closeDatabase, openDatabase } from '../database/open-database.ts';
import { WRITER_PRAGMAS } from '../database/pragmas.ts';
import { preparedOnce } from '../database/prepared-once.ts';
import type { SqliteDatabase, SqliteDriver, SqliteStatement } from '../database/sqlite-driver.ts';
import { storeFault } from '../database/sqlite-fault.ts';
import { inUnsyncedTransaction } from '../database/transaction.ts';
import { createStoreFile, databaseBytes, hasDatabase, setAsideDatabase } from '../folder/data-folder.ts';

const SCHEMA = `CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, labels TEXT NOT NULL, last INTEGER NOT NULL) STRICT;
CREATE TABLE fine (at INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE recent (at INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE packed (block INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (block, part)) STRICT, WITHOUT ROWID;`;

/** How long a block of values is, in seconds: six hours. */
export const BLOCK_SECONDS = 21_600;
/** Series of one part of a block: those with numbers from a multiple of this on. */
export const PART_SERIES = 64;
/** So few, that the log beside the file stays short. */
const CHECKPOINT_PAGES = 400;
/** Pages given back to the disk at once. */
const PAGES_AT_ONCE = 200;

/** A series that has a number in the file. */
export interface NumberedSeries {
  readonly id: number;
  readonly name: string;
  /** By `seriesKey`. */
  readonly labels: string;
}

/** A block that is over: the values of its series, 64 numbers in a part. */
export interface PackedBlock {
  readonly block: number;
  readonly parts: ReadonlyMap<number, SeriesValues>;
}

/** What is written at once. */
export interface HistoryRows {
  readonly newSeries: readonly NumberedSeries[];
  /** Samplings that are not in the file yet; rows that begin before `fineSince` go. */
  readonly fine: readonly SeriesValues[];
  readonly fineSince: number;
  readonly recent: SeriesValues;
  readonly packed: readonly PackedBlock[];
}

/** What is kept. */
export interface HistoryLimits {
  readonly keepFrom: number;
  readonly mostBytes: number;
  readonly unusedSince: number;
}

/** The file of the values of metrics: opened when it is first needed. Every failure is a `TeleError` that names it. */
export interface HistoryFile {
  series(): readonly NumberedSeries[];
  /** Samplings until a time, oldest first. */
  fine(until: number): readonly SeriesValues[];
  /** Coarse values that are in no block yet, until a time. */
  recent(until: number): readonly SeriesValues[];
  part(block: number, part: number): SeriesValues | undefined;
  write(rows: HistoryRows): void;
  /** Lets go of what begins at a time or later and is in no block: the clock was set back. */
  forgetFrom(at: number): void;
  /**
   * Deletes the oldest block when it is over before `keepFrom`, or when the file is larger than it may be. Undefined when it is neither; else the numbers of series that are in no
   * block any more and have had no value since `unusedSince`: they are nobody's now.
   */
  deleteOldest(limits: HistoryLimits): readonly number[] | undefined;
  bytes(): number;
  /** Rows that could not be read: they are passed over. */
  damagedRows(): number;
  /** Makes way for a new file: this one is damaged. */
  setAside(): void;
  close(): void;
}

interface Opened {
  readonly db: SqliteDatabase;
  readonly prepare: (sql: string) => SqliteStatement;
}

/** The file at a path, which need not be there yet. */
export function createHistoryFile(path: string, Driver: SqliteDriver): HistoryFile {
  let opened: Opened | undefined;
  const close = (): void => {
    const closing = opened;
    opened = undefined;
    if (closing !== undefined) closeDatabase(closing.db, true);
  };
  function use<T>(work: (file: Opened) => T): T {
    try {
      // Who deletes the file gets a new one.
      if (opened !== undefined && !hasDatabase(path)) close();
      opened ??= open(path, Driver);
      return work(opened);
    } catch (error) {
      const fault = storeFault(path, error);
      // What cannot be written at the moment can still be read.
      if (fault.code !== 'STORE_UNWRITABLE') close();
      throw fault;
    }
  }
  let damaged = 0;
  const decoded = (row: unknown): readonly SeriesValues[] => {
    try {
      return [decodeSeriesValues(bytesColumn(row, 'bytes'))];
    } catch {
      damaged += 1;
      return [];
    }
  };
  const rows = (sql: string, until: number): readonly SeriesValues[] =>
    hasDatabase(path) ? use(({ prepare }) => prepare(sql).all(milliseconds(until)).flatMap(decoded)) : [];
  return {
    series: () =>
      hasDatabase(path) ? use(({ prepare }) => prepare('SELECT id, name, labels FROM series ORDER BY id').all().map(seriesOf)) : [],
    fine: (until) => rows('SELECT bytes FROM fine WHERE at <= ? ORDER BY at', until),
    recent: (until) => rows('SELECT bytes FROM recent WHERE at <= ? ORDER BY at', until),
    part: (block, part) =>
      use(({ prepare }) => {
        const row = prepare('SELECT bytes FROM packed WHERE block = ? AND part = ?').get(block, part);
        return row === undefined ? undefined : decoded(row)[0];
      }),
    write: (all) => use((file) => inUnsyncedTransaction(file.db, () => writeRows(file, all))),
    forgetFrom: (at) =>
      use((file) =>
        inUnsyncedTransaction(file.db, () => {
          for (const table of ['fine', 'recent']) file.prepare(`DELETE FROM ${table} WHERE at >= ?`).run(milliseconds(at));
        }),
      ),
    deleteOldest: (limits) => (hasDatabase(path) ? use((file) => deleteOldest(file, path, limits)) : undefined),
    bytes: () => databaseBytes(path),
    damagedRows: () => damaged,
    setAside() {
      close();
      if (hasDatabase(path)) setAsideDatabase(path);
    },
    close,
  };
}

function open(path: string, Driver: SqliteDriver): Opened {
  createStoreFile(path);
  const db = openDatabase(Driver, path, { readOnly: false });
  try {
    db.exec(`${WRITER_PRAGMAS} PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`);
    openLayout(db, { kind: 'history', path, schema: SCHEMA, layouts: LAYOUTS });
  } catch (error) {
    db.close();
    throw error;
  }
  return { db, prepare: preparedOnce(db) };
}

function writeRows({ prepare }: Opened, { newSeries, fine, fineSince, recent, packed }: HistoryRows): void {
  const add = prepare('INSERT OR REPLACE INTO series (id, name, labels, last) VALUES (?, ?, ?, ?)');
  for (const { id, name, labels } of newSeries) add.run(id, name, labels, Math.floor(fineSince));
  for (const row of fine) put(prepare, 'fine', row);
  put(prepare, 'recent', recent);
  for (const one of packed) writeBlock(prepare, one);
  prepare('DELETE FROM fine WHERE at < ?').run(milliseconds(fineSince));
}

function put(prepare: Opened['prepare'], table: 'fine' | 'recent', row: SeriesValues): void {
  const [first] = row.times;
  if (first !== undefined)
    prepare(`INSERT OR REPLACE INTO ${table} (at, bytes) VALUES (?, ?)`).run(milliseconds(first), encodeSeriesValues(row));
}

function writeBlock(prepare: Opened['prepare'], { block, parts }: PackedBlock): void {
  const end = (block + 1) * BLOCK_SECONDS;
  const touch = prepare('UPDATE series SET last = max(last, ?) WHERE id = ?');
  for (const [part, values] of parts) {
    prepare('INSERT OR REPLACE INTO packed (block, part, bytes) VALUES (?, ?, ?)').run(block, part, encodeSeriesValues(values));
    for (const { id } of values.series) touch.run(end, id);
  }
  prepare('DELETE FROM recent WHERE at < ?').run(end * 1000);
}

function deleteOldest(
  { db, prepare }: Opened,
  path: string,
  { keepFrom, mostBytes, unusedSince }: HistoryLimits,
): readonly number[] | undefined {
  const oldest = numberColumn(prepare('SELECT min(block) AS block FROM packed').get(), 'block');
  if (oldest === undefined) return undefined;
  const end = (oldest + 1) * BLOCK_SECONDS;
  if (end > keepFrom && databaseBytes(path) <= mostBytes) return undefined;
  let unused: readonly number[] = [];
  inUnsyncedTransaction(db, () => {
    prepare('DELETE FROM packed WHERE block = ?').run(oldest);
    const rows = prepare('DELETE FROM series WHERE last <= ? RETURNING id').all(Math.floor(Math.min(end, unusedSince)));
    unused = rows.map((row) => Number(column(row, 'id')));
  });
  db.exec(`PRAGMA store.incremental_vacuum(${PAGES_AT_ONCE}); PRAGMA store.wal_checkpoint(TRUNCATE)`);
  return unused;
}

function seriesOf(row: unknown): NumberedSeries {
  return { id: Number(column(row, 'id')), name: String(column(row, 'name')), labels: String(column(row, 'labels')) };
}

function milliseconds(at: number): number {
  return Math.round(at * 1000);
}
