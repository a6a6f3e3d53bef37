import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { bytesColumn, numberColumn } from './column.ts';
import type { LookupEntries } from './lookup-entries.ts';
import { LOOKUP_HASHES } from './lookup-hash.ts';
import { eachEntry, findInPart, packParts, withoutEntry } from './lookup-part.ts';

/**
 * Entries lie in runs, each in order of the hashes and cut into parts. What is written together becomes a run, and several runs of about one size are joined: so
 * a write touches a few pages and not one for each entry, and a hash is looked for in a dozen or two places.
 */
export const LOOKUP_SCHEMA = `
CREATE TABLE lookup_run (run INTEGER PRIMARY KEY, entries INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
CREATE TABLE lookup (id INTEGER PRIMARY KEY, part BLOB NOT NULL) STRICT;`;

/** So many runs of one size become one. */
const JOINED_RUNS = 8;
/** Below these numbers of entries runs are of one size. One with as many as the last or more stays as it is: joining those would take too long at once. */
const SIZES = [2 ** 11, 2 ** 14, 2 ** 17] as const;

/** The part of each run that may have a hash. */
const FIND = `SELECT id, part FROM lookup_run CROSS JOIN lookup
ON id = (SELECT id FROM lookup WHERE id BETWEEN run * ${LOOKUP_HASHES} AND run * ${LOOKUP_HASHES} + ? ORDER BY id DESC LIMIT 1)
WHERE last >= ? AND first <= ?`;

/** The entries of a lookup in the file of a day. */
export interface LookupTable {
  /** How many entries there are, at least. */
  count(): number;
  /** The `seq` of a hash in all runs that may have one from `first` to `last`; in no order, and others too. */
  find(hash: number, first: number, last: number): number[];
  /** Hands over all entries whose hash is below `end`, and some others. */
  each(end: number, use: (hash: number) => void): void;
  /** Writes entries as a run, joined with others. `entries` is empty afterwards. */
  write(entries: LookupEntries): void;
  /** Removes an entry, however often it was written. */
  remove(hash: number, seq: number): void;
}

interface Run {
  readonly run: number;
  readonly entries: number;
}

/** Prepares the statements over one open file. */
export function createLookupTable(db: SqliteDatabase): LookupTable {
  const find = db.prepare(FIND);
  const listRuns = db.prepare('SELECT run, entries FROM lookup_run');
  const readParts = db.prepare('SELECT id, part FROM lookup WHERE id >= ? AND id < ?');
  const writes = new Map<string, SqliteStatement>();

  function change(sql: string, ...values: (number | Uint8Array)[]): void {
    const statement = writes.get(sql) ?? db.prepare(sql);
    writes.set(sql, statement);
    statement.run(...values);
  }

  function runs(): Run[] {
    return listRuns.all().map((row) => ({ run: numberColumn(row, 'run') ?? 0, entries: numberColumn(row, 'entries') ?? 0 }));
  }

  function readRun(run: number, end: number, use: (hash: number, seq: number) => void): void {
    for (const row of readParts.all(run * LOOKUP_HASHES, run * LOOKUP_HASHES + end))
      eachEntry(firstHash(row), bytesColumn(row, 'part'), use);
  }

  /** Takes in the runs that are joined with new entries. */
  function join(known: readonly Run[], entries: LookupEntries): void {
    const left = new Set(known);
    for (let others = joined(left, entries.length); others.length > 0; others = joined(left, entries.length)) {
      for (const one of others) {
        const { run } = one;
        readRun(run, LOOKUP_HASHES, (hash, seq) => entries.add(hash, seq));
        change('DELETE FROM lookup WHERE id >= ? AND id < ?', run * LOOKUP_HASHES, (run + 1) * LOOKUP_HASHES);
        change('DELETE FROM lookup_run WHERE run = ?', run);
        left.delete(one);
      }
    }
  }

  return {
    count: () => countOf(runs()),
    find(hash, first, last) {
      const found: number[] = [];
      for (const row of find.all(hash, first, last)) findInPart(firstHash(row), bytesColumn(row, 'part'), hash, found);
      return found;
    },
    each(end, use) {
      for (const { run } of runs()) readRun(run, end, use);
    },
    write(entries) {
      const known = runs();
      const run = known.reduce((most, one) => Math.max(most, one.run), 0) + 1;
      join(known, entries);
      const [first, last] = entries.extent();
      change('INSERT INTO lookup_run (run, entries, first, last) VALUES (?, ?, ?, ?)', run, entries.length, first, last);
      packParts(entries, (hash, part) => change('INSERT INTO lookup (id, part) VALUES (?, ?)', run * LOOKUP_HASHES + hash, part));
      entries.clear();
    },
    remove(hash, seq) {
      for (const row of find.all(hash, seq, seq)) {
        const part = bytesColumn(row, 'part');
        const rest = withoutEntry(firstHash(row), part, hash, seq);
        if (rest.length < part.length) change('UPDATE lookup SET part = ? WHERE id = ?', rest, numberColumn(row, 'id') ?? 0);
      }
    },
  };
}

function firstHash(row: unknown): number {
  return (numberColumn(row, 'id') ?? 0) % LOOKUP_HASHES;
}

function countOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { entries }) => sum + entries, 0);
}

/** The runs that so many new entries are joined with: those of one size, when there are several or they make a large one. */
function joined(runs: ReadonlySet<Run>, added: number): readonly Run[] {
  const size = sizeOf(added);
  const same = [...runs].filter(({ entries }) => sizeOf(entries) === size);
  const isWorth = same.length + 1 >= JOINED_RUNS || added + countOf(same) >= SIZES[2];
  return isWorth && size < SIZES.length ? same : [];
}

function sizeOf(entries: number): number {
  return SIZES.filter((size) => entries >= size).length;
}
