import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter, TeleError, type TimelineEntry } from '../../core/index.ts';
import { bytesColumn, numberColumn } from './column.ts';
import type { DayFile } from './day-file.ts';
import { joinTimelines } from './join-timelines.ts';
import { type TimelinePart, writeTimeline } from './packed-call.ts';
import { decodeTimeline } from './timeline-reader.ts';

/**
 * Timelines of a day have numbers in the order in which they were written, and lie together in rows named after their first one: as they were written in
 * `timeline`, deflated in `chunk`.
 */
export const TIMELINE_SCHEMA = `
CREATE TABLE timeline (first INTEGER PRIMARY KEY, calls INTEGER NOT NULL, timelines BLOB NOT NULL) STRICT;
CREATE TABLE chunk (first INTEGER PRIMARY KEY, calls INTEGER NOT NULL, timelines BLOB NOT NULL) STRICT;
`;

/** Timelines of one row: those that are deflated together keep once what they share. */
export const CALLS_AT_ONCE = 64;

/** A timeline with its number, packed. */
export type NumberedTimeline = readonly [number: number, packed: Uint8Array];

/** The timeline with a number; empty when it was deleted. */
export function readTimeline(file: DayFile, number: number): TimelineEntry[] {
  const packed = rowOf(file, 'timeline', number)?.timelines.get(number) ?? rowOf(file, 'chunk', number)?.timelines.get(number);
  return packed === undefined ? [] : joinTimelines(decodeTimeline(packed));
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
  const row = new ByteWriter();
  for (let at = 0; at < some.length; at += CALLS_AT_ONCE) writeSome(file, row, first + at, some.slice(at, at + CALLS_AT_ONCE));
}

function hasParts({ parts }: UnwrittenTimeline): boolean {
  return parts.length > 0;
}

/** Those of one row, which begins with a number. `row` is an empty writer that is empty afterwards. */
function writeSome(file: DayFile, row: ByteWriter, first: number, timelines: readonly UnwrittenTimeline[]): void {
  let number = first;
  for (const one of timelines) {
    row.varint(number === first ? 0 : 1);
    writeTimeline(row, one.parts);
    one.timeline = number;
    number += 1;
  }
  insertRow(file, 'timeline', { first, calls: timelines.length, timelines: row.take() });
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
  if (row?.timelines.delete(number) !== true) return false;
  file.prepare(`DELETE FROM ${table} WHERE first = ?`).run(row.first);
  writeRow(file, table, [...row.timelines]);
  return true;
}

/** The tables that have timelines. */
export type TimelineTable = 'timeline' | 'chunk';

/** Writes one row; none for no timelines. */
export function writeRow(file: DayFile, table: TimelineTable, timelines: readonly NumberedTimeline[]): void {
  const first = timelines[0]?.[0];
  if (first === undefined) return;
  const joined = joinRow(timelines);
  insertRow(file, table, { first, calls: timelines.length, timelines: table === 'chunk' ? deflateRawSync(joined, { level: 6 }) : joined });
}

interface Row<T> {
  readonly first: number;
  readonly timelines: T;
}

function insertRow(file: DayFile, table: TimelineTable, { first, calls, timelines }: Row<Uint8Array> & { readonly calls: number }): void {
  file.prepare(`INSERT INTO ${table} (first, calls, timelines) VALUES (?, ?, ?)`).run(first, calls, timelines);
}

function rowOf(file: DayFile, table: TimelineTable, number: number): Row<Map<number, Uint8Array>> | undefined {
  const row = file.prepare(`SELECT first, timelines FROM ${table} WHERE first <= ? ORDER BY first DESC LIMIT 1`).get(number);
  const first = numberColumn(row, 'first');
  if (first === undefined) return undefined;
  const packed = bytesColumn(row, 'timelines');
  return { first, timelines: splitRow(first, table === 'chunk' ? inflateRawSync(packed) : packed) };
}

function joinRow(timelines: readonly NumberedTimeline[]): Uint8Array {
  const out = new ByteWriter();
  let last = timelines[0]?.[0] ?? 0;
  for (const [number, packed] of timelines) {
    out.varint(number - last);
    out.block(packed);
    last = number;
  }
  return out.take();
}

/** The timelines of a row of `timeline`, by their numbers. */
export function splitRow(first: number, bytes: Uint8Array): Map<number, Uint8Array> {
  const input = new ByteReader(bytes);
  const timelines = new Map<number, Uint8Array>();
  let number = first;
  while (!input.isDone) {
    number += input.varint();
    timelines.set(number, input.block());
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A row of timelines is cut short.');
  return timelines;
}
