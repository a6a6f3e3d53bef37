import { type CallConditions, type Deadline, type ExportFormat, type ExportPeople, TeleError } from '../../core/index.ts';
import { ExportBytes } from '../export-bytes.ts';
import { callLine, exportText } from '../export-text.ts';
import { matchesCall } from '../matches-call.ts';
import { newestFirst } from '../newest-first.ts';
import type { ActiveFile } from './active-file.ts';
import { DayExport } from './day-export.ts';
import type { DayFiles } from './day-files.ts';
import { dayPortions, type Portion } from './day-portions.ts';
import { KnownIds } from './known-ids.ts';
import { PackedRows } from './packed-rows.ts';

/** An open data folder. */
interface ScannedFolder {
  readonly files: DayFiles;
  readonly active: ActiveFile;
  readonly deadline: Deadline;
}

/** Calls in the form of an export: those in progress first, then day by day. Throws `QUERY_TIMEOUT` at the deadline: half an export is none. */
export async function* scanCalls(
  { files, active, deadline }: ScannedFolder,
  conditions: CallConditions,
  { format, people }: { readonly format: ExportFormat; readonly people: ExportPeople },
): AsyncGenerator<Uint8Array, void> {
  const before = files.unread.count();
  const text = exportText(format);
  const out = new ExportBytes(text);
  const open = active.all().map(({ call }) => call);
  for (const call of open.filter((one) => matchesCall(one, conditions)).sort(newestFirst)) {
    out.call(callLine(call, text, people));
    if (out.isFull) yield out.take();
  }
  if (conditions.isActive !== true) {
    const form = { text, people, conditions, known: new KnownIds(open.map(({ id }) => id)), shapes: new Map() };
    let day: DayExport | undefined;
    for (const portion of dayPortions(files, conditions)) {
      if (deadline()) throw new TeleError('QUERY_TIMEOUT', 'The export was ended before it was whole.');
      if (day?.day !== portion.day) {
        // What is not read again would only keep its memory.
        if (day !== undefined) files.forget(day.day);
        day = new DayExport(portion.day, form, out);
      }
      yield* chunksOf(portion, files, day, out);
    }
  }
  yield out.finish();
  // All the others are written; who reads must not take them for all.
  const lacking = files.unread.count() === before ? undefined : files.unread.last();
  if (lacking !== undefined) throw new TeleError(lacking.code, `The export is not whole. ${lacking.message}`, lacking);
}

/** The full chunks of a portion; what is left stays in `out`. */
function* chunksOf({ packed }: Portion, files: DayFiles, day: DayExport, out: ExportBytes): Generator<Uint8Array, void> {
  const rows = new PackedRows(packed);
  for (let isMore = true; isMore;) {
    // Opened anew for each chunk: after one the file may be closed, or deleted with its day.
    isMore = files.read(day.day, (file) => day.write(file, rows)) ?? false;
    if (out.isFull) yield out.take();
  }
}
