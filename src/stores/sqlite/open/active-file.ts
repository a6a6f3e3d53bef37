import { TeleError } from '../../../core/index.ts';
import { createPartEncoder, decodePart, type OpenPart } from '../../../format/index.ts';
import type { SqliteDatabase } from '../database/sqlite-driver.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import { type OpenMode, openLayout } from '../database/layout.ts';
import { inTransaction } from '../database/transaction.ts';
import type { OpenCall } from './open-call.ts';
import { createOpenCalls, type OpenCalls } from './open-calls.ts';
import { followOpen } from './open-follower.ts';
import { type LogPart, type NewPart, OpenLog } from './open-log.ts';

const SCHEMA = `
CREATE TABLE meta (lsn INTEGER NOT NULL, key_check TEXT) STRICT;
INSERT INTO meta VALUES (0, NULL);
CREATE TABLE part (id INTEGER PRIMARY KEY, calls BLOB NOT NULL) STRICT;
`;

/** Calls in the parts beyond twice those in progress: from there on the oldest part is written anew. */
const SPARE_CALLS = 5000;

/**
 * The file of the calls in progress: written last of all, its number says up to where everything is applied. It is a log: each batch adds a part with what it
 * changed, and what is still in progress of the oldest part moves to the newest one.
 */
export interface ActiveFile extends OpenCalls {
  readonly path: string;
  readonly db: SqliteDatabase;
  lsn(): number;
  /** Of its writer alone. */
  find(id: string): OpenCall | undefined;
  /** Writes what a batch changed, in a transaction of its own. */
  apply(put: readonly OpenCall[], removed: readonly string[], lsn: number): void;
  /** Removes calls so that no byte of them stays in any part. */
  erase(ids: readonly string[]): void;
}

/** Sets up an open connection. Makes the tables in a new file. Throws `STORE_CORRUPT` for a file of another layout. */
export function createActiveFile(db: SqliteDatabase, path: string, { isWritable, layouts }: OpenMode): ActiveFile {
  openLayout(db, { kind: 'active', path, schema: isWritable ? SCHEMA : undefined, layouts });
  const readLsn = db.prepare('SELECT lsn FROM meta');
  const lsn = (): number => numberColumn(readLsn.get(), 'lsn') ?? 0;
  return { path, db, lsn, ...(isWritable ? toWrite(db, lsn) : toRead(db)) };
}

type Calls = Omit<ActiveFile, 'path' | 'db' | 'lsn'>;

function toRead(db: SqliteDatabase): Calls {
  const noWriter = (): never => {
    throw new TeleError('INTERNAL', 'The calls in progress were opened only for reading.');
  };
  return { ...createOpenCalls(followOpen(db)), find: noWriter, apply: noWriter, erase: noWriter };
}

/** Holds what the file says: no other process changes it. */
function toWrite(db: SqliteDatabase, lsn: () => number): Calls {
  const readParts = db.prepare('SELECT id, calls FROM part ORDER BY id');
  const setLsn = db.prepare('UPDATE meta SET lsn = ?');
  const insert = db.prepare('INSERT INTO part (id, calls) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM part WHERE id = ?');
  const encode = createPartEncoder();
  const readLog = (): OpenLog =>
    new OpenLog(readParts.all().map((row) => ({ id: numberColumn(row, 'id') ?? 0, part: decodePart(bytesColumn(row, 'calls')) })));
  let log = readLog();

  /** Adds a part, and moves to it what the oldest ones hold as long as `isMoved` wants it. */
  function write(put: readonly OpenCall[], removed: readonly string[], at: number, isMoved: (first: LogPart) => boolean): void {
    try {
      inTransaction(db, () => {
        const added = log.add(put, removed);
        for (let { first } = log; first !== undefined && isMoved(first); { first } = log) {
          log.moveFirst(added);
          remove.run(first.id);
        }
        if (added.calls.length > 0 || added.removed.length > 0) {
          insert.run(added.id, encode(partOf(added)));
          log.keep(added);
        }
        setLsn.run(at);
      });
    } catch (error) {
      log = readLog();
      throw error;
    }
  }

  return {
    ...createOpenCalls(() => log.all()),
    find: (id) => log.find(id),
    apply(put, removed, at) {
      write(put, removed, at, ({ places }) => places.length === 0 || log.written > 2 * log.size + SPARE_CALLS);
    },
    erase(ids) {
      const last = log.lastId;
      write([], ids, lsn(), ({ id }) => id <= last);
    },
  };
}

function partOf({ calls, removed }: NewPart): OpenPart {
  return {
    removed,
    calls: calls.map(({ place, open: { packed, isReopened } }) => ({
      place,
      isReopened,
      isEnded: packed.isEnded,
      startedAt: packed.startedAt,
      bytes: packed.bytes,
    })),
  };
}
