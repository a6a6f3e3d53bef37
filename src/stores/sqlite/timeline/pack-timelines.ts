import type { TimelineEntry } from '../../../core/index.ts';
import { decodeTimeline, decodeTimelineRow, encodeTimeline, type NumberedTimeline } from '../../../format/index.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { inTransaction, inUnsyncedTransaction } from '../database/transaction.ts';
import { joinTimelines } from '../../answers/join-timelines.ts';
import { CALLS_AT_ONCE, type TimelineTable, writeRow } from './timeline-table.ts';

/** Chunks per transaction: some milliseconds of work. */
const CHUNKS_AT_ONCE = 2;

/** Packs some more timelines of a day that is over. False when there are none left. */
export function packTimelines(file: DayFile): boolean {
  const last = lastOfSome(file, CALLS_AT_ONCE * CHUNKS_AT_ONCE);
  if (last === undefined) return false;
  const rows = file.prepare('SELECT first, timelines FROM timeline WHERE first <= ? ORDER BY first').all(last);
  const timelines = rows
    .flatMap((row) => [...decodeTimelineRow(numberColumn(row, 'first') ?? 0, bytesColumn(row, 'timelines'))])
    .map(([number, written]): NumberedTimeline => [number, encodeTimeline(coarsened(joinTimelines(decodeTimeline(written))))]);
  inUnsyncedTransaction(file.db, () => {
    for (let at = 0; at < timelines.length; at += CALLS_AT_ONCE) writeRow(file, 'chunk', timelines.slice(at, at + CALLS_AT_ONCE));
    file.prepare('DELETE FROM timeline WHERE first <= ?').run(last);
    file.prepare('UPDATE meta SET packed = packed + ?').run(timelines.length);
  });
  return true;
}

/** Up to which row there are about so many timelines, at least one row and not much more than asked for. Undefined when there are none. */
function lastOfSome(file: DayFile, calls: number): number | undefined {
  let last: number | undefined;
  let sum = 0;
  for (const row of file.prepare('SELECT first, calls FROM timeline ORDER BY first LIMIT ?').all(calls)) {
    sum += numberColumn(row, 'calls') ?? 0;
    if (last !== undefined && sum > calls) break;
    last = numberColumn(row, 'first');
  }
  return last;
}

/** Deletes some more timelines of a day. The number deleted; 0 when there are none left. */
export function deleteTimelines(file: DayFile): number {
  let deleted = 0;
  inTransaction(file.db, () => {
    const packed = deleteRows(file, 'chunk', 200);
    file.prepare('UPDATE meta SET packed = packed - ?').run(packed);
    deleted = packed + deleteRows(file, 'timeline', 100);
  });
  return deleted;
}

function deleteRows(file: DayFile, table: TimelineTable, count: number): number {
  const some = file
    .prepare(`SELECT sum(calls) AS calls, max(first) AS first FROM (SELECT calls, first FROM ${table} ORDER BY first LIMIT ?)`)
    .get(count);
  const first = numberColumn(some, 'first');
  if (first !== undefined) file.prepare(`DELETE FROM ${table} WHERE first <= ?`).run(first);
  return numberColumn(some, 'calls') ?? 0;
}

/**
 * The timeline as it is kept for good: in milliseconds, counted by arrival, and with small numbers for tags, branches and contents, which only have to tell
 * what is the same from what is not. The hashes take more room than all the rest.
 */
function coarsened(entries: readonly TimelineEntry[]): TimelineEntry[] {
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
