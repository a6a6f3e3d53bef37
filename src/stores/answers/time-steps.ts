import { dayStart, nextDay, type OffsetAt, zoneClock } from '../../core/index.ts';

/** One step of a series, in Unix seconds. */
export interface TimeStep {
  readonly start: number;
  readonly end: number;
}

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
