import type { StoredCall, TimelineEntry } from '../../../core/index.ts';
import { type CallHead, readHead } from '../../../format/index.ts';
import { SEQ_PER_MILLISECOND } from '../columns/call-row.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import { DAY_MICROSECONDS, microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { callHashes, lookupHash } from '../lookup/lookup-hash.ts';
import { readTimeline, removeTimeline } from '../timeline/timeline-table.ts';

const READ_ONE = 'SELECT * FROM calls WHERE seq = ?';

/** Where a call is kept. */
export interface CallPlace {
  readonly file: DayFile;
  readonly seq: number;
}

/** The calls of a day by a text that leads to them, newest first; each is looked at. */
export function findSeqs(
  file: DayFile,
  kind: 'callId' | 'callKey' | 'number',
  text: string,
  isMeant: (head: CallHead) => boolean,
  first?: number,
  last?: number,
): number[] {
  return file.lookup.find(lookupHash(kind, text), first, last).filter((seq) => {
    const head = headAt(file, seq);
    return head !== undefined && isMeant(head);
  });
}

/** By what the call at a place is found; undefined when there is none. */
export function headAt(file: DayFile, seq: number): CallHead | undefined {
  const row = file.prepare('SELECT detail FROM calls WHERE seq = ?').get(seq);
  return row === undefined ? undefined : readHead(bytesColumn(row, 'detail'));
}

/** The call at a place, undefined when it is gone. */
export function readCall({ file, seq }: CallPlace): StoredCall | undefined {
  const row = file.prepare(READ_ONE).get(seq);
  return row === undefined ? undefined : file.rows.callOf(row);
}

/** Deletes a call, its timeline and what leads to it. */
export function removeCall({ file, seq }: CallPlace): void {
  const timeline = timelineNumber({ file, seq });
  if (timeline !== undefined) removeTimeline(file, timeline);
  const head = headAt(file, seq);
  file.prepare('DELETE FROM calls WHERE seq = ?').run(seq);
  if (head !== undefined) for (const hash of callHashes(head)) file.lookup.remove(hash, seq);
}

/** The timeline of the call at a place. */
export function timelineAt(place: CallPlace): TimelineEntry[] {
  const timeline = timelineNumber(place);
  return timeline === undefined ? [] : readTimeline(place.file, timeline);
}

/** Undefined for a call without one. */
function timelineNumber({ file, seq }: CallPlace): number | undefined {
  return numberColumn(file.prepare('SELECT timeline FROM calls WHERE seq = ?').get(seq), 'timeline');
}

/** A `seq` of the millisecond of a time that no row has; of a later one when all are taken. */
export function freeSeq(file: DayFile, table: 'calls' | 'registrations' | 'latencies', at: number): number {
  const ends = file.prepare(`SELECT max(seq) AS last, count(*) AS rows FROM ${table} WHERE seq BETWEEN ? AND ?`);
  for (let first = Math.floor(microsecondsInDay(at, file.day) / 1000) * SEQ_PER_MILLISECOND; ; first += SEQ_PER_MILLISECOND) {
    const end = first + SEQ_PER_MILLISECOND;
    const row = ends.get(first, end - 1);
    const next = (numberColumn(row, 'last') ?? first - 1) + 1;
    if (next < end) return next;
    if (numberColumn(row, 'rows') === SEQ_PER_MILLISECOND) continue;
    const rows = file.prepare(`SELECT seq FROM ${table} WHERE seq BETWEEN ? AND ?`).all(first, end - 1);
    const taken = new Set(rows.map((one) => numberColumn(one, 'seq')));
    for (let seq = first; seq < end; seq += 1) if (!taken.has(seq)) return seq;
  }
}

/**
 * How far the start of a call that was over may move by what is learned later: twice the allowed skew of clocks. A call that seems to have started further
 * away is not found again, and counts as another one.
 */
export const MAX_MOVE_SECONDS = 600;

/** The first and the last `seq` in a day that something written before at this time may have now. */
export function seqRange(at: number, day: number): readonly [number, number] {
  const first = Math.max(0, microsecondsInDay(at - MAX_MOVE_SECONDS, day));
  const last = Math.min(DAY_MICROSECONDS, microsecondsInDay(at + MAX_MOVE_SECONDS, day));
  return [Math.floor(first / 1000) * SEQ_PER_MILLISECOND, Math.ceil(last / 1000) * SEQ_PER_MILLISECOND + SEQ_PER_MILLISECOND - 1];
}
