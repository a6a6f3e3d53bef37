import type { MatchedCall } from '../../../core/index.ts';
import { readHead } from '../../../format/index.ts';
import type { ExportedCall } from '../../answers/export-calls.ts';
import { CALL_COLUMNS, readColumns } from '../columns/call-columns.ts';
import { timeOfRow } from '../columns/seq.ts';
import { bytesColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';

/** What the columns of a call and the head of its `detail` tell, which is enough to match and to export it. */
export type CallOutline = MatchedCall & ExportedCall;
/** The columns that an outline is made of. */
export const OUTLINE_COLUMNS = ['seq', ...CALL_COLUMNS.filter((name) => name !== 'timeline')];

/** The outline of a row that has `OUTLINE_COLUMNS`. Throws `STORE_CORRUPT` when it is cut short. */
export function outlineOf(row: unknown, { day, words, details }: Pick<DayFile, 'day' | 'words' | 'details'>): CallOutline {
  const {
    id,
    callId,
    callerHash: caller = '',
    calleeHash: callee = '',
    isSynthetic,
  } = readHead(details.unpack(bytesColumn(row, 'detail')));
  const columns = readColumns(row, words, timeOfRow(row, day));
  // Hot: once per call of an export, and therefore one object with all that there is. What is absent is undefined.
  return Object.assign(columns, {
    id,
    callId,
    isSynthetic,
    caller: columns.caller === undefined ? undefined : { hash: caller, mask: columns.caller.mask },
    callee: columns.callee === undefined ? undefined : { hash: callee, mask: columns.callee.mask },
  }) as CallOutline;
}
