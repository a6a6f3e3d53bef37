import {
  type CallConditions,
  type Cause,
  DECLINE,
  matchesCall,
  type NumberCondition,
  numberCondition,
  type StoredCall,
  type Window,
} from '../../../core/index.ts';
import type { PagePosition } from '../../answers/cursor.ts';
import type { SearchStep } from '../../answers/list-page.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import type { SqliteValue } from '../database/sqlite-driver.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { FLAG } from '../columns/call-columns.ts';
import { millisecondOf, rangeInDay, SEQ_PER_MILLISECOND, type SeqSpan } from '../columns/seq.ts';
import { callIdTerm } from './call-id-term.ts';
import { findByNumber, readCall } from '../rows/stored-call.ts';
import { microseconds } from '../../../format/index.ts';
import { timeInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { SCORE } from '../columns/packed-score.ts';
import { orderedRows, type PlacedRow, rowsBackwards } from '../rows/ordered-rows.ts';

/** An hour, in `seq`. */
const HOUR_SEQS = 3600 * 1000 * SEQ_PER_MILLISECOND;

/** Calls whose details SQLite searches within some 50 ms. */
const MOST_AT_ONCE = 100_000;

/** All calls that meet the conditions, newest first, from after a position on. At the start of each hour it says how far it is. */
export function* searchCalls(
  files: DayFiles,
  active: ActiveFile,
  conditions: CallConditions,
  after: PagePosition | undefined,
): Generator<SearchStep<StoredCall>, void> {
  const { reopened } = active.counts();
  const isWanted = (call: StoredCall): boolean => matchesCall(call, conditions) && (after === undefined || newestFirst(call, after) > 0);
  const open = mergeOpen(active, isWanted, after);
  for (const day of files.days()) {
    const range = conditions.isActive === true ? undefined : rangeInDay(day, upTo(conditions, after));
    if (range === undefined) continue;
    const unread = files.unread.count();
    for (const span of spansOf(files, day, range, conditions)) {
      for (const call of files.readEach(day, (file) => callsOfDay(file, conditions, span))) {
        if (!isWanted(call) || reopened.has(call.id)) continue;
        yield* open.before(call);
        if (!open.hasShown(call.id)) yield { found: call };
      }
      // One that cannot be read is not tried again for each hour.
      const begin: SeqSpan = files.unread.count() > unread ? range : span;
      const end: PagePosition = { startedAt: startOf(day, begin), id: '' };
      yield* open.before(end);
      yield { searchedUntil: end.startedAt };
      if (begin === range) break;
    }
  }
  yield* open.before(undefined);
}

/** Spans of a day that are searched at once: the whole day where SQLite alone passes over nearly all of its calls, and these are few. */
function spansOf(files: DayFiles, day: number, range: SeqSpan, conditions: CallConditions): Iterable<SeqSpan> {
  if (conditions.callId === undefined) return hoursBack(range);
  const calls = files.read(day, (file) => (callIdTerm(file, conditions) === undefined ? undefined : file.readState().calls));
  return calls === undefined || calls > MOST_AT_ONCE ? hoursBack(range) : [range];
}

/** The hours of a span, newest first: each is searched at once. Where few calls meet the conditions, a statement over a whole day takes long. */
export function* hoursBack({ first, last }: SeqSpan): Generator<SeqSpan, void> {
  for (let end = last; end >= first;) {
    const begin = Math.max(first, Math.floor(end / HOUR_SEQS) * HOUR_SEQS);
    yield { first: begin, last: end };
    end = begin - 1;
  }
}

/** The time in which a list that goes on after a position still finds something. */
export function upTo({ since, until = Infinity }: Partial<Window>, after: PagePosition | undefined): Partial<Window> {
  return { ...(since === undefined ? {} : { since }), until: Math.min(until, after?.startedAt ?? Infinity) };
}

/** When a span of a day begins. What had no room in its millisecond stands in a later one, so before the first there is nothing of it. */
export function startOf(day: number, { first }: SeqSpan): number {
  return timeInDay(day, millisecondOf(first) * 1000);
}

/** Calls in progress on their way into a list. */
interface OpenMerge {
  /** Those that come before a position, or all that are left. */
  before(position: PagePosition | undefined): Generator<SearchStep<StoredCall>, void>;
  /** Another process may end a call, and write it into its day, before this walk comes there. */
  hasShown(id: string): boolean;
}

function mergeOpen(active: ActiveFile, isWanted: (call: StoredCall) => boolean, after: PagePosition | undefined): OpenMerge {
  const open = active.newest(after);
  const shown = new Set<string>();
  function next(): StoredCall | undefined {
    for (let { value } = open.next(); value !== undefined; { value } = open.next()) if (isWanted(value)) return value;
    return undefined;
  }
  let waiting = next();
  return {
    hasShown: (id) => shown.has(id),
    *before(position) {
      for (; waiting !== undefined && (position === undefined || newestFirst(waiting, position) < 0); waiting = next()) {
        shown.add(waiting.id);
        yield { found: waiting };
      }
    },
  };
}

/** The calls of a day that may meet the conditions, newest first. */
export function* callsOfDay(file: DayFile, conditions: CallConditions, span: SeqSpan): Generator<StoredCall, void> {
  const number = numberCondition(conditions);
  const found = number === undefined ? scanDay(file, conditions, span) : callsOfNumber(file, number, span);
  yield* orderedRows(found, newestFirst);
}

function* callsOfNumber(file: DayFile, number: NumberCondition, span: SeqSpan): Generator<PlacedRow<StoredCall>, void> {
  for (const seq of findByNumber(file, number, span)) {
    const call = readCall({ file, seq });
    if (call !== undefined) yield { seq, value: call };
  }
}

function* scanDay(file: DayFile, conditions: CallConditions, { first, last }: SeqSpan): Generator<PlacedRow<StoredCall>, void> {
  const where = sqlOf(file, conditions);
  if (where === undefined) return;
  for (const { seq, value } of rowsBackwards(file, 'calls', [first, last], where.sql, where.values))
    yield { seq, value: file.rows.callOf(value) };
}

/** The conditions on words; the columns that hold them have the same names. */
const WORD_COLUMNS = ['outcome', 'ended', 'cause', 'direction', 'trunk', 'agent', 'codec'] as const;

/** The condition of `isFailure`. */
function failureTerm({ words }: DayFile): { readonly sql: string; readonly values: readonly number[] } {
  const declined = words.find('declined' satisfies Cause);
  const known = `flags & ${FLAG.failure} AND NOT flags & ${FLAG.answerOnly} AND sip IS NOT ${DECLINE}`;
  return declined === undefined ? { sql: `(${known})`, values: [] } : { sql: `(${known} AND cause IS NOT ?)`, values: [declined] };
}

/** What of the conditions SQLite can decide by itself. Undefined when the file cannot hold a match, for it lacks a word. */
export function sqlOf(
  file: DayFile,
  conditions: CallConditions,
): { readonly sql: string; readonly values: readonly SqliteValue[] } | undefined {
  const terms: string[] = [];
  const values: SqliteValue[] = [];
  for (const name of WORD_COLUMNS) {
    const text = conditions[name];
    if (text === undefined) continue;
    const id = file.words.find(text);
    if (id === undefined) return undefined;
    terms.push(`${name} = ?`);
    values.push(id);
  }
  for (const [sql, value] of [
    ['sip = ?', conditions.sipCode],
    [`${SCORE} >= ?`, conditions.minMos],
    [`${SCORE} <= ?`, conditions.maxMos],
    ['talk >= ?', conditions.minTalkSeconds === undefined ? undefined : microseconds(conditions.minTalkSeconds)],
    ['talk <= ?', conditions.maxTalkSeconds === undefined ? undefined : microseconds(conditions.maxTalkSeconds)],
  ] as const) {
    if (value === undefined) continue;
    terms.push(sql);
    values.push(value);
  }
  if (conditions.isFailure !== undefined) {
    const failure = failureTerm(file);
    terms.push(conditions.isFailure ? failure.sql : `NOT ${failure.sql}`);
    values.push(...failure.values);
  }
  const callId = callIdTerm(file, conditions);
  if (callId !== undefined) {
    terms.push(callId.sql);
    values.push(...callId.values);
  }
  return { sql: terms.map((term) => ` AND ${term}`).join(''), values };
}
