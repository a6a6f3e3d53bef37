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

// Hot: many calls at once, for a row of each would cost more than its bytes.
/** Writes timelines, each in parts. Their numbers; null for one without parts, which is not written. */
export function writeTimelines(file: DayFile, timelines: readonly (readonly TimelinePart[])[]): (number | null)[] {
  const count = timelines.reduce((sum, parts) => sum + Number(parts.length > 0), 0);
  const numbers: (number | null)[] = [];
  let number = count === 0 ? 0 : takeNumbers(file, count);
  let calls = 0;
  const row = new ByteWriter();
  const write = (): void => {
    if (calls > 0) insertRow(file, 'timeline', { first: number - calls, calls, timelines: row.take() });
    calls = 0;
  };
  for (const parts of timelines) {
    numbers.push(parts.length === 0 ? null : number);
    if (parts.length === 0) continue;
    row.varint(calls === 0 ? 0 : 1);
    writeTimeline(row, parts);
    number += 1;
    calls += 1;
    if (calls === CALLS_AT_ONCE) write();
  }
  write();
  return numbers;
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
