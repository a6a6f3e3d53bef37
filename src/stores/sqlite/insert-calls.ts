import { CALL_COLUMNS } from './call-columns.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { freeSeq } from './call-table.ts';
import { column, numberColumn } from './column.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { eachHash } from './lookup-hash.ts';
import type { PackedCall } from './packed-call.ts';
import { writeTimeline, writeTimelines } from './timeline-table.ts';

/** Rows written by one statement. */
const ROWS_AT_ONCE = 32;
const ROW = `(?, ${CALL_COLUMNS.map(() => '?').join(', ')})`;
const INTO = `INSERT INTO calls (seq, ${CALL_COLUMNS.join(', ')}) VALUES`;
const INSERT = `${INTO} ${ROW} ON CONFLICT (seq) DO NOTHING`;
const INSERT_MANY = `${INTO} ${Array.from({ length: ROWS_AT_ONCE }, () => ROW).join(', ')}`;
const FIND_MANY = `SELECT seq FROM calls WHERE seq IN (${Array.from({ length: ROWS_AT_ONCE }, () => '?').join(', ')})`;

/** A call that the day does not have. */
export interface NewCall {
  readonly packed: PackedCall;
  /** In parts, as `encodeTimeline` packed them. */
  readonly timeline: readonly Uint8Array[];
}

/** A call with the `seq` that it gets. */
interface PlacedCall {
  readonly seq: number;
  readonly call: NewCall;
}

// Hot: in order and many at once, rows cost less than one by one.
/** Writes calls that are not there. */
export function insertCalls(file: DayFile, calls: readonly NewCall[]): void {
  const sorted = calls.map((call): PlacedCall => ({ seq: firstSeq(file, call.packed), call })).sort((a, b) => a.seq - b.seq);
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
  for (const { call } of [...free.slice(whole), ...others]) insertCall(file, call);
}

/** Writes a call that is not there. */
export function insertCall(file: DayFile, { packed, timeline }: NewCall): void {
  const seq = insertRow(file, packed);
  writeTimeline(file, seq, timeline);
  addLookups(file, packed, seq);
}

/** As many as one statement takes, whose `seq` are free. */
function insertSome(file: DayFile, placed: readonly PlacedCall[]): void {
  file.prepare(INSERT_MANY).run(...placed.flatMap(({ seq, call }) => [seq, ...file.rows.rowOf(call.packed, seq)]));
  writeTimelines(
    file,
    placed.map(({ seq, call }) => [seq, call.timeline]),
  );
  for (const { seq, call } of placed) addLookups(file, call.packed, seq);
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
function insertRow(file: DayFile, call: PackedCall): number {
  const insert = file.prepare(INSERT);
  const first = firstSeq(file, call);
  if (Number(column(insert.run(first, ...file.rows.rowOf(call, first)), 'changes')) > 0) return first;
  const seq = freeSeq(file, 'calls', call.startedAt);
  insert.run(seq, ...file.rows.rowOf(call, seq));
  return seq;
}

function addLookups(file: DayFile, { detail }: PackedCall, seq: number): void {
  eachHash(detail, (hash) => file.lookup.add(hash, seq));
}
