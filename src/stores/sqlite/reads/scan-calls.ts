import {
  type CallConditions,
  type Deadline,
  type ExportFormat,
  type ExportPeople,
  matchesCall,
  needsDetail,
  type StoredCall,
  TeleError,
} from '../../../core/index.ts';
import { exportCalls, type ExportedCall } from '../../answers/export-calls.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { type CallOutline, OUTLINE_COLUMNS, outlineOf } from '../rows/call-outline.ts';
import { numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { rangeInDay, type SeqSpan } from '../columns/seq.ts';
import { jsonRows, jsonRowsSql } from '../rows/json-rows.ts';
import { hoursBack, sqlOf } from './list-calls.ts';

/** Rows read at once: less than a chunk of the export. */
const ROWS_AT_ONCE = 256;

/** An open data folder. */
interface ScannedFolder {
  readonly files: DayFiles;
  readonly active: ActiveFile;
  readonly deadline: Deadline;
}

/** Calls in the form of an export: those in progress first, then day by day. Throws `QUERY_TIMEOUT` at the deadline: half an export is none. */
export async function* scanCalls(
  folder: ScannedFolder,
  conditions: CallConditions,
  { format, people }: { readonly format: ExportFormat; readonly people: ExportPeople },
): AsyncGenerator<Uint8Array, void> {
  yield* exportCalls(wholeOf(folder, conditions), format, people);
}

/** The calls of an export. All that can be read come before it throws that some are lacking. */
function* wholeOf(folder: ScannedFolder, conditions: CallConditions): Generator<ExportedCall, void> {
  const { unread } = folder.files;
  const before = unread.count();
  yield* callsOf(folder, conditions);
  const failed = unread.count() === before ? undefined : unread.last();
  if (failed !== undefined) throw new TeleError(failed.code, `The export is not whole. ${failed.message}`, failed);
  const { since = 0, until = Infinity, isActive } = conditions;
  const [lacking] = isActive === true ? [] : unread.lacking(since, until);
  if (lacking !== undefined) throw new TeleError('STORE_CORRUPT', `The export is not whole. ${lacking.reason}`);
}

function* callsOf({ files, active, deadline }: ScannedFolder, conditions: CallConditions): Generator<ExportedCall, void> {
  const open = active.all().map(({ call }) => call);
  yield* open.filter((call) => matchesCall(call, conditions)).sort(newestFirst);
  if (conditions.isActive === true) return;
  // A call that is open again is in its day too, and one that ends meanwhile comes there.
  const shown = new Set(open.map(({ id }) => id));
  for (const day of files.days()) {
    for (const some of outlinesOf(day, files, conditions)) {
      if (deadline()) throw new TeleError('QUERY_TIMEOUT', 'The export was ended before it was whole.');
      for (const call of some) if (!shown.has(call.id) && matchesCall(call, conditions)) yield call;
    }
    // What is not read again would only keep its memory.
    files.forget(day);
  }
}

/** The calls of a day, newest first. */
function* outlinesOf(day: number, files: DayFiles, conditions: CallConditions): Generator<readonly (CallOutline | StoredCall)[], void> {
  const range = rangeInDay(day, conditions);
  if (range === undefined) return;
  for (const { first, last } of hoursBack(range)) {
    for (let end = last; end >= first;) {
      // Opened anew each time: in between the file may be closed, or deleted with its day.
      const read = files.read(day, (file) => readOutlines(file, conditions, { first, last: end }));
      if (read === undefined) return;
      yield read.calls;
      end = read.first - 1;
    }
  }
}

/** The newest calls of a span, and from which `seq` on there are no others. */
function readOutlines(
  file: DayFile,
  conditions: CallConditions,
  { first, last }: SeqSpan,
): { calls: readonly (CallOutline | StoredCall)[]; first: number } {
  const where = sqlOf(file, conditions);
  if (where === undefined) return { calls: [], first };
  // Hot: once per call of an export. Only conditions on details need more of a call than its outline.
  const isDetailed = needsDetail(conditions);
  const sql = jsonRowsSql(OUTLINE_COLUMNS, `WHERE seq BETWEEN ? AND ?${where.sql} ORDER BY seq DESC LIMIT ${ROWS_AT_ONCE}`);
  const rows = jsonRows(file.prepare(sql).get(first, last, ...where.values));
  const calls = rows.map((row) => (isDetailed ? file.rows.callOf(row) : outlineOf(row, file)));
  return { calls, first: rows.length < ROWS_AT_ONCE ? first : (numberColumn(rows.at(-1), 'seq') ?? first) };
}
