import type { PackedCall, TimelinePart } from '../../../format/index.ts';
import { CALL_COLUMNS } from '../columns/call-columns.ts';
import type { PlacedCall } from '../columns/call-row.ts';
import { firstSeqAt, SEQ_PER_MILLISECOND } from '../columns/seq.ts';
import { freeSeq, headAt } from './stored-call.ts';
import { column } from '../database/column.ts';
import { microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { LookupEntry } from '../lookup/lookup.ts';
import { callHashes } from '../lookup/lookup-hash.ts';
import { writeTimelines } from '../timeline/timeline-table.ts';

/** Rows written by one statement. */
const ROWS_AT_ONCE = 32;
const ROW = `(?, ${CALL_COLUMNS.map(() => '?').join(', ')})`;
const INTO = `INSERT INTO calls (seq, ${CALL_COLUMNS.join(', ')}) VALUES`;
const INSERT = `${INTO} ${ROW} ON CONFLICT (seq) DO NOTHING`;
/** It leaves out rows, and does not fail: for a statement that may fail after its first row, SQLite copies each page before it changes it. */
const INSERT_MANY = `${INTO.replace('INSERT', 'INSERT OR IGNORE')} ${Array.from({ length: ROWS_AT_ONCE }, () => ROW).join(', ')}`;

/** A call that the day does not have. */
export interface NewCall {
  readonly packed: PackedCall;
  /** In parts. */
  readonly timeline: readonly TimelinePart[];
}

// Hot: in order and many at once, rows cost less than one by one.
/** Writes calls that are not there. */
export function insertCalls(file: DayFile, calls: readonly NewCall[]): void {
  const sorted = placedCalls(file, calls);
  const entries: LookupEntry[] = [];
  const whole = sorted.length - (sorted.length % ROWS_AT_ONCE);
  for (let at = 0; at < whole; at += ROWS_AT_ONCE) insertSome(file, sorted.slice(at, at + ROWS_AT_ONCE), entries);
  for (const one of sorted.slice(whole)) insertOne(file, one, entries);
  file.lookup.add(entries);
}

/** In order of their places, with their timelines written. */
function placedCalls(file: DayFile, calls: readonly NewCall[]): PlacedCall[] {
  // Hot: one object for each call, because all of a batch are copied by a collection of garbage meanwhile.
  const placed = calls.map(({ packed, timeline }) => ({ seq: wantedSeq(file, packed), packed, parts: timeline, timeline: null }));
  placed.sort(bySeq);
  writeTimelines(file, placed);
  return placed;
}

function bySeq(a: PlacedCall, b: PlacedCall): number {
  return a.seq - b.seq;
}

function insertOne(file: DayFile, call: PlacedCall, entries: LookupEntry[]): void {
  addEntries(entries, call.packed, insertRow(file, call));
}

/** As many as one statement takes, in order. Those whose `seq` another call has, which is rare, one by one. */
function insertSome(file: DayFile, placed: readonly PlacedCall[], entries: LookupEntry[]): void {
  const isAll = rowsWritten(file.prepare(INSERT_MANY).run(...file.rows.valuesOf(placed))) === placed.length;
  for (const one of placed) {
    const { seq, packed } = one;
    if (isAll || headAt(file, seq)?.id === packed.id) addEntries(entries, packed, seq);
    else insertOne(file, one, entries);
  }
}

function rowsWritten(result: unknown): number {
  return Number(column(result, 'changes'));
}

/** A place in the millisecond, by the id: calls that start together rarely want the same. */
function wantedSeq(file: DayFile, { id, startedAt }: PackedCall): number {
  let mixed = 0;
  for (let at = 0; at < id.length; at += 1) mixed = (Math.imul(mixed, 31) + id.charCodeAt(at)) | 0;
  return firstSeqAt(microsecondsInDay(startedAt, file.day)) + ((mixed >>> 8) % SEQ_PER_MILLISECOND);
}

/** Writes the row of a call where there is room. Returns its `seq`. */
function insertRow(file: DayFile, call: PlacedCall): number {
  const insert = file.prepare(INSERT);
  const tryAt = (seq: number): boolean => rowsWritten(insert.run(...file.rows.valuesOf([{ ...call, seq }]))) > 0;
  if (tryAt(call.seq)) return call.seq;
  const seq = freeSeq(file, 'calls', call.packed.startedAt);
  tryAt(seq);
  return seq;
}

function addEntries(entries: LookupEntry[], packed: PackedCall, seq: number): void {
  for (const hash of callHashes(packed.head)) entries.push({ hash, seq });
}
