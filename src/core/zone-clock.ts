import { TeleError } from './errors.ts';

/** How far clocks are ahead of UTC at a time, in seconds. */
export type OffsetAt = (at: number) => number;

const DAY_SECONDS = 86_400;
const LONGEST_DAY_SECONDS = 36 * 3600;

/** The clocks of a time zone by its IANA name. Throws `BAD_REQUEST` for an unknown one. */
export function zoneClock(timeZone: string): OffsetAt {
  const format = formatOf(timeZone);
  return (at) => {
    const parts = format.formatToParts(Math.floor(at) * 1000);
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
    const shown = shownAt(part('year'), part('month'), part('day')) + part('hour') * 3600 + part('minute') * 60 + part('second');
    return shown - Math.floor(at);
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new TeleError('BAD_REQUEST', `There is no time zone ${JSON.stringify(timeZone)}.`, cause);
  }
}

/** What clocks show at midnight of a date, in seconds as if it were UTC. A day that its month does not have is one of the next. */
export function shownAt(year: number, month: number, day: number): number {
  // oxlint-disable-next-line no-restricted-globals -- A date that was given is taken apart; no clock is read.
  return Date.UTC(year, month - 1, day) / 1000;
}

/**
 * The moments at which clocks show a time, which is given as if it were UTC: two where they are put back over it, in order; else one. A time that they never
 * show, because they are put forward over it, is counted on from before.
 */
export function momentsOf(shown: number, offsetAt: OffsetAt): readonly [number, ...number[]] {
  const before = shown - offsetAt(shown - DAY_SECONDS);
  const after = shown - offsetAt(shown + DAY_SECONDS);
  const isBefore = before + offsetAt(before) === shown;
  const isAfter = after !== before && after + offsetAt(after) === shown;
  if (isBefore && isAfter) return [before, after];
  return [isAfter ? after : before];
}

/** The first moment of the day of the calendar that a time lies in. */
export function dayStart(at: number, offsetAt: OffsetAt): number {
  const dayOf = (time: number): number => Math.floor((time + offsetAt(time)) / DAY_SECONDS);
  const day = dayOf(at);
  const guess = day * DAY_SECONDS - offsetAt(day * DAY_SECONDS - offsetAt(at));
  if (dayOf(guess) === day && dayOf(guess - 1) < day) return guess;
  // Midnight is twice or never there where clocks are changed at midnight.
  let before = Math.floor(at) - LONGEST_DAY_SECONDS;
  let within = Math.floor(at);
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(middle) >= day) within = middle;
    else before = middle;
  }
  return within;
}

/** The first moment of the day after the one that begins at a time: 23 to 25 hours later where clocks are changed. */
export function nextDay(start: number, offsetAt: OffsetAt): number {
  // 36 hours after the start of a day of 23 to 25 hours is always in the day after it.
  return dayStart(start + LONGEST_DAY_SECONDS, offsetAt);
}
