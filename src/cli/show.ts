import { type OffsetAt, visibleText } from '../core/index.ts';

const UTC: OffsetAt = () => 0;

/** A time for people, by the clocks that are given, else by UTC: ISO 8601 with milliseconds, so that what is shown can be asked for. Empty when absent. */
export function showTime(at: number | undefined, offsetAt: OffsetAt = UTC): string {
  if (at === undefined) return '';
  const offset = offsetAt(at);
  // By way of whole microseconds, which is how they are stored: of those, the milliseconds that are over.
  const shown = new Date(Math.floor(Math.round(at * 1e6) / 1000) + offset * 1000).toISOString();
  return offset === 0 ? shown : `${shown.slice(0, -1)}${showOffset(offset)}`;
}

function showOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`;
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

/** A change against before: as a percentage with its sign, from ten times as much on as so many times. Empty when it is not defined. */
export function showChange(ratio: number | undefined): string {
  if (ratio === undefined) return '';
  return ratio >= 9 ? `${Math.round(ratio + 1)} times` : `${ratio < 0 ? '' : '+'}${(ratio * 100).toFixed(1)} %`;
}

/** How a ratio changed, in percentage points; empty when either is not known. */
export function showPoints(now: number | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined) return '';
  const points = (now - before) * 100;
  return `${points < 0 ? '' : '+'}${points.toFixed(1)} pp`;
}

/** A time as clocks show it, to the minute. */
export function showClock(at: number, offsetAt: OffsetAt): string {
  return new Date((at + offsetAt(at)) * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** How long something has lasted, in its two greatest units: `2h 5m`. */
export function showDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0s';
  const two = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return two.map(([count, unit]) => `${count}${unit}`).join(' ');
}
