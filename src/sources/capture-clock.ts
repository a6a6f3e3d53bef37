import { MAX_CLOCK_SKEW_SECONDS } from '../core/index.ts';

/** A record of a capture file, with the time that it says, Unix seconds. */
export interface TimedRecord {
  readonly at?: number | undefined;
  readonly bytes: Uint8Array;
}

/** The times that an import may take, Unix seconds. */
export interface TimeBounds {
  readonly earliest: number;
  readonly latest: number;
}

/** When a record is taken to have been captured. */
export interface RecordTime {
  readonly at: number;
  /** The time of the records so far. It never goes back. */
  readonly clock: number;
  /** Its own time was not used. */
  readonly isSkewed: boolean;
}

/** What becomes of records. */
export interface CaptureClockHandlers<T> {
  /** In the order of the file. */
  take(record: T, time: RecordTime): void;
  /** A record whose time is out of bounds. */
  refuse(reason: 'time_ahead' | 'time_past', record: T): void;
}

/** Ten years: what lies further back than that has another clock. */
const MAX_BEHIND_SECONDS = 315_576_000;
/** How long before the last record of a file nothing may have been captured. Nobody confirms it. */
const MAX_LAST_GAP_SECONDS = 86_400;
/** So many records decide where the clock of a file begins. */
const FIRST_RECORDS = 3;

/**
 * The clock of a capture file is the time of its records. One record does not move it by more than 300 s, and is not of ten years ago, unless the next record says the same:
 * otherwise it is taken at the clock's time. Where the clock begins, the middle one of the first three times says. Four records are held at most.
 */
export class CaptureClock<T extends TimedRecord> {
  readonly #handlers: CaptureClockHandlers<T>;
  readonly #bounds: TimeBounds | undefined;
  #first: T[] | undefined = [];
  /** A record that the next one has to confirm. */
  #held: { readonly record: T; readonly at: number } | undefined;
  #clock = 0;
  #hasTaken = false;
  /** The time of the last record, whatever became of it. */
  #lastAt = 0;

  constructor(handlers: CaptureClockHandlers<T>, bounds: TimeBounds | undefined) {
    this.#handlers = handlers;
    this.#bounds = bounds;
  }

  /** Takes the next record of the file; its bytes are good during the call only. */
  push(record: T): void {
    if (this.#first === undefined) return this.#judge(record);
    this.#first.push(owned(record));
    if (this.#first.length === FIRST_RECORDS) this.#begin(this.#first);
  }

  /** Takes the first records although they are few: no other one comes for the moment. */
  release(): void {
    if (this.#first !== undefined && this.#first.length > 0) this.#begin(this.#first);
  }

  /** Takes what is held at the end of the file. */
  end(): void {
    if (this.#first !== undefined) this.#begin(this.#first);
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    const isLate = held.at > this.#clock && held.at <= this.#clock + MAX_LAST_GAP_SECONDS;
    // The clock stands: the end of a file sweeps nothing.
    if (isLate) this.#settle(held.record, { at: held.at, clock: this.#clock, isSkewed: false });
    else this.#settleSkewed(held.record);
  }

  #begin(first: readonly T[]): void {
    this.#first = undefined;
    const times = first.flatMap(({ at }) => (at === undefined ? [] : [at])).toSorted((a, b) => a - b);
    this.#clock = times[Math.floor((times.length - 1) / 2)] ?? 0;
    this.#lastAt = this.#clock;
    for (const record of first) this.#judge(record);
  }

  #judge(record: T): void {
    const held = this.#held;
    if (held !== undefined) {
      this.#held = undefined;
      if (isConfirmed(held.at, record.at, this.#clock)) this.#settleOwn(held.record, held.at);
      else this.#settleSkewed(held.record);
    }
    // A record without a time has that of the one before.
    const at = record.at ?? this.#lastAt;
    if (this.#isOfAnotherTime(at)) this.#held = { record: owned(record), at };
    else this.#settleOwn(record, at);
  }

  #isOfAnotherTime(at: number): boolean {
    if (Math.abs(at - this.#lastAt) <= MAX_CLOCK_SKEW_SECONDS) return false;
    return at > this.#clock + MAX_CLOCK_SKEW_SECONDS || at < this.#clock - MAX_BEHIND_SECONDS;
  }

  #settleOwn(record: T, at: number): void {
    this.#lastAt = at;
    const clock = this.#hasTaken ? Math.max(this.#clock, at) : at;
    this.#settle(record, { at, clock, isSkewed: false });
  }

  #settleSkewed(record: T): void {
    this.#settle(record, { at: this.#clock, clock: this.#clock, isSkewed: true });
  }

  #settle(record: T, time: RecordTime): void {
    if (this.#bounds !== undefined && time.at > this.#bounds.latest) return this.#handlers.refuse('time_ahead', record);
    if (this.#bounds !== undefined && time.at < this.#bounds.earliest) return this.#handlers.refuse('time_past', record);
    this.#clock = time.clock;
    this.#hasTaken = true;
    this.#handlers.take(record, time);
  }
}

/** Whether the record behind one that lies far from the clock says the same time as it does; one without a time does. */
function isConfirmed(heldAt: number, nextAt: number | undefined, clock: number): boolean {
  if (nextAt === undefined) return true;
  const isNear = Math.abs(nextAt - heldAt) <= MAX_CLOCK_SKEW_SECONDS;
  return isNear || (heldAt > clock && nextAt > heldAt);
}

function owned<T extends TimedRecord>(record: T): T {
  return { ...record, bytes: new Uint8Array(record.bytes) };
}
