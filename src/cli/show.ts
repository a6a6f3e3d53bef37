import { visibleText } from '../core/index.ts';

/** A time for people: UTC, ISO 8601 with milliseconds. Empty when absent. */
export function showTime(at: number | undefined): string {
  return at === undefined ? '' : new Date(at * 1000).toISOString();
}

/** A duration for people. Empty when absent: what is not known is not 0. */
export function showSeconds(seconds: number | undefined): string {
  return seconds === undefined ? '' : `${seconds.toFixed(seconds < 10 ? 3 : 1)} s`;
}

/** A ratio as a percentage. A dash when it is not defined. */
export function showRatio(ratio: number | undefined): string {
  return ratio === undefined ? '-' : `${(ratio * 100).toFixed(1)} %`;
}

/** A text that came from outside: what a terminal would obey can be seen. */
export function showText(text: string): string {
  return visibleText(text);
}

/** A change against before, as a percentage with its sign. Empty when it is not defined. */
export function showChange(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio < 0 ? '' : '+'}${(ratio * 100).toFixed(1)} %`;
}

/** A time as the clock of a time zone shows it, to the minute. */
export function showClock(at: number, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at * 1000);
}
