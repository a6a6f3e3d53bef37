import {
  type CallWithTimeline,
  isSuchEnd,
  type NumberCondition,
  type NumberEnd,
  type StoredCall,
  type TimelineEntry,
} from '../../../core/index.ts';
import { type CallHead, readHead } from '../../../format/index.ts';
import { firstSeqAt, SEQ_PER_MILLISECOND, type SeqSpan } from '../columns/seq.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import { DAY_MICROSECONDS, microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { callHashes, lookupHash } from '../lookup/lookup-hash.ts';
import { readTimeline, removeTimeline } from '../timeline/timeline-table.ts';

/** Where a call is kept. */
export interface CallPlace {
  readonly file: DayFile;
  readonly seq: number;
}

/** Whether a call is found by a text: two texts may have one hash. */
const IS_FOUND = {
  callId: ({ id }, text) => id === text,
  callKey: ({ callKey, aliases }, text) => callKey === text || aliases.includes(text),
  number: ({ callerHash, calleeHash }, text) => callerHash === text || calleeHash === text,
} as const satisfies { readonly [kind: string]: (head: CallHead, text: string) => boolean };

/** The calls of a day by a text that leads to them, newest first. */
export function findSeqs(file: DayFile, kind: keyof typeof IS_FOUND, text: string, span?: SeqSpan): number[] {
  return file.lookup.find(lookupHash(kind, text), span?.first, span?.last).filter((seq) => {
    const head = headAt(file, seq);
    return head !== undefined && IS_FOUND[kind](head, text);
  });
}

/** The same by a number: its hash, or an end that somebody in the call has. */
export function findByNumber(file: DayFile, { hash, end }: NumberCondition, span?: SeqSpan): number[] {
  const whole = hash === undefined ? [] : findSeqs(file, 'number', hash, span);
  if (end === undefined) return whole;
  return [...new Set([...whole, ...findByEnd(file, end, span)])].toSorted((a, b) => b - a);
}

/** The calls of a day that name somebody with such an end. */
export function findByEnd(file: DayFile, wanted: NumberEnd, span?: SeqSpan): number[] {
  return file.lookup
    .find(lookupHash('end', wanted.tail), span?.first, span?.last)
    .filter((seq) => headAt(file, seq)?.ends.some((end) => isSuchEnd(end, wanted)) === true);
}

/** By what the call at a place is found; undefined when there is none. */
export function headAt(file: DayFile, seq: number): CallHead | undefined {
  const row = file.prepare('SELECT detail FROM calls WHERE seq = ?').get(seq);
  return row === undefined ? undefined : readHead(file.details.unpack(bytesColumn(row, 'detail')));
}

// Hot: the export of traces asks for each of them, so its row is read once.
/** The call of a day that has an id, with its timeline. Undefined when there is none. */
export function findWhole(file: DayFile, id: string): CallWithTimeline | undefined {
  for (const seq of file.lookup.find(lookupHash('callId', id))) {
    const row = file.prepare('SELECT * FROM calls WHERE seq = ?').get(seq);
    const call = row === undefined ? undefined : file.rows.callOf(row);
    if (call?.id !== id) continue;
    const timeline = numberColumn(row, 'timeline');
    return { call, timeline: timeline === undefined ? [] : readTimeline(file, timeline) };
  }
  return undefined;
}

/** The call at a place, undefined when it is gone. */
export function readCall({ file, seq }: CallPlace): StoredCall | undefined {
  const row = file.prepare('SELECT * FROM calls WHERE seq = ?').get(seq);
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
  for (let first = firstSeqAt(microsecondsInDay(at, file.day)); ; first += SEQ_PER_MILLISECOND) {
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
  return [firstSeqAt(first), firstSeqAt(last + 999) + SEQ_PER_MILLISECOND - 1];
}
