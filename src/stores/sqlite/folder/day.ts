import { TeleError } from '../../../core/index.ts';
import { microseconds } from '../../../format/index.ts';

/** A UTC day. */
export const DAY_SECONDS = 86_400;
/** A UTC day. */
export const DAY_MICROSECONDS = DAY_SECONDS * 1e6;
/** The end of the year 9999: a later day has no name of ten characters. */
const LAST_AT = 253_402_300_799;
const FILE_NAME = /^calls-(\d{4}-\d{2}-\d{2})\.db$/;

/** The UTC day of a time, counted from 1970-01-01. Throws `INTERNAL` for a time that is none. */
export function dayOf(at: number): number {
  if (!(at >= 0 && at <= LAST_AT)) throw new TeleError('INTERNAL', `A record with the time ${at} cannot be stored.`);
  return Math.floor(microseconds(at) / DAY_MICROSECONDS);
}

/** When a day begins, in Unix seconds. */
export function dayStart(day: number): number {
  return day * DAY_SECONDS;
}

/** The microseconds from the beginning of its day to a time. */
export function microsecondsInDay(at: number, day: number): number {
  return microseconds(at) - day * DAY_MICROSECONDS;
}

/** The time so many microseconds after the beginning of a day. */
export function timeInDay(day: number, micros: number): number {
  return (day * DAY_MICROSECONDS + micros) / 1e6;
}

/** The file of a day, e.g. `calls-2026-03-01.db`. */
export function dayFileName(day: number): string {
  return `calls-${new Date(dayStart(day) * 1000).toISOString().slice(0, 10)}.db`;
}

/** The day whose file has this name. Undefined for any other file. */
export function dayOfFileName(name: string): number | undefined {
  const date = FILE_NAME.exec(name)?.[1];
  if (date === undefined) return undefined;
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / (DAY_SECONDS * 1000);
}
