import { labelText } from '../metrics/index.ts';
import { EVENTS, type EventOfType, type TelephonyEvent } from './events/index.ts';
import { MAX_AHEAD_SECONDS, MAX_SECONDS } from './field-schema.ts';
import type { Clock } from './time.ts';

/** Why a time that was told is not used: it lies too far ahead of its arrival, or too far back. */
export const TIME_FAULT = ['ahead', 'past'] as const;

/** A time of an event that was out of bounds: `at` and `receivedAt` became the arrival, any other is absent. */
export interface AdjustedTime {
  readonly field: string;
  readonly reason: (typeof TIME_FAULT)[number];
}

const NONE: readonly AdjustedTime[] = [];

/** The fields that hold a time beside those that every event has, by type of event. */
const TIMES: ReadonlyMap<string, readonly string[]> = new Map(
  EVENTS.flatMap(({ type, fields }) => {
    const names = Object.entries(fields).flatMap(([name, { kind }]) => (kind === 'at' ? [name] : []));
    return names.length === 0 ? [] : [[type, names] as const];
  }),
);

/** How far back a time may lie, in seconds, where calls are kept for so many days; 0: for ever, and then the longest that there is. */
export function backSecondsOf(keepDays: number): number {
  return keepDays > 0 ? Math.min(keepDays * 86_400, MAX_SECONDS) : MAX_SECONDS;
}

/** The times of an event that lie more than an hour ahead of its arrival, or more than `backSeconds` before it. Hot: it allocates nothing where there is none. */
export function timesOutOfBounds(event: TelephonyEvent, arrivedAt: number, backSeconds: number): readonly AdjustedTime[] {
  const latest = arrivedAt + MAX_AHEAD_SECONDS;
  const earliest = arrivedAt - backSeconds;
  if (isWithin(event, earliest, latest)) return NONE;
  const others = TIMES.get(event.type) ?? [];
  const adjusted: AdjustedTime[] = [];
  for (const [field, time] of Object.entries(event)) {
    const isTime = field === 'at' || field === 'receivedAt' || others.includes(field);
    if (!isTime || typeof time !== 'number') continue;
    if (time > latest) adjusted.push({ field, reason: 'ahead' });
    else if (time < earliest) adjusted.push({ field, reason: 'past' });
  }
  return adjusted;
}

/** Whether the times that every event has lie between two others; false as well when it has more of them. */
function isWithin(event: TelephonyEvent, earliest: number, latest: number): boolean {
  const { at, receivedAt = at } = event;
  return at <= latest && at >= earliest && receivedAt <= latest && receivedAt >= earliest && !TIMES.has(event.type);
}

/** The event with the arrival in place of what was out of bounds. */
export function adjustTimes<E extends TelephonyEvent>(event: E, adjusted: readonly AdjustedTime[], arrivedAt: number): E {
  const given = new Map<string, unknown>(Object.entries(event));
  for (const { field } of adjusted) {
    if (field === 'at' || field === 'receivedAt') given.set(field, arrivedAt);
    else given.delete(field);
  }
  // Only an optional time went.
  return Object.fromEntries(given) as E;
}

/** Tells that a time of an event was not used. */
export function clockFault(event: TelephonyEvent, arrivedAt: number): EventOfType<'source.clock'> {
  const source = 'source' in event ? event.source : labelText('program');
  return { type: 'source.clock', at: arrivedAt, receivedAt: arrivedAt, source, reason: 'skewed' };
}

/** Judges events that a program tells in its own process without asking the clock of each: it is asked when an event is later than one might be by the last look. */
export class TimeGate {
  readonly #now: Clock;
  readonly #tell: (event: EventOfType<'source.clock'>) => void;
  #earliest = 0;
  #latest = -1;

  /** `tell` takes what is said of an event whose time was not used. */
  constructor(now: Clock, tell: (event: EventOfType<'source.clock'>) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  /** The event, or a copy with the times of arrival where it has one that lies more than an hour ahead or ten years back. Undefined when a getter of it throws. */
  pass(event: TelephonyEvent): TelephonyEvent | undefined {
    try {
      return isWithin(event, this.#earliest, this.#latest) ? event : this.#adjust(event);
    } catch {
      // What cannot be read is no event.
      return undefined;
    }
  }

  #adjust(event: TelephonyEvent): TelephonyEvent {
    const now = this.#now();
    this.#latest = now + MAX_AHEAD_SECONDS;
    this.#earliest = this.#latest - MAX_SECONDS;
    const adjusted = timesOutOfBounds(event, now, MAX_SECONDS);
    if (adjusted.length === 0) return event;
    this.#tell(clockFault(event, now));
    return adjustTimes(event, adjusted, now);
  }
}
