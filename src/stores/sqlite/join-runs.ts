import type { SqliteDatabase } from '../sqlite-driver.ts';
import { bytesColumn, numberColumn } from './column.ts';
import { LookupEntries } from './lookup-entries.ts';
import { LOOKUP_HASHES } from './lookup-hash.ts';
import { eachEntry, packParts } from './lookup-part.ts';

/** All others are joined into this one; what is written later has a higher number. */
const JOINED_RUN = 0;
/** Entries that are moved at once: some milliseconds of work. */
const ENTRIES_AT_ONCE = 8192;

interface Run {
  readonly run: number;
  readonly entries: number;
  /** The lowest hash; undefined when nothing is left of it. */
  readonly lowest: number | undefined;
}

/**
 * Moves some entries of a lookup from all of its runs into one, the lowest hashes first, so that one place has each hash however often the work is interrupted.
 * False when all lie in one run. Belongs into a transaction.
 */
export function joinRuns(db: SqliteDatabase): boolean {
  const runs = runsOf(db);
  if (runs.length < 2) return false;
  const others = runs.filter(({ run }) => run !== JOINED_RUN);
  const from = others.reduce((least, { lowest = LOOKUP_HASHES }) => Math.min(least, lowest), LOOKUP_HASHES);
  const all = runs.reduce((sum, { entries }) => sum + entries, 0);
  const end = Math.min(LOOKUP_HASHES, from + Math.ceil((LOOKUP_HASHES * ENTRIES_AT_ONCE) / Math.max(1, all)));
  const entries = new LookupEntries();
  for (const one of others) takeOut(db, one, end, entries);
  const moved = entries.length;
  const [first, last] = entries.extent();
  // Whole parts of it, so that what is put in between stays in order.
  take(db, JOINED_RUN, partBefore(db, from), end, (hash, seq) => entries.add(hash, seq));
  put(db, JOINED_RUN, entries);
  if (moved > 0)
    db.prepare(
      `INSERT INTO lookup_run (run, entries, first, last) VALUES (?, ?, ?, ?)
ON CONFLICT (run) DO UPDATE SET entries = entries + excluded.entries, first = min(first, excluded.first), last = max(last, excluded.last)`,
    ).run(JOINED_RUN, moved, first, last);
  return true;
}

function runsOf(db: SqliteDatabase): Run[] {
  const lowest = `(SELECT min(id) FROM lookup WHERE id >= run * ${LOOKUP_HASHES} AND id < (run + 1) * ${LOOKUP_HASHES})`;
  const rows = db.prepare(`SELECT run, entries, ${lowest} - run * ${LOOKUP_HASHES} AS lowest FROM lookup_run`).all();
  return rows.map((row) => ({
    run: numberColumn(row, 'run') ?? 0,
    entries: numberColumn(row, 'entries') ?? 0,
    lowest: numberColumn(row, 'lowest'),
  }));
}

/** Moves the entries of a run with hashes below `end` into `entries`; deletes the run when nothing is left of it. */
function takeOut(db: SqliteDatabase, { run, entries: before, lowest }: Run, end: number, entries: LookupEntries): void {
  const kept = new LookupEntries();
  const known = entries.length;
  if (lowest !== undefined) take(db, run, lowest, end, (hash, seq) => (hash < end ? entries : kept).add(hash, seq));
  put(db, run, kept);
  const left = db.prepare('SELECT id FROM lookup WHERE id >= ? AND id < ? LIMIT 1').get(run * LOOKUP_HASHES, (run + 1) * LOOKUP_HASHES);
  if (left === undefined) db.prepare('DELETE FROM lookup_run WHERE run = ?').run(run);
  else db.prepare('UPDATE lookup_run SET entries = ? WHERE run = ?').run(before - entries.length + known, run);
}

/** The first hash of the part of the joined run that may have a hash. */
function partBefore(db: SqliteDatabase, hash: number): number {
  return numberColumn(db.prepare('SELECT max(id) AS id FROM lookup WHERE id <= ?').get(hash), 'id') ?? hash;
}

/** Takes the parts of a run out of it whose first hash is from `from` until before `end`. */
function take(db: SqliteDatabase, run: number, from: number, end: number, use: (hash: number, seq: number) => void): void {
  const span = [run * LOOKUP_HASHES + from, run * LOOKUP_HASHES + end] as const;
  for (const row of db.prepare('SELECT id, part FROM lookup WHERE id >= ? AND id < ?').all(...span))
    eachEntry((numberColumn(row, 'id') ?? 0) % LOOKUP_HASHES, bytesColumn(row, 'part'), use);
  db.prepare('DELETE FROM lookup WHERE id >= ? AND id < ?').run(...span);
}

function put(db: SqliteDatabase, run: number, entries: LookupEntries): void {
  const insert = db.prepare('INSERT INTO lookup (id, part) VALUES (?, ?)');
  packParts(entries, (hash, part) => insert.run(run * LOOKUP_HASHES + hash, part));
}
