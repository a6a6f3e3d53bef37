import { resolve } from 'node:path';
import type { SqliteDatabase, SqliteDriver } from './sqlite-driver.ts';

/**
 * Opens a database of the store under the schema name `store`, attached to an empty one in memory. Detaching it gives its descriptors back at once; the close
 * of @photostructure/sqlite 1.x leaves that to the collection of the last of its statements, so that a walk over many days would run out of descriptors, and a
 * deleted day would keep its room. What has no schema in its name finds the tables of `store`, since the other database has none: only `CREATE`, `VACUUM` and
 * the pragmas of a file have to name it. Where another connection of the process has the file open, closing one of its descriptors would end the locks of that
 * one (POSIX): SQLite keeps it until both are closed, and the next one that opens the file takes it.
 */
export function openDatabase(Driver: SqliteDriver, path: string, options: { readonly readOnly: boolean }): SqliteDatabase {
  const db = new Driver(':memory:', options);
  try {
    db.prepare('ATTACH ? AS store').run(resolve(path));
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    exec: (sql) => db.exec(sql),
    prepare: (sql) => db.prepare(sql),
    close() {
      try {
        db.exec('DETACH store');
      } catch {
        // A statement that is still at work keeps its file for a while.
      }
      db.close();
    },
  };
}

/** Closes a connection, and empties the log of the file when no other process is in it. */
export function closeDatabase(db: SqliteDatabase, isWritable: boolean): void {
  try {
    // Without a timeout a reader delays no shutdown.
    if (isWritable) db.exec('PRAGMA busy_timeout = 0; PRAGMA store.wal_checkpoint(TRUNCATE)');
  } catch {
    // On a disk that refuses the log stays beside the file and is read with it.
  } finally {
    db.close();
  }
}
