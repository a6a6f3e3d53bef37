import type { SqliteStatement } from '../sqlite-driver.ts';
import { numberColumn } from './column.ts';

/** An index of hashes over several tables: of each text by which a row is found, its hash and the `seq` of the row. */
export const LOOKUP_SCHEMA = `
CREATE TABLE lookup (hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (hash, seq)) WITHOUT ROWID, STRICT;`;

/** Entries written by one statement. */
const ROWS_AT_ONCE = 64;
/** It leaves out rows, and does not fail: for a statement that may fail after its first row, SQLite copies each page before it changes it. */
const INSERT = 'INSERT OR IGNORE INTO lookup (hash, seq) VALUES (?, ?)';
const INSERT_MANY = `${INSERT}${', (?, ?)'.repeat(ROWS_AT_ONCE - 1)}`;
const FIND = 'SELECT seq FROM lookup WHERE hash = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC';

/** Leads to a row that has a text with this hash. */
export interface LookupEntry {
  readonly hash: number;
  readonly seq: number;
}

/** Finds rows of a day by the hash of a text. What it gives may also be rows of another text: look at the row. */
export interface Lookup {
  /** Writes entries, which are in order afterwards. */
  add(entries: LookupEntry[]): void;
  remove(hash: number, seq: number): void;
  /** The `seq` of rows from `first` to `last`, newest first. */
  find(hash: number, first?: number, last?: number): number[];
}

/** The lookup of one open file, whose statements are prepared once. */
export function createLookup(prepare: (sql: string) => SqliteStatement): Lookup {
  return {
    // Hot: four entries a call. In order, so that each page is read and written once, and many at once.
    add(entries) {
      entries.sort(byHash);
      const whole = entries.length - (entries.length % ROWS_AT_ONCE);
      const values: number[] = [];
      for (const [at, { hash, seq }] of entries.entries()) {
        if (at >= whole) {
          prepare(INSERT).run(hash, seq);
          continue;
        }
        values.push(hash, seq);
        if (values.length < 2 * ROWS_AT_ONCE) continue;
        prepare(INSERT_MANY).run(...values);
        values.length = 0;
      }
    },
    remove(hash, seq) {
      prepare('DELETE FROM lookup WHERE hash = ? AND seq = ?').run(hash, seq);
    },
    find: (hash, first = 0, last = Number.MAX_SAFE_INTEGER) =>
      prepare(FIND)
        .all(hash, first, last)
        .map((row) => numberColumn(row, 'seq') ?? 0),
  };
}

function byHash(a: LookupEntry, b: LookupEntry): number {
  return a.hash - b.hash || a.seq - b.seq;
}
