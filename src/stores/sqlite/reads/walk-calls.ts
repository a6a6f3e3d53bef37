import {
  type CallConditions,
  type Deadline,
  matchesCall,
  needsDetail,
  numberCondition,
  type StoredCall,
  type Window,
} from '../../../core/index.ts';
import type { GroupedCall } from '../../answers/call-groups.ts';
import { COUNTED_COLUMNS, readColumns } from '../columns/call-columns.ts';
import { rangeInDay, type SeqSpan, timeOfRow } from '../columns/seq.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { rowsBackwards } from '../rows/ordered-rows.ts';
import { callsOfDay, hoursBack, sqlOf } from './list-calls.ts';

/** Calls between two looks at the deadline: some milliseconds of work. */
const CALLS_AT_ONCE = 256;
/** What counting needs, and what conditions look at beside. */
const COLUMNS = [...COUNTED_COLUMNS, 'agent', 'span', 'caller', 'callee'];

/** Where calls are looked through. */
interface Walked {
  readonly files: DayFiles;
  readonly deadline: Deadline;
}

/** Hands over every call of a window that is over and meets the conditions. False when the deadline came before the last one. */
export function walkCalls(walked: Walked, window: Window, conditions: CallConditions, visit: (call: GroupedCall) => void): boolean {
  const isDetailed = needsDetail(conditions) || numberCondition(conditions) !== undefined;
  if (isDetailed) return walkWhole(walked, window, conditions, visit);
  return walk(walked, window, (file, span) => outlinesOf(file, { ...conditions, ...window }, span), visit);
}

/** The same with all that is known of a call. */
export function walkWhole(walked: Walked, window: Window, conditions: CallConditions, visit: (call: StoredCall) => void): boolean {
  const wanted = { ...conditions, ...window };
  return walk(walked, window, (file, span) => matching(callsOfDay(file, wanted, span), wanted), visit);
}

function walk<Call>(
  { files, deadline }: Walked,
  window: Window,
  callsOf: (file: DayFile, span: SeqSpan) => Iterable<Call | undefined>,
  visit: (call: Call) => void,
): boolean {
  for (const day of files.days()) {
    const range = rangeInDay(day, window);
    if (range === undefined) continue;
    const unread = files.unread.count();
    for (const span of hoursBack(range)) {
      if (deadline()) return false;
      let looked = 0;
      for (const call of files.readEach(day, (file) => callsOf(file, span))) {
        looked += 1;
        if (call !== undefined) visit(call);
        if (looked % CALLS_AT_ONCE === 0 && deadline()) return false;
      }
      if (files.unread.count() > unread) break;
    }
  }
  return true;
}

/** Those that do not match are undefined: to look at them takes time as well. */
function* matching(calls: Iterable<StoredCall>, conditions: CallConditions): Generator<StoredCall | undefined, void> {
  for (const call of calls) yield matchesCall(call, conditions) ? call : undefined;
}

function* outlinesOf(file: DayFile, conditions: CallConditions, { first, last }: SeqSpan): Generator<GroupedCall | undefined, void> {
  const where = sqlOf(file, conditions);
  if (where === undefined) return;
  for (const { value } of rowsBackwards(file, 'calls', [first, last], where.sql, where.values, COLUMNS)) {
    const call = readColumns(value, file.words, timeOfRow(value, file.day));
    yield matchesCall(call, conditions) ? call : undefined;
  }
}
