import type { SqliteDatabase, SqliteStatement } from '../database/sqlite-driver.ts';
import { FLAG } from '../columns/call-columns.ts';
import { type CallRows, createCallRows } from '../columns/call-row.ts';
import { closeDatabase } from '../database/open-database.ts';
import { numberColumn } from '../database/column.ts';
import { type OpenMode, openLayout } from '../database/layout.ts';
import { HAS_ENDS } from '../lookup/lookup-hash.ts';
import { UnpackedRows } from './unpacked-rows.ts';
import { createLookup, type Lookup, LOOKUP_SCHEMA } from '../lookup/lookup.ts';
import { preparedOnce } from '../database/prepared-once.ts';
import { createWords, type Words, WORDS_SCHEMA } from '../columns/words.ts';
import { type CallDetails, createCallDetails } from '../columns/call-details.ts';

const DAY_SCHEMA = `
CREATE TABLE meta (
  lsn INTEGER NOT NULL, calls INTEGER NOT NULL, registrations INTEGER NOT NULL, sealed_at REAL, sealed_lsn INTEGER NOT NULL, packed INTEGER NOT NULL,
  is_bare INTEGER NOT NULL, timelines INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (0, 0, 0, NULL, 0, 0, 0, 0);
${WORDS_SCHEMA.trim()}
${LOOKUP_SCHEMA.trim()}
INSERT INTO lookup VALUES (${HAS_ENDS.hash}, ${HAS_ENDS.seq});
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
CREATE TABLE latencies (seq INTEGER PRIMARY KEY, us INTEGER NOT NULL, stage INTEGER NOT NULL, duration INTEGER NOT NULL, id TEXT NOT NULL, call_id TEXT NOT NULL, metadata TEXT) STRICT;
CREATE TABLE latency_rollup (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, sketches BLOB NOT NULL) STRICT;
`;

/** How far upkeep has come with a day, and what the day holds. */
export interface DayState {
  /** The number of the last change that was written to it: whatever clocks say, a day with a higher one was written later. */
  readonly lsn: number;
  readonly calls: number;
  readonly registrations: number;
  /** When it was last packed, in Unix seconds; undefined when it never was. */
  readonly sealedAt: number | undefined;
  /** Something was written since it was last packed, or it never was. */
  readonly isChanged: boolean;
  /** Timelines that are packed. */
  readonly packed: number;
  /** Its timelines were deleted when it had last been packed. */
  readonly isBare: boolean;
}

/** One open day file. */
export interface DayFile {
  readonly day: number;
  readonly path: string;
  readonly db: SqliteDatabase;
  readonly words: Words;
  readonly lookup: Lookup;
  readonly details: CallDetails;
  readonly rows: CallRows;
  /** The rows of timelines that were read last. */
  readonly unpacked: UnpackedRows;
  /** A statement, prepared once. */
  prepare(sql: string): SqliteStatement;
  /** Whether all of its calls are found by the ends of their numbers. */
  hasEnds(): boolean;
  /** What the file says of its day: anew each time, for what another process writes changes the file before it counts. */
  readState(): DayState;
  close(): void;
}

/** Sets up an open connection. Makes the tables in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createDayFile(db: SqliteDatabase, path: string, day: number, { isWritable, layouts }: OpenMode): DayFile {
  openLayout(db, { kind: 'day', path, schema: isWritable ? DAY_SCHEMA : undefined, layouts });
  const words = createWords(db, 'words');
  let templates: Words | undefined;
  const details = createCallDetails(() => (templates ??= createWords(db, 'templates')));
  const prepare = preparedOnce(db);
  const lookup = createLookup(prepare);
  let hasEnds: boolean | undefined;
  return {
    day,
    path,
    db,
    words,
    lookup,
    details,
    rows: createCallRows(day, words, details),
    unpacked: new UnpackedRows(),
    prepare,
    hasEnds: () => (hasEnds ??= lookup.find(HAS_ENDS.hash).includes(HAS_ENDS.seq)),
    readState() {
      const row = prepare('SELECT * FROM meta').get();
      const number = (name: string): number => numberColumn(row, name) ?? 0;
      const [lsn, sealedAt] = [number('lsn'), numberColumn(row, 'sealed_at')];
      return {
        lsn,
        calls: number('calls'),
        registrations: number('registrations'),
        sealedAt,
        isChanged: sealedAt === undefined || lsn > number('sealed_lsn'),
        packed: number('packed'),
        isBare: number('is_bare') === 1,
      };
    },
    close: () => closeDatabase(db, isWritable),
  };
}
