import { closeSync, fsyncSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeNewFile } from '../files/new-file.ts';
import { numberColumn } from '../sqlite/database/column.ts';
import { openDatabase } from '../sqlite/database/open-database.ts';
import { READER_PRAGMAS } from '../sqlite/database/pragmas.ts';
import type { SqliteDatabase, SqliteDriver } from '../sqlite/database/sqlite-driver.ts';
import { withFaults } from '../sqlite/database/sqlite-fault.ts';

/** Writes one database as it was after its last commit, from a connection that only reads: whoever writes it goes on. The copy is one file without a log, and synced. */
export function copyDatabase(Driver: SqliteDriver, from: string, to: string): void {
  // SQLite takes an empty file, and so its mode is ours.
  writeNewFile(to, '');
  read(Driver, from, (db) => db.prepare('VACUUM store INTO ?').run(resolve(to)));
  const handle = openSync(to, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Number of the last change that a file of calls in progress has. */
export function readLsn(Driver: SqliteDriver, activeFile: string): number {
  return read(Driver, activeFile, (db) => numberColumn(db.prepare('SELECT lsn FROM meta').get(), 'lsn') ?? 0);
}

function read<T>(Driver: SqliteDriver, file: string, work: (db: SqliteDatabase) => T): T {
  return withFaults(file, () => {
    const db = openDatabase(Driver, file, { readOnly: true });
    try {
      db.exec(READER_PRAGMAS);
      return work(db);
    } finally {
      db.close();
    }
  });
}
