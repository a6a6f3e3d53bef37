import type { CallConditions, ExportFormat, ExportPeople } from '../../core/index.ts';
import { ExportBytes } from '../export-bytes.ts';
import { callLine, exportText } from '../export-text.ts';
import { matchesCall } from '../matches-call.ts';
import { newestFirst } from '../newest-first.ts';
import type { ActiveFile } from './active-file.ts';
import { column } from './column.ts';
import { DayExport, type ExportForm } from './day-export.ts';
import type { DayFiles } from './day-files.ts';
import { KnownIds } from './known-ids.ts';
import { rangeInDay, sqlOf } from './list-calls.ts';
import { packedRowsSql } from './packed-rows.ts';

/** Rows that are read at once; they are a chunk or two, and take about a millisecond. */
const ROWS = 512;

/** Calls in the form of an export: those in progress first, then day by day. */
export function* scanCalls(
  files: DayFiles,
  active: ActiveFile,
  conditions: CallConditions,
  { format, people }: { readonly format: ExportFormat; readonly people: ExportPeople },
): Generator<Uint8Array, void> {
  const text = exportText(format);
  const out = new ExportBytes(text);
  const open = active.all().map(({ call }) => call);
  for (const call of open.filter((one) => matchesCall(one, conditions)).sort(newestFirst)) {
    out.call(callLine(call, text, people));
    if (out.isFull) yield out.take();
  }
  const form = { text, people, conditions, known: new KnownIds(open.map(({ id }) => id)) };
  for (const day of conditions.isActive === true ? [] : files.days()) yield* chunksOfDay(files, day, form, out);
  yield out.finish();
}

/** The full chunks of a day; what is left stays in `out`. */
function* chunksOfDay(files: DayFiles, day: number, form: ExportForm, out: ExportBytes): Generator<Uint8Array, void> {
  const range = rangeInDay(day, form.conditions, undefined);
  if (range === undefined) return;
  const rows = new DayExport(day, form, out);
  // Opened anew for each portion: between two of them the file may be closed, or deleted with its day.
  for (let last = range.last; ;) {
    const file = files.open(day);
    const where = file === undefined ? undefined : sqlOf(file, form.conditions);
    if (file === undefined || where === undefined) return;
    const packed = column(file.prepare(packedRowsSql(where.sql, ROWS)).get(range.first, last, ...where.values), 'packed');
    const { count, seq } = rows.write(file, packed instanceof Uint8Array ? packed : new Uint8Array(0));
    if (out.isFull) yield out.take();
    if (count < ROWS) return;
    last = seq - 1;
  }
}
