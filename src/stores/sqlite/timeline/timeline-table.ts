import type { TimelineEntry } from '../../../core/index.ts';
import { decodeTimeline, decodeTimelineRow, encodeTimelineRow, type NumberedTimeline, type TimelinePart } from '../../../format/index.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { joinTimelines } from '../../answers/join-timelines.ts';

/**
 * The tables of timelines. Those of a day have numbers in the order in which they were written, and lie together in rows named after their first one: as they
 * were written in `timeline`, packed for good in `chunk`.
 */
export type TimelineTable = 'timeline' | 'chunk';

/** Timelines of one row: those that are deflated together keep once what they share. */
export const CALLS_AT_ONCE = 64;

/** How hard a row of either table is compressed (RFC 1951): one that is written while calls come, and one for good. */
const LEVEL = { timeline: 1, chunk: 6 } as const;

/** The timeline with a number; empty when it was deleted. */
export function readTimeline(file: DayFile, number: number): TimelineEntry[] {
  const packed = packedIn(file, 'timeline', number) ?? packedIn(file, 'chunk', number);
  return packed === undefined ? [] : joinTimelines(decodeTimeline(packed));
}

function packedIn(file: DayFile, table: TimelineTable, number: number): Uint8Array | undefined {
  const row = rowOf(file, table, number);
  return row && file.unpacked.timelinesOf(row.first, row.bytes).get(number);
}

/** A timeline to be written. */
export interface UnwrittenTimeline {
  readonly parts: readonly TimelinePart[];
  /** Its number, once it is written; null before, and without parts. */
  timeline: number | null;
}

// Hot: many calls at once, for a row of each would cost more than its bytes.
/** Writes timelines, and gives them their numbers. One without parts is not written. */
export function writeTimelines(file: DayFile, timelines: readonly UnwrittenTimeline[]): void {
  const some = timelines.filter(hasParts);
  if (some.length === 0) return;
  const first = takeNumbers(file, some.length);
  for (let at = 0; at < some.length; at += CALLS_AT_ONCE) writeSome(file, first + at, some.slice(at, at + CALLS_AT_ONCE));
}

function hasParts({ parts }: UnwrittenTimeline): boolean {
  return parts.length > 0;
}

/** Those of one row, which begins with a number. */
function writeSome(file: DayFile, first: number, timelines: readonly UnwrittenTimeline[]): void {
  const numbered = timelines.map((one, index): NumberedTimeline => {
    one.timeline = first + index;
    return [first + index, joinParts(one.parts)];
  });
  writeRow(file, 'timeline', numbered);
}

/** What is written after each other is one timeline. */
function joinParts(parts: readonly TimelinePart[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first.timelineBytes;
  return Buffer.concat(parts.map(({ timelineBytes }) => timelineBytes));
}

/** The first of so many numbers that no timeline of this day has had. */
function takeNumbers(file: DayFile, count: number): number {
  const given = file.prepare('UPDATE meta SET timelines = timelines + ? RETURNING timelines').get(count);
  return (numberColumn(given, 'timelines') ?? 0) - count + 1;
}

/** Deletes a timeline, of which no byte stays in its row. */
export function removeTimeline(file: DayFile, number: number): void {
  if (removeFrom(file, 'timeline', number)) return;
  if (removeFrom(file, 'chunk', number)) file.prepare('UPDATE meta SET packed = packed - 1').run();
}

function removeFrom(file: DayFile, table: TimelineTable, number: number): boolean {
  const row = rowOf(file, table, number);
  if (row === undefined) return false;
  const timelines = decodeTimelineRow(row.first, row.bytes);
  if (!timelines.delete(number)) return false;
  file.prepare(`DELETE FROM ${table} WHERE first = ?`).run(row.first);
  writeRow(file, table, [...timelines]);
  return true;
}

/** Writes one row; none for no timelines. */
export function writeRow(file: DayFile, table: TimelineTable, timelines: readonly NumberedTimeline[]): void {
  const first = timelines[0]?.[0];
  if (first === undefined) return;
  file
    .prepare(`INSERT INTO ${table} (first, calls, timelines) VALUES (?, ?, ?)`)
    .run(first, timelines.length, encodeTimelineRow(timelines, LEVEL[table]));
}

interface Row {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** The row that a number lies in, if any does. */
function rowOf(file: DayFile, table: TimelineTable, number: number): Row | undefined {
  const row = file.prepare(`SELECT first, timelines FROM ${table} WHERE first <= ? ORDER BY first DESC LIMIT 1`).get(number);
  const first = numberColumn(row, 'first');
  return first === undefined ? undefined : { first, bytes: bytesColumn(row, 'timelines') };
}
