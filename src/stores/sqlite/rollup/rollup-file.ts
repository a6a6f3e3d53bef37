import { existsSync } from 'node:fs';
import type { SqliteDatabase, SqliteDriver, SqliteStatement } from '../database/sqlite-driver.ts';
import { storeFault } from '../database/sqlite-fault.ts';
import { bytesColumn, column } from '../database/column.ts';
import { beginDatabase, hasDatabase, setAsideDatabase } from '../folder/data-folder.ts';
import { dayStart } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { type OpenMode, openLayout } from '../database/layout.ts';
import { inTransaction } from '../database/transaction.ts';
import { READER_PRAGMAS, WRITER_PRAGMAS } from '../database/pragmas.ts';
import { fileIdentity, requireFilled } from '../folder/file-identity.ts';
import { closeDatabase, openDatabase } from '../database/open-database.ts';
import { preparedOnce } from '../database/prepared-once.ts';
import { HOUR } from './rollup-table.ts';
import type { UnreadDays } from '../folder/unread-days.ts';

const SCHEMA = 'CREATE TABLE hours (hour INTEGER PRIMARY KEY, slim BLOB NOT NULL, groups BLOB NOT NULL) STRICT;';
const HOURS_PER_DAY = 24;
/** Steps from day to day, for the rows of all hours fill a page each. */
const DAYS = `WITH RECURSIVE days (day) AS (
  SELECT (SELECT min(hour) / ${HOURS_PER_DAY} FROM hours WHERE hour >= ? * ${HOURS_PER_DAY})
  UNION ALL SELECT (SELECT min(hour) / ${HOURS_PER_DAY} FROM hours WHERE hour >= (day + 1) * ${HOURS_PER_DAY}) FROM days WHERE day < ?
) SELECT day FROM days WHERE day <= ?`;

const DELETE_SOME = 'DELETE FROM hours WHERE hour < min(?, (SELECT min(hour) FROM hours) + ?)';

/** The hours of days that were packed or deleted: they outlive the calls. */
export interface RollupFile {
  /** The days from `first` to `last` of which hours are here, in order. */
  days(first: number, last: number): number[];
  /** The hours that begin from `since` until before `until`. */
  hours(since: number, until: number): { readonly slim: Uint8Array; readonly groups: Uint8Array }[];
  /** Takes in the hours of a day as they are now. */
  copy(file: DayFile): void;
  /** Deletes hours that began before a time: the oldest, of two days at most. False when there were none. */
  deleteBefore(at: number): boolean;
  close(): void;
}

interface OpenRollups {
  readonly db: SqliteDatabase;
  readonly prepare: (sql: string) => SqliteStatement;
}

/** The file itself: opened when it is first needed. */
interface RollupDatabase {
  /** None when the file cannot be read, which `unread` then knows. */
  all(sql: string, ...values: number[]): unknown[];
  /** A file that is damaged makes way for a new one. */
  write(work: (opened: OpenRollups) => void): void;
  close(): void;
}

function createRollupDatabase(path: string, Driver: SqliteDriver, { isWritable, layouts }: OpenMode, unread: UnreadDays): RollupDatabase {
  let db: OpenRollups | undefined;
  function openAt(at: string): SqliteDatabase {
    const opened = openDatabase(Driver, at, { readOnly: !isWritable });
    try {
      opened.exec(isWritable ? WRITER_PRAGMAS : READER_PRAGMAS);
      openLayout(opened, { kind: 'rollup', path, schema: isWritable ? SCHEMA : undefined, layouts });
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }
  function open(): OpenRollups {
    if (db !== undefined) return db;
    requireFilled(path, fileIdentity(path));
    const opened = openAt(path);
    db = { db: opened, prepare: preparedOnce(opened) };
    return db;
  }
  function close(): void {
    const closing = db;
    db = undefined;
    if (closing !== undefined) closeDatabase(closing.db, isWritable);
  }
  function all(sql: string, ...values: number[]): unknown[] {
    try {
      const rows = existsSync(path)
        ? open()
            .prepare(sql)
            .all(...values)
        : [];
      unread.clear(path, fileIdentity(path));
      return rows;
    } catch (error) {
      unread.note(path, storeFault(path, error), fileIdentity(path));
      close();
      return [];
    }
  }
  function write(work: (opened: OpenRollups) => void): void {
    try {
      if (!existsSync(path)) beginDatabase(path, (begun) => closeDatabase(openAt(begun), true));
      work(open());
    } catch (error) {
      const fault = storeFault(path, error);
      if (fault.code === 'STORE_CORRUPT') {
        close();
        setAsideDatabase(path);
      }
      throw fault;
    }
  }
  return { all, write, close };
}

/** Opens the file when it is there, or, to write, when it is first needed. */
export function createRollupFile(path: string, Driver: SqliteDriver, mode: OpenMode, unread: UnreadDays): RollupFile {
  const { all, write, close } = createRollupDatabase(path, Driver, mode, unread);
  return {
    days: (first, last) => all(DAYS, first, last, last).map((row) => Number(column(row, 'day'))),
    hours: (since, until) =>
      all(
        'SELECT slim, groups FROM hours WHERE hour >= ? AND hour < ? ORDER BY hour',
        Math.ceil(since / HOUR.seconds),
        Math.ceil(until / HOUR.seconds),
      ).map((row) => ({ slim: bytesColumn(row, 'slim'), groups: bytesColumn(row, 'groups') })),
    copy(file) {
      const first = dayStart(file.day) / HOUR.seconds;
      const rows = file
        .prepare('SELECT id, slim, groups FROM rollup WHERE id BETWEEN ? AND ?')
        .all(HOUR.firstId, HOUR.firstId + HOURS_PER_DAY - 1);
      write((opened) => {
        const put = opened.prepare('INSERT OR REPLACE INTO hours (hour, slim, groups) VALUES (?, ?, ?)');
        inTransaction(opened.db, () => {
          for (const row of rows)
            put.run(first + Number(column(row, 'id')) - HOUR.firstId, bytesColumn(row, 'slim'), bytesColumn(row, 'groups'));
        });
      });
    },
    deleteBefore(at) {
      let deleted = 0;
      if (hasDatabase(path))
        write(({ prepare }) => {
          deleted = Number(column(prepare(DELETE_SOME).run(Math.floor(at / HOUR.seconds), 2 * HOURS_PER_DAY), 'changes'));
        });
      return deleted > 0;
    },
    close,
  };
}
