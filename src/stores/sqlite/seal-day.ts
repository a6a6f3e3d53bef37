import type { TimelineEntry } from '../../core/index.ts';
import { bytesColumn, numberColumn } from './column.ts';
import { type DayFile, inTransaction } from './day-file.ts';
import { decodeTimeline, encodeTimeline, joinTimelines } from './timeline-codec.ts';
import { CHUNK_CALLS, packChunk } from './timeline-table.ts';

/** Chunks per transaction: some milliseconds of work. */
const CHUNKS_AT_ONCE = 2;
/** Pages given back to the disk at once. */
const PAGES_AT_ONCE = 200;

/** Packs some more timelines of a day that is over. False when there are none left. */
export function packTimelines(file: DayFile): boolean {
  const packed = numberColumn(file.prepare('SELECT max(last) AS last FROM chunk').get(), 'last') ?? -1;
  // A row below the last chunk is a call that came late; it stays as it is, for chunks lie one after the other.
  const rows = file
    .prepare('SELECT seq, entries FROM timeline WHERE seq > ? ORDER BY seq LIMIT ?')
    .all(packed, CHUNK_CALLS * CHUNKS_AT_ONCE);
  if (rows.length === 0) return false;
  const timelines = rows.map((row): readonly [number, Uint8Array] => {
    const entries = joinTimelines(decodeTimeline(bytesColumn(row, 'entries')));
    return [numberColumn(row, 'seq') ?? 0, encodeTimeline(settle(entries))];
  });
  const last = timelines.at(-1)?.[0] ?? 0;
  inTransaction(file.db, () => {
    for (let at = 0; at < timelines.length; at += CHUNK_CALLS) {
      const part = timelines.slice(at, at + CHUNK_CALLS);
      writeChunk(file, part);
    }
    file.prepare('DELETE FROM timeline WHERE seq > ? AND seq <= ?').run(packed, last);
    file.prepare('UPDATE meta SET packed = packed + ?').run(timelines.length);
  });
  return true;
}

/** Writes one chunk; the one with the same first call is replaced. */
export function writeChunk(file: DayFile, timelines: readonly (readonly [number, Uint8Array])[]): void {
  const first = timelines[0]?.[0];
  const last = timelines.at(-1)?.[0];
  if (first === undefined || last === undefined) return;
  file
    .prepare('INSERT OR REPLACE INTO chunk (first, last, calls, timelines) VALUES (?, ?, ?, ?)')
    .run(first, last, timelines.length, packChunk(timelines));
}

/** Gives some free pages of a file back to the disk. False when there are none left. */
export function releasePages(file: DayFile): boolean {
  const free = numberColumn(file.db.prepare('PRAGMA freelist_count').get(), 'freelist_count') ?? 0;
  if (free === 0) return false;
  file.db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  return free > PAGES_AT_ONCE;
}

/** Deletes some more timelines of a day. The number deleted; 0 when there are none left. */
export function deleteTimelines(file: DayFile): number {
  let deleted = 0;
  inTransaction(file.db, () => {
    const chunk = file
      .prepare('SELECT sum(calls) AS calls, max(first) AS first FROM (SELECT calls, first FROM chunk ORDER BY first LIMIT 200)')
      .get();
    const first = numberColumn(chunk, 'first');
    if (first !== undefined) {
      file.prepare('DELETE FROM chunk WHERE first <= ?').run(first);
      const calls = numberColumn(chunk, 'calls') ?? 0;
      file.prepare('UPDATE meta SET packed = packed - ?').run(calls);
      deleted += calls;
    }
    const row = file.prepare('SELECT count(*) AS calls, max(seq) AS seq FROM (SELECT seq FROM timeline ORDER BY seq LIMIT 2000)').get();
    const seq = numberColumn(row, 'seq');
    if (seq !== undefined) {
      file.prepare('DELETE FROM timeline WHERE seq <= ?').run(seq);
      deleted += numberColumn(row, 'calls') ?? 0;
    }
  });
  return deleted;
}

/**
 * The timeline as it is kept for good: in milliseconds, counted by arrival, and with small numbers for tags, branches and contents, which only have to tell
 * what is the same from what is not. The hashes take more room than all the rest.
 */
export function settle(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const hashes = new Map<number, number>();
  const small = (hash: number): number => {
    const known = hashes.get(hash) ?? hashes.size;
    hashes.set(hash, known);
    return known;
  };
  return entries.map((entry, arrival) => ({
    ...entry,
    at: inMilliseconds(entry.at),
    receivedAt: inMilliseconds(entry.at),
    arrival,
    branches: entry.branches.map(small),
    contentHash: small(entry.contentHash),
    ...(entry.fromTag === undefined ? {} : { fromTag: small(entry.fromTag) }),
    ...(entry.toTag === undefined ? {} : { toTag: small(entry.toTag) }),
  }));
}

function inMilliseconds(at: number): number {
  return Math.round(at * 1000) / 1000;
}
