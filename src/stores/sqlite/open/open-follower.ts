import type { SqliteDatabase } from '../database/sqlite-driver.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import { decodePart } from '../../../format/index.ts';
import { type OpenView, ReadOpenCall } from './open-call.ts';

/** What a reader has seen of the file. */
interface Seen {
  /** By their places. */
  readonly calls: Map<number, OpenView>;
  readonly open: readonly OpenView[];
  /** Number and size of each part. */
  readonly parts: readonly string[];
  readonly lastId: number;
}

const READ = `SELECT id, length(calls) AS size, iif(id > ?1, calls, NULL) AS calls
FROM part ORDER BY id`;

/** Returns the function that tells what the file of the calls in progress says: only parts that were added since the last time are read. */
export function followOpen(db: SqliteDatabase): () => readonly OpenView[] {
  const readVersion = db.prepare('PRAGMA store.data_version');
  const read = db.prepare(READ);
  let version: number | undefined;
  let seen = takeIn(new Map(), [], 0);
  return () => {
    // Grows with each commit of another connection.
    const now = numberColumn(readVersion.get(), 'data_version');
    if (now === version) return seen.open;
    version = now;
    const rows = read.all(seen.lastId);
    const parts = partsOf(rows);
    // What a part that is gone still held stands in a later one. A log that does not go on where it was is another one.
    const from = parts[0] === undefined ? -1 : seen.parts.indexOf(parts[0]);
    const known = from < 0 ? [] : seen.parts.slice(from);
    const isSame = from >= 0 && known.every((part, index) => part === parts[index]);
    seen = isSame ? takeIn(seen.calls, rows, known.length) : takeIn(new Map(), seen.lastId === 0 ? rows : read.all(0), 0);
    return seen.open;
  };
}

/** Takes in the parts of these rows, from one on. */
function takeIn(calls: Map<number, OpenView>, rows: readonly unknown[], from: number): Seen {
  for (const row of rows.slice(from)) {
    const part = decodePart(bytesColumn(row, 'calls'));
    for (const place of part.removed) calls.delete(place);
    for (const call of part.calls) calls.set(call.place, new ReadOpenCall(call));
  }
  return { calls, open: [...calls.values()], parts: partsOf(rows), lastId: numberColumn(rows.at(-1), 'id') ?? 0 };
}

function partsOf(rows: readonly unknown[]): string[] {
  return rows.map((row) => `${numberColumn(row, 'id')}:${numberColumn(row, 'size')}`);
}
