import { dayStart, momentsOf, nextDay, type OffsetAt, shownAt } from './zone-clock.ts';

const DAY_SECONDS = 86_400;
const UNIT_SECONDS: Readonly<Record<string, number>> = { w: 7 * DAY_SECONDS, d: DAY_SECONDS, h: 3600, m: 60, s: 1 };

/** What a text means as a time. */
export interface SpokenTime {
  /** The first moment that is meant. */
  readonly first: number;
  /** The last one: later than the first where clocks show the time twice. */
  readonly last: number;
  /** The first moment after it. Only of a day. */
  readonly end?: number;
  /** Sentences about what was taken for meant and was not said. */
  readonly notes: readonly string[];
}

/** What a time is told by. */
export interface Telling {
  readonly now: number;
  /** The clocks of who says it. */
  readonly offsetAt: OffsetAt;
  /** What is meant lies after this moment, when that was said before: a time of day is the next one after it then. */
  readonly after?: number;
}

const AGO = /^(?:(\d+)w)?(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?: ago)?$/;
const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?$/;
const DAY = /^(today|yesterday|(\d{4})-(\d\d)-(\d\d))(?:(?: |T)(.+))?$/;
const ZONED = /^(.+?) ?(Z|([+-])(\d\d):?(\d\d)?)$/i;

/**
 * Reads a time as people say it: how long ago (`15m`, `1h30m`), a time of the clock (`10:32`), `now`, `today`, `yesterday`, a date, each with a time of the clock
 * or without, Unix seconds, or ISO 8601. What names no zone is by the clocks of `telling`. Undefined for what is no time.
 */
export function readSpokenTime(text: string, telling: Telling): SpokenTime | undefined {
  const said = text.trim();
  if (said === 'now') return moment(telling.now);
  if (/^\d+(?:\.\d+)?$/.test(said)) return moment(Number(said));
  const ago = said === '' ? null : AGO.exec(said);
  if (ago !== null && ago.slice(1).some((part) => part !== undefined)) {
    const at = telling.now - secondsOf(ago.slice(1));
    // Before 1970 there was nobody.
    return at >= 0 ? moment(at) : undefined;
  }
  const clock = clockSeconds(said);
  return clock === undefined ? readDay(said, telling) : timeOfDay(said, clock, telling);
}

function moment(at: number): SpokenTime {
  return { first: at, last: at, notes: [] };
}

function secondsOf(parts: readonly (string | undefined)[]): number {
  const units = Object.values(UNIT_SECONDS);
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (units[index] ?? 0), 0);
}

/** Seconds after midnight. Undefined for what is no time of the clock. */
function clockSeconds(text: string): number | undefined {
  const [, hour, minute, second = '0'] = CLOCK.exec(text) ?? [];
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second.replace(',', '.'))];
  // NaN, of a text that does not fit, is in no order.
  return hours < 24 && minutes < 60 && seconds < 60 ? hours * 3600 + minutes * 60 + seconds : undefined;
}

/** A time of the clock is that of today, or of yesterday when that of today is not there yet. */
function timeOfDay(said: string, seconds: number, { now, offsetAt, after }: Telling): SpokenTime {
  const today = Math.floor((now + offsetAt(now)) / DAY_SECONDS) * DAY_SECONDS;
  const isAhead = momentsOf(today + seconds, offsetAt)[0] > now;
  const shown = today + seconds - (isAhead ? DAY_SECONDS : 0);
  const meant = shownTime(said, shown, offsetAt);
  if (after !== undefined && meant.last <= after) return shownTime(said, nextShown(shown, after, offsetAt), offsetAt);
  if (!isAhead) return meant;
  return { ...meant, notes: [`${said} lies ahead: that of yesterday, ${isoDate(shown)}, is meant.`, ...meant.notes] };
}

/** When clocks show a time of day next after a moment. */
function nextShown(shown: number, after: number, offsetAt: OffsetAt): number {
  const days = Math.max(0, Math.floor((after + offsetAt(after) - shown) / DAY_SECONDS));
  const near = shown + days * DAY_SECONDS;
  return (momentsOf(near, offsetAt).at(-1) ?? 0) > after ? near : near + DAY_SECONDS;
}

/** What clocks show, given as if it were UTC, with a word about days on which they are changed. */
function shownTime(said: string, shown: number, offsetAt: OffsetAt): SpokenTime {
  const moments = momentsOf(shown, offsetAt);
  const [first] = moments;
  const last = moments.at(-1) ?? first;
  const notes = [];
  if (last > first) notes.push(`Clocks were put back on ${isoDate(shown)} and showed ${said} twice: both are meant.`);
  const showed = first + offsetAt(first);
  if (showed !== shown) notes.push(`Clocks were put forward on ${isoDate(shown)} and never showed ${said}: ${isoTime(showed)} is meant.`);
  return { first, last, notes };
}

/** A day with or without a time of the clock, and that with or without a zone. */
function readDay(said: string, telling: Telling): SpokenTime | undefined {
  const [, word, year, month, date, rest] = DAY.exec(said) ?? [];
  if (word === undefined) return undefined;
  const { now, offsetAt } = telling;
  const shown = year === undefined ? shownMidnight(word, telling) : shownDate(Number(year), Number(month), Number(date));
  if (shown === undefined) return undefined;
  if (rest === undefined) {
    // Noon is there on every day.
    const noon = year === undefined && word === 'today' ? now : momentsOf(shown + DAY_SECONDS / 2, offsetAt)[0];
    const first = dayStart(noon, offsetAt);
    return { ...moment(first), end: nextDay(first, offsetAt) };
  }
  const seconds = clockSeconds(rest);
  if (seconds !== undefined) return shownTime(said, shown + seconds, offsetAt);
  const zoned = year === undefined ? undefined : zonedSeconds(rest);
  return zoned === undefined ? undefined : moment(shown + zoned);
}

/** Unix seconds of an ISO 8601 time with its zone. Undefined for anything else. */
export function readZonedTime(text: string): number | undefined {
  const [, , year, month, date, rest = ''] = DAY.exec(text) ?? [];
  const shown = year === undefined ? undefined : shownDate(Number(year), Number(month), Number(date));
  const zoned = zonedSeconds(rest);
  return shown === undefined || zoned === undefined ? undefined : shown + zoned;
}

/** Seconds after midnight UTC of a time of the clock with its zone. */
function zonedSeconds(text: string): number | undefined {
  const [, clock = '', zone = '', sign, hours = '0', minutes = '0'] = ZONED.exec(text) ?? [];
  const seconds = clockSeconds(clock);
  const ahead = zone.toUpperCase() === 'Z' ? 0 : (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1);
  return seconds === undefined || Math.abs(ahead) > DAY_SECONDS ? undefined : seconds - ahead;
}

function shownMidnight(word: string, { now, offsetAt }: Telling): number {
  const today = Math.floor((now + offsetAt(now)) / DAY_SECONDS) * DAY_SECONDS;
  return word === 'today' ? today : today - DAY_SECONDS;
}

/** Undefined for a date that the calendar does not have. */
function shownDate(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const shown = shownAt(year, month, day);
  return shown < shownAt(year, month + 1, 1) && year >= 1970 ? shown : undefined;
}

function isoDate(shown: number): string {
  // oxlint-disable-next-line no-restricted-globals -- A time that was given is written; no clock is read.
  return new Date(shown * 1000).toISOString().slice(0, 10);
}

function isoTime(shown: number): string {
  // oxlint-disable-next-line no-restricted-globals -- A time that was given is written; no clock is read.
  return new Date(shown * 1000).toISOString().slice(11, 16);
}
