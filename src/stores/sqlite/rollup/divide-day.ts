import { dayStart } from '../folder/day.ts';
import { FIVE_MINUTES, HOUR, type RollupWidth } from './rollup-table.ts';

/** The parts of a window in a day. */
export interface DayParts {
  /** Rollups by their numbers, both ends included. */
  readonly rollups: readonly { readonly first: number; readonly last: number }[];
  /** From a time until before another, for which only rows are exact. */
  readonly rows: readonly TimeSpan[];
}

interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** From `from` until before `to`, both in the day: rows up to five minutes, five minutes up to the hour, hours, and the same down again. */
export function divideDay(day: number, from: number, to: number): DayParts {
  const five = inner(day, { from, to }, FIVE_MINUTES);
  if (five === undefined) return { rollups: [], rows: [{ from, to }] };
  const hours = inner(day, five, HOUR) ?? { from: five.to, to: five.to };
  return {
    rollups: [
      numbers(day, { from: five.from, to: hours.from }, FIVE_MINUTES),
      numbers(day, hours, HOUR),
      numbers(day, { from: hours.to, to: five.to }, FIVE_MINUTES),
    ].filter(({ first, last }) => first <= last),
    rows: [
      { from, to: five.from },
      { from: five.to, to },
    ].filter((span) => span.from < span.to),
  };
}

/** Where the next rollup of a day begins, or this one when the time is its beginning. */
export function rollupStart(day: number, at: number, { seconds }: RollupWidth): number {
  return dayStart(day) + Math.ceil((at - dayStart(day)) / seconds) * seconds;
}

/** The numbers of the rollups that fill a span. */
export function numbers(day: number, { from, to }: TimeSpan, { seconds, firstId }: RollupWidth): { first: number; last: number } {
  const idAt = (at: number): number => firstId + Math.round((at - dayStart(day)) / seconds);
  return { first: idAt(from), last: idAt(to) - 1 };
}

/** The longest part made of whole widths. Undefined when there is none. */
function inner(day: number, { from, to }: TimeSpan, width: RollupWidth): TimeSpan | undefined {
  const first = rollupStart(day, from, width);
  const last = dayStart(day) + Math.floor((to - dayStart(day)) / width.seconds) * width.seconds;
  return first < last ? { from: first, to: last } : undefined;
}
