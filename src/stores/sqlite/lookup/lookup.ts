import type { SqliteStatement } from '../database/sqlite-driver.ts';
import { numberColumn } from '../database/column.ts';

const COLUMNS = '(hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (hash, seq)) WITHOUT ROWID, STRICT';

/**
 * An index of hashes over several tables: of each text by which a row is found, its hash and the `seq` of the row. Hashes come in no order, so each entry that is
 * written alone costs a page. What comes is therefore put into a small table, and moved when there is so much that many entries share a page.
 */
export const LOOKUP_SCHEMA = `
CREATE TABLE lookup ${COLUMNS};
CREATE TABLE lookup_recent ${COLUMNS};`;

/** The small table takes up to 1.5 MB, less than half of the cache; to move it takes about as long as a large batch. */
const RECENT_ENTRIES = 2 ** 16;
/** Entries written by one statement. */
const ROWS_AT_ONCE = 64;
/** It leaves out rows, and does not fail: for a statement that may fail after its first row, SQLite copies each page before it changes it. */
const INSERT = 'INSERT OR IGNORE INTO lookup_recent (hash, seq) VALUES (?, ?)';
const INSERT_MANY = `${INSERT}${', (?, ?)'.repeat(ROWS_AT_ONCE - 1)}`;
const MOVE = 'INSERT OR IGNORE INTO lookup (hash, seq) SELECT hash, seq FROM lookup_recent ORDER BY hash, seq';
const FIND = `SELECT seq FROM lookup WHERE hash = ?1 AND seq BETWEEN ?2 AND ?3
UNION SELECT seq FROM lookup_recent WHERE hash = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq DESC`;
/** Hashes looked for by one statement. */
const HASHES_AT_ONCE = 64;
const SOME_HASHES = Array.from({ length: HASHES_AT_ONCE }, (_, at) => `?${at + 1}`).join(', ');
const FIND_EACH = `SELECT hash, seq FROM lookup WHERE hash IN (${SOME_HASHES})
UNION SELECT hash, seq FROM lookup_recent WHERE hash IN (${SOME_HASHES}) ORDER BY seq DESC`;

const FIND_NEWEST = `${FIND} LIMIT ?4`;
const ASKED = Array.from({ length: HASHES_AT_ONCE }, (_, at) => `(?${at + 1})`).join(', ');
/** One step per table and hash, however many rows it has. */
const HAVE = `WITH asked (hash) AS (VALUES ${ASKED}) SELECT hash FROM asked
WHERE EXISTS (SELECT 1 FROM lookup WHERE lookup.hash = asked.hash) OR EXISTS (SELECT 1 FROM lookup_recent WHERE lookup_recent.hash = asked.hash)`;

/** Leads to a row that has a text with this hash. */
export interface LookupEntry {
  readonly hash: number;
  readonly seq: number;
}

/** Finds rows of a day by the hash of a text. What it gives may also be rows of another text: look at the row. */
export interface Lookup {
  /** Writes entries, which are in order afterwards. Belongs into a transaction. */
  add(entries: LookupEntry[]): void;
  remove(hash: number, seq: number): void;
  /** The `seq` of rows from `first` to `last`, newest first. */
  find(hash: number, first?: number, last?: number): number[];
  /** The `seq` of so many rows at most, the newest. */
  findNewest(hash: number, most: number): number[];
  /** Those of some hashes that lead to any row. */
  have(hashes: readonly number[]): ReadonlySet<number>;
  /** The `seq` of all rows of each of many hashes, newest first; hashes without any are left out. */
  findEach(hashes: readonly number[]): Map<number, number[]>;
}

/** The lookup of one open file, whose statements are prepared once. From `most` recent entries on these are moved. */
export function createLookup(prepare: (sql: string) => SqliteStatement, most = RECENT_ENTRIES): Lookup {
  /** At least as many as there are. Undefined until something is written. */
  let recent: number | undefined;

  function moveRecent(): void {
    prepare(MOVE).run();
    prepare('DELETE FROM lookup_recent').run();
    recent = 0;
  }

  return {
    // Hot: four entries a call. In order and many at once, each costs a third of what it costs by itself.
    add(entries) {
      recent ??= numberColumn(prepare('SELECT count(*) AS n FROM lookup_recent').get(), 'n') ?? 0;
      entries.sort(byHash);
      const whole = entries.length - (entries.length % ROWS_AT_ONCE);
      for (let at = 0; at < whole; at += ROWS_AT_ONCE) {
        const values: number[] = [];
        for (const { hash, seq } of entries.slice(at, at + ROWS_AT_ONCE)) values.push(hash, seq);
        prepare(INSERT_MANY).run(...values);
      }
      for (const { hash, seq } of entries.slice(whole)) prepare(INSERT).run(hash, seq);
      recent += entries.length;
      if (recent >= most) moveRecent();
    },
    remove(hash, seq) {
      for (const table of ['lookup', 'lookup_recent']) prepare(`DELETE FROM ${table} WHERE hash = ? AND seq = ?`).run(hash, seq);
    },
    find: (hash, first = 0, last = Number.MAX_SAFE_INTEGER) =>
      prepare(FIND)
        .all(hash, first, last)
        .map((row) => numberColumn(row, 'seq') ?? 0),
    findNewest: (hash, most) =>
      prepare(FIND_NEWEST)
        .all(hash, 0, Number.MAX_SAFE_INTEGER, most)
        .map((row) => numberColumn(row, 'seq') ?? 0),
    // Hot: asked of each new call, and nearly none is there.
    have(hashes) {
      const found = new Set<number>();
      const sorted = Int32Array.from(hashes).sort();
      for (let at = 0; at < sorted.length; at += HASHES_AT_ONCE) {
        const some = Array.from({ length: HASHES_AT_ONCE }, (_, index) => sorted[at + index] ?? null);
        for (const row of prepare(HAVE).all(...some)) found.add(numberColumn(row, 'hash') ?? 0);
      }
      return found;
    },
    // Hot: nearly all are new. Many at once, and in order, each costs a quarter of what it costs by itself.
    findEach(hashes) {
      const found = new Map<number, number[]>();
      const sorted = Int32Array.from(hashes).sort();
      for (let at = 0; at < sorted.length; at += HASHES_AT_ONCE) {
        const some = Array.from({ length: HASHES_AT_ONCE }, (_, index) => sorted[at + index] ?? null);
        for (const row of prepare(FIND_EACH).all(...some)) {
          const hash = numberColumn(row, 'hash') ?? 0;
          const seqs = found.get(hash) ?? [];
          found.set(hash, seqs);
          seqs.push(numberColumn(row, 'seq') ?? 0);
        }
      }
      return found;
    },
  };
}

function byHash(a: LookupEntry, b: LookupEntry): number {
  return a.hash - b.hash || a.seq - b.seq;
}
