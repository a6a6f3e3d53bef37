import type { SqliteDatabase, SqliteStatement } from '../database/sqlite-driver.ts';
import { FLAG } from '../columns/call-columns.ts';
import { type CallRows, createCallRows } from '../columns/call-row.ts';
import { closeDatabase } from '../database/open-database.ts';
import { numberColumn } from '../database/column.ts';
import { type OpenMode, openLayout } from '../database/layout.ts';
import { createLookup, type Lookup, LOOKUP_SCHEMA } from '../lookup/lookup.ts';
import { preparedOnce } from '../database/prepared-once.ts';
import { createWords, type Words, WORDS_SCHEMA } from '../columns/words.ts';

const DAY_SCHEMA = `
CREATE TABLE meta (
  lsn INTEGER NOT NULL, calls INTEGER NOT NULL, registrations INTEGER NOT NULL, sealed_at REAL, sealed_lsn INTEGER NOT NULL, packed INTEGER NOT NULL,
  is_bare INTEGER NOT NULL, timelines INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (0, 0, 0, NULL, 0, 0, 0, 0);
${WORDS_SCHEMA}
${LOOKUP_SCHEMA.trim()}
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY, us INTEGER NOT NULL, direction INTEGER NOT NULL, outcome INTEGER, cause INTEGER, ended INTEGER, trunk INTEGER NOT NULL,
  codec INTEGER, agent INTEGER NOT NULL, sip INTEGER, talk INTEGER, setup INTEGER, pdd INTEGER, span INTEGER, response INTEGER, mos REAL,
  flags INTEGER NOT NULL, caller ANY, callee ANY, detail BLOB NOT NULL, timeline INTEGER
) STRICT;
CREATE INDEX failures ON calls (seq) WHERE flags & ${FLAG.failure};
CREATE TABLE timeline (first INTEGER PRIMARY KEY, calls INTEGER NOT NULL, timelines BLOB NOT NULL) STRICT;
CREATE TABLE chunk (first INTEGER PRIMARY KEY, calls INTEGER NOT NULL, timelines BLOB NOT NULL) STRICT;
CREATE TABLE rollup (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, slim BLOB NOT NULL, groups BLOB NOT NULL) STRICT;
CREATE TABLE registrations (seq INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
CREATE TABLE latencies (seq INTEGER PRIMARY KEY, us INTEGER NOT NULL, stage INTEGER NOT NULL, duration INTEGER NOT NULL, id TEXT NOT NULL, call_id TEXT NOT NULL) STRICT;
CREATE TABLE latency_rollup (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, sketches BLOB NOT NULL) STRICT;
`;

/** What is counted of a day in its own file. */
export interface DayMeta {
  /** The number of the last change that was applied. */
  lsn: number;
  calls: number;
  registrations: number;
  /** When the day was last closed and its timelines packed, in Unix seconds; undefined when it never was. */
  sealed_at: number | undefined;
  /** The number of the last change before that. */
  sealed_lsn: number;
  /** Timelines that are packed. */
  packed: number;
  /** 1: its timelines were deleted when it had last been closed. */
  is_bare: number;
}

/** One open day file. */
export interface DayFile {
  readonly day: number;
  readonly path: string;
  readonly db: SqliteDatabase;
  readonly words: Words;
  readonly lookup: Lookup;
  readonly rows: CallRows;
  /** A statement, prepared once. */
  prepare(sql: string): SqliteStatement;
  readMeta(): DayMeta;
  close(): void;
}

/** Sets up an open connection. Makes the tables in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createDayFile(db: SqliteDatabase, path: string, day: number, { isWritable, layouts }: OpenMode): DayFile {
  openLayout(db, { kind: 'day', path, schema: isWritable ? DAY_SCHEMA : undefined, layouts });
  const words = createWords(db);
  const prepare = preparedOnce(db);
  return {
    day,
    path,
    db,
    words,
    lookup: createLookup(prepare),
    rows: createCallRows(day, words),
    prepare,
    readMeta() {
      const row = prepare('SELECT * FROM meta').get();
      const count = (name: keyof DayMeta): number => numberColumn(row, name) ?? 0;
      return {
        lsn: count('lsn'),
        calls: count('calls'),
        registrations: count('registrations'),
        sealed_at: numberColumn(row, 'sealed_at'),
        sealed_lsn: count('sealed_lsn'),
        packed: count('packed'),
        is_bare: count('is_bare'),
      };
    },
    close: () => closeDatabase(db, isWritable),
  };
}
