import { SYNCED } from './pragmas.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';

/** Runs `work` in one transaction; what it throws undoes all of it. */
export function inTransaction(db: SqliteDatabase, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** For what is simply done again when the loss of power undoes it: the disk is not waited for, and the next transaction that is synced syncs this one too. */
export function inUnsyncedTransaction(db: SqliteDatabase, work: () => void): void {
  db.exec('PRAGMA store.synchronous = NORMAL');
  try {
    inTransaction(db, work);
  } finally {
    db.exec(SYNCED);
  }
}

function rollBack(db: SqliteDatabase): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // After a full disk or an I/O error SQLite has rolled back by itself; the error of the work is the one to report.
  }
}
