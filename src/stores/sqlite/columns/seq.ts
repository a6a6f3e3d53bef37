import type { Window } from '../../../core/index.ts';
import { numberColumn } from '../database/column.ts';
import { DAY_MICROSECONDS, microsecondsInDay, timeInDay } from '../folder/day.ts';

/** `seq`, by which the rows of a day are in order, is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

/** A span of `seq` in a day, both ends included. */
export interface SeqSpan {
  readonly first: number;
  readonly last: number;
}

/** The first `seq` of the millisecond that so many microseconds after the beginning of the day lie in. */
export function firstSeqAt(micros: number): number {
  return Math.floor(micros / 1000) * SEQ_PER_MILLISECOND;
}

/** The millisecond in the day at which a row stands. */
export function millisecondOf(seq: number): number {
  return Math.floor(seq / SEQ_PER_MILLISECOND);
}

/** The column `us`: the microseconds from the millisecond at which a row stands to its time. It stands later where its own millisecond had no room. */
export function microsecondsBeyond(seq: number, at: number, day: number): number {
  return microsecondsInDay(at, day) - millisecondOf(seq) * 1000;
}

/** The time of a row that has `seq` and `us`. */
export function timeOfRow(row: unknown, day: number): number {
  return timeInDay(day, millisecondOf(numberColumn(row, 'seq') ?? 0) * 1000 + (numberColumn(row, 'us') ?? 0));
}

/** Which part of a day can hold what began in a time; the milliseconds at its ends may hold more. Undefined when none can. */
export function rangeInDay(day: number, { since = -Infinity, until = Infinity }: Partial<Window>): SeqSpan | undefined {
  const first = since === -Infinity ? 0 : Math.max(0, microsecondsInDay(since, day));
  const last = until === Infinity ? DAY_MICROSECONDS : Math.min(DAY_MICROSECONDS, microsecondsInDay(until, day));
  if (last < 0 || first > DAY_MICROSECONDS || first > last) return undefined;
  return { first: firstSeqAt(first), last: firstSeqAt(last) + SEQ_PER_MILLISECOND - 1 };
}
