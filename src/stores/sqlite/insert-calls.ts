import type { SqliteValue } from '../sqlite-driver.ts';
import { CALL_COLUMNS } from './call-columns.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { freeSeq } from './call-table.ts';
import { column, numberColumn } from './column.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { eachHash } from './lookup-hash.ts';
import type { PackedCall } from './packed-call.ts';
import { writeTimelines } from './timeline-table.ts';

/** Rows written by one statement. */
const ROWS_AT_ONCE = 32;
const ROW = `(?, ${CALL_COLUMNS.map(() => '?').join(', ')}, ?)`;
const INTO = `INSERT INTO calls (seq, ${CALL_COLUMNS.join(', ')}, timeline) VALUES`;
const INSERT = `${INTO} ${ROW} ON CONFLICT (seq) DO NOTHING`;
const INSERT_MANY = `${INTO} ${Array.from({ length: ROWS_AT_ONCE }, () => ROW).join(', ')}`;
const FIND_MANY = `SELECT seq FROM calls WHERE seq IN (${Array.from({ length: ROWS_AT_ONCE }, () => '?').join(', ')})`;

/** A call that the day does not have. */
export interface NewCall {
  readonly packed: PackedCall;
  /** In parts, as a `TimelineWriter` wrote them. */
  readonly timeline: readonly Uint8Array[];
}

/** A call with the first `seq` that it may get. */
interface PlacedCall {
  readonly seq: number;
  readonly packed: PackedCall;
  /** The number of its timeline; null without one. */
  readonly timeline: number | null;
}

// Hot: in order and many at once, rows cost less than one by one.
/** Writes calls that are not there. */
export function insertCalls(file: DayFile, calls: readonly NewCall[]): void {
  const sorted = placedCalls(file, calls);
  // The first `seq` of a millisecond is nearly always free.
  const free: PlacedCall[] = [];
  const others: PlacedCall[] = [];
  for (let at = 0; at < sorted.length; at += ROWS_AT_ONCE) {
    const some = sorted.slice(at, at + ROWS_AT_ONCE);
    const taken = takenSeqs(file, some);
    for (const one of some) (taken.has(one.seq) || one.seq === free.at(-1)?.seq ? others : free).push(one);
  }
  const whole = free.length - (free.length % ROWS_AT_ONCE);
  for (let at = 0; at < whole; at += ROWS_AT_ONCE) insertSome(file, free.slice(at, at + ROWS_AT_ONCE));
  for (const one of [...free.slice(whole), ...others]) insertOne(file, one);
}

/** Writes a call that is not there. */
export function insertCall(file: DayFile, call: NewCall): void {
  for (const placed of placedCalls(file, [call])) insertOne(file, placed);
}

/** In order of their places, with their timelines written. */
function placedCalls(file: DayFile, calls: readonly NewCall[]): PlacedCall[] {
  const sorted = calls.map((call) => ({ seq: firstSeq(file, call.packed), call })).sort((a, b) => a.seq - b.seq);
  const numbers = writeTimelines(
    file,
    sorted.map(({ call }) => call.timeline),
  );
  return sorted.map(({ seq, call }, index) => ({ seq, packed: call.packed, timeline: numbers[index] ?? null }));
}

function insertOne(file: DayFile, call: PlacedCall): void {
  addLookups(file, call.packed, insertRow(file, call));
}

/** As many as one statement takes, whose `seq` are free. */
function insertSome(file: DayFile, placed: readonly PlacedCall[]): void {
  file.prepare(INSERT_MANY).run(...placed.flatMap((call) => valuesOf(file, call, call.seq)));
  for (const { seq, packed } of placed) addLookups(file, packed, seq);
}

function valuesOf(file: DayFile, { packed, timeline }: PlacedCall, seq: number): SqliteValue[] {
  return [seq, ...file.rows.rowOf(packed, seq), timeline];
}

/** Which of their `seq` the day has. */
function takenSeqs(file: DayFile, placed: readonly PlacedCall[]): ReadonlySet<number> {
  const [first] = placed;
  const wanted = Array.from({ length: ROWS_AT_ONCE }, (_, index) => (placed[index] ?? first)?.seq ?? 0);
  const rows = file.prepare(FIND_MANY).all(...wanted);
  return new Set(rows.map((row) => numberColumn(row, 'seq') ?? 0));
}

function firstSeq(file: DayFile, { startedAt }: PackedCall): number {
  return Math.floor(microsecondsInDay(startedAt, file.day) / 1000) * SEQ_PER_MILLISECOND;
}

/** Writes the row of a call where there is room. Returns its `seq`. */
function insertRow(file: DayFile, call: PlacedCall): number {
  const insert = file.prepare(INSERT);
  if (Number(column(insert.run(...valuesOf(file, call, call.seq)), 'changes')) > 0) return call.seq;
  const seq = freeSeq(file, 'calls', call.packed.startedAt);
  insert.run(...valuesOf(file, call, seq));
  return seq;
}

function addLookups(file: DayFile, { detail }: PackedCall, seq: number): void {
  eachHash(detail, (hash) => file.lookup.add(hash, seq));
}
