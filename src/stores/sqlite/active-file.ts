import { ByteReader, ByteWriter, CALL_FIELDS, type CallWithTimeline, type StoredCall } from '../../core/index.ts';
import type { PagePosition } from '../cursor.ts';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from '../sqlite-driver.ts';
import { bytesColumn, column, numberColumn } from './column.ts';
import { openLayout } from './day-file.ts';
import { createRecordCodec } from './record-codec.ts';
import { decodeTimeline, encodeTimeline } from './timeline-codec.ts';
import { createWords, type Words, WORDS_SCHEMA } from './words.ts';

const SCHEMA = `
CREATE TABLE meta (lsn INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES (0);
${WORDS_SCHEMA}
CREATE TABLE open (
  id TEXT NOT NULL UNIQUE, call_key TEXT NOT NULL, is_active INTEGER NOT NULL, is_reopened INTEGER NOT NULL, started REAL NOT NULL, record BLOB NOT NULL,
  timeline BLOB NOT NULL
) STRICT;
CREATE INDEX open_key ON open (call_key);
CREATE INDEX open_started ON open (started, id);
`;

/** Calls read at once. */
const PORTION = 64;

/** A call in progress. */
export interface OpenCall extends CallWithTimeline {
  /** It was over once, so a day file has it too. */
  readonly isReopened: boolean;
}

/** The file of the calls in progress: written last of all, its number says up to where everything is applied. */
export interface ActiveFile {
  readonly path: string;
  readonly db: SqliteDatabase;
  lsn(): number;
  setLsn(lsn: number): void;
  find(id: string): OpenCall | undefined;
  put(open: OpenCall): void;
  remove(id: string): void;
  /** Reads all anew that memory holds of the file, after a transaction was undone. */
  reload(): void;
  /** Every one, in no order. */
  all(): OpenCall[];
  /** Those of an id or of the keyed hash of a raw Call-ID. */
  findAll(idOrKey: string): OpenCall[];
  /** The calls alone, newest first, from after a position on; each portion is read when it is asked for. */
  newest(after: PagePosition | undefined): Generator<StoredCall, void>;
  /** How many are open, how many of them are not over, and which of them a day file has too. */
  counts(): { readonly open: number; readonly active: number; readonly reopened: ReadonlySet<string> };
}

/** Sets up an open connection. Makes the tables in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createActiveFile(db: SqliteDatabase, path: string, isWritable: boolean): ActiveFile {
  openLayout(db, path, isWritable ? SCHEMA : undefined);
  const words = createWords(db);
  const { recordOf, callOf, valuesOf } = createOpenRows(words);
  const find = db.prepare('SELECT * FROM open WHERE id = ?');
  const all = db.prepare('SELECT * FROM open');
  const findAll = db.prepare('SELECT * FROM open WHERE id = ?1 UNION SELECT * FROM open WHERE call_key = ?1');
  const newest = db.prepare(
    `SELECT id, started, record FROM open WHERE (started, id) < (?, ?) ORDER BY started DESC, id DESC LIMIT ${PORTION}`,
  );
  const counts = db.prepare('SELECT count(*) AS open, coalesce(sum(is_active), 0) AS active FROM open');
  const reopened = db.prepare('SELECT id FROM open WHERE is_reopened = 1');
  const lsn = db.prepare('SELECT lsn FROM meta');
  const setLsn = isWritable ? db.prepare('UPDATE meta SET lsn = ?') : undefined;
  const put = isWritable
    ? db.prepare(
        'INSERT OR REPLACE INTO open (id, call_key, is_active, is_reopened, started, record, timeline) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
    : undefined;
  const remove = isWritable ? db.prepare('DELETE FROM open WHERE id = ?') : undefined;

  // Of the writer alone: no other process changes what is open.
  let ids = isWritable ? idsIn(db) : new Set<string>();

  return {
    path,
    db,
    lsn: () => numberColumn(lsn.get(), 'lsn') ?? 0,
    setLsn: (value) => void setLsn?.run(value),
    find(id) {
      // Hot: asked of every call of a batch, and most are not there.
      if (isWritable && !ids.has(id)) return undefined;
      const row = find.get(id);
      return row === undefined ? undefined : callOf(row);
    },
    put(open) {
      ids.add(open.call.id);
      put?.run(...valuesOf(open));
    },
    remove(id) {
      ids.delete(id);
      remove?.run(id);
    },
    reload() {
      words.reload();
      ids = idsIn(db);
    },
    all: () => all.all().map(callOf),
    findAll: (idOrKey) => findAll.all(idOrKey).map(callOf),
    newest: (after) => newestOpen(newest, recordOf, after),
    counts() {
      const row = counts.get();
      return {
        open: numberColumn(row, 'open') ?? 0,
        active: numberColumn(row, 'active') ?? 0,
        reopened: new Set(reopened.all().map((found) => String(column(found, 'id')))),
      };
    },
  };
}

/** Turns calls in progress into rows and back. */
function createOpenRows(words: Words): {
  readonly recordOf: (row: unknown) => StoredCall;
  readonly callOf: (row: unknown) => OpenCall;
  readonly valuesOf: (open: OpenCall) => SqliteValue[];
} {
  const codec = createRecordCodec(CALL_FIELDS, words);
  // `valuesOf` wrote every field of the declaration.
  const recordOf = (row: unknown): StoredCall =>
    codec.read(new ByteReader(bytesColumn(row, 'record')), numberColumn(row, 'started') ?? 0) as StoredCall;
  return {
    recordOf,
    callOf: (row) => ({
      call: recordOf(row),
      timeline: decodeTimeline(bytesColumn(row, 'timeline')),
      isReopened: numberColumn(row, 'is_reopened') === 1,
    }),
    valuesOf({ call, timeline, isReopened }) {
      const out = new ByteWriter();
      codec.write(out, call, call.startedAt);
      const { id, callKey, state, startedAt } = call;
      return [id, callKey, state === 'ended' ? 0 : 1, isReopened ? 1 : 0, startedAt, out.take(), encodeTimeline(timeline)];
    },
  };
}

function* newestOpen(
  portion: SqliteStatement,
  recordOf: (row: unknown) => StoredCall,
  position: PagePosition | undefined,
): Generator<StoredCall, void> {
  let after: [started: number, id: string] = [position?.startedAt ?? Number.MAX_VALUE, position?.id ?? ''];
  for (;;) {
    const rows = portion.all(...after);
    for (const row of rows) {
      after = [numberColumn(row, 'started') ?? 0, String(column(row, 'id'))];
      yield recordOf(row);
    }
    if (rows.length < PORTION) return;
  }
}

function idsIn(db: SqliteDatabase): Set<string> {
  const rows = db.prepare('SELECT id FROM open').all();
  return new Set(rows.map((row) => String(column(row, 'id'))));
}
