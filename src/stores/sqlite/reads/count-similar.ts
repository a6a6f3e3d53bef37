import { type Deadline, NO_TRUNK, type StoredCall, TeleError, type Window } from '../../../core/index.ts';
import { isSimilar } from '../../answers/similar-call.ts';
import type { ActiveFile } from '../open/active-file.ts';
import type { OpenCall } from '../open/open-call.ts';
import { firstSeqAt, SEQ_PER_MILLISECOND } from '../columns/seq.ts';
import { numberColumn } from '../database/column.ts';
import { DAY_SECONDS, dayStart, microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';

const COUNT = `SELECT count(*) AS n FROM calls WHERE seq >= ?1 AND (seq / ${SEQ_PER_MILLISECOND}) * 1000 + us >= ?2
AND (seq / ${SEQ_PER_MILLISECOND}) * 1000 + us < ?3 AND outcome IS ?4 AND cause IS ?5 AND (?6 IS NULL OR trunk = ?6)`;

/** Calls with the same outcome and cause, and trunk unless it is `none`, that started in a window. */
export function countSimilar(files: DayFiles, active: ActiveFile, call: StoredCall, window: Window, deadline: Deadline): number {
  const { since, until } = window;
  const trunk = call.trunk === NO_TRUNK ? undefined : call.trunk;
  const isMeant = ({ packed, isReopened }: OpenCall): boolean =>
    !isReopened && packed.startedAt >= since && packed.startedAt < until && isSimilar(packed.columns, call);
  let count = active.all().filter(isMeant).length;
  for (const day of files.days()) {
    if (dayStart(day) + DAY_SECONDS <= since) break;
    if (dayStart(day) >= until) continue;
    if (deadline()) throw new TeleError('QUERY_TIMEOUT', 'The calls that resemble this one could not be counted in time.');
    count += files.read(day, (file) => countInDay(file, call, trunk, window)) ?? 0;
  }
  return count;
}

function countInDay(file: DayFile, call: StoredCall, trunk: string | undefined, { since, until }: Window): number {
  const [outcome, cause, trunkId] = [call.outcome, call.cause, trunk].map((word) =>
    word === undefined ? null : (file.words.find(word) ?? -1),
  );
  const from = Math.max(0, microsecondsInDay(Math.max(since, dayStart(file.day)), file.day));
  const to = microsecondsInDay(Math.min(until, dayStart(file.day) + DAY_SECONDS), file.day);
  const row = file.prepare(COUNT).get(firstSeqAt(from), from, to, outcome ?? null, cause ?? null, trunkId ?? null);
  return numberColumn(row, 'n') ?? 0;
}
