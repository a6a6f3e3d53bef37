import type { SqliteDatabase } from '../sqlite-driver.ts';
import { bytesColumn, column } from './column.ts';
import { dayStart } from './day.ts';
import { type DayFile, openLayout } from './day-file.ts';
import { HOUR } from './rollup-table.ts';

const SCHEMA = 'CREATE TABLE hours (hour INTEGER PRIMARY KEY, slim BLOB NOT NULL, groups BLOB NOT NULL) STRICT;';
const HOURS_PER_DAY = 24;

/** The hours of days that were packed or deleted: they outlive the calls. */
export interface RollupFile {
  /** The days of which hours are here. */
  days(): number[];
  /** The hours that begin from `since` until before `until`. */
  hours(since: number, until: number): { readonly slim: Uint8Array; readonly groups: Uint8Array }[];
  /** Takes in the hours of a day as they are now. */
  copy(file: DayFile): void;
  /** Deletes the hours that began before a time. */
  deleteBefore(at: number): void;
  close(): void;
}

/** Before the first day is packed a reader finds no such file. */
export const NO_ROLLUP_FILE: RollupFile = { days: () => [], hours: () => [], copy() {}, deleteBefore() {}, close() {} };

/** Sets up an open connection. Makes the table in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createRollupFile(db: SqliteDatabase, path: string, isWritable: boolean): RollupFile {
  openLayout(db, path, isWritable ? SCHEMA : undefined);
  const days = db.prepare(`SELECT DISTINCT hour / ${HOURS_PER_DAY} AS day FROM hours`);
  const hours = db.prepare('SELECT slim, groups FROM hours WHERE hour >= ? AND hour < ? ORDER BY hour');
  return {
    days: () => days.all().map((row) => Number(column(row, 'day'))),
    hours: (since, until) =>
      hours
        .all(Math.ceil(since / HOUR.seconds), Math.ceil(until / HOUR.seconds))
        .map((row) => ({ slim: bytesColumn(row, 'slim'), groups: bytesColumn(row, 'groups') })),
    copy(file) {
      const first = dayStart(file.day) / HOUR.seconds;
      const put = db.prepare('INSERT OR REPLACE INTO hours (hour, slim, groups) VALUES (?, ?, ?)');
      const rows = file.prepare('SELECT id, slim, groups FROM rollup WHERE id >= ?').all(HOUR.firstId);
      db.exec('BEGIN IMMEDIATE');
      for (const row of rows) put.run(first + Number(column(row, 'id')) - HOUR.firstId, bytesColumn(row, 'slim'), bytesColumn(row, 'groups'));
      db.exec('COMMIT');
    },
    deleteBefore: (at) => void db.prepare('DELETE FROM hours WHERE hour < ?').run(Math.floor(at / HOUR.seconds)),
    close: () => db.close(),
  };
}
