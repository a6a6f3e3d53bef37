import { type OffsetAt, zoneClock } from '../../core/index.ts';

/** One step of a series, in Unix seconds. */
export interface TimeStep {
  readonly start: number;
  readonly end: number;
}

const LONGEST_DAY_SECONDS = 36 * 3600;

/**
 * The minutes, hours or days of a time zone that lie in a window wholly or in part. A day is what its calendar says: 23 to 25 hours where clocks are changed.
 * Throws `BAD_REQUEST` for an unknown zone.
 */
export function timeSteps(since: number, until: number, step: 'minute' | 'hour' | 'day', timeZone: string): TimeStep[] {
  const offsetAt = zoneClock(timeZone);
  const steps: TimeStep[] = [];
  let start = step === 'day' ? dayStart(since, offsetAt) : wholeStart(since, widthOf(step), offsetAt);
  while (start < until) {
    const end = step === 'day' ? nextDay(start, offsetAt) : nextWhole(start, widthOf(step), offsetAt);
    steps.push({ start, end });
    start = end;
  }
  return steps;
}

function widthOf(step: 'minute' | 'hour'): number {
  return step === 'minute' ? 60 : 3600;
}

/** When the minute or hour of the clock began that a time lies in. */
function wholeStart(at: number, width: number, offsetAt: OffsetAt): number {
  const offset = offsetAt(at);
  return Math.floor((at + offset) / width) * width - offset;
}

/** When the next one begins. Where clocks go back by half an hour, the hour that is cut short ends there. */
function nextWhole(start: number, width: number, offsetAt: OffsetAt): number {
  const next = wholeStart(start + width, width, offsetAt);
  return next > start ? next : start + width;
}

/** The first moment of the day of the calendar that a time lies in. */
function dayStart(at: number, offsetAt: OffsetAt): number {
  const dayOf = (time: number): number => Math.floor((time + offsetAt(time)) / 86_400);
  const day = dayOf(at);
  const guess = day * 86_400 - offsetAt(day * 86_400 - offsetAt(at));
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

function nextDay(start: number, offsetAt: OffsetAt): number {
  // 36 hours after the start of a day of 23 to 25 hours is always in the day after it.
  return dayStart(start + LONGEST_DAY_SECONDS, offsetAt);
}
