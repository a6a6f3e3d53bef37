import type { Clock } from '../core/index.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeClock {
  /** The time as of now, Unix seconds: what production code takes as its clock. */
  readonly now: Clock;
  /** Goes on in steps up to `until`, calling `atEach` after each step; the rest that is no whole step is left for the next time. */
  runUntil(until: number, stepSeconds: number, atEach: (now: number) => void): void;
}

/** Makes a clock that stands at `startAt`, Unix seconds. */
export function createFakeClock(startAt: number): FakeClock {
  let at = startAt;
  return {
    now: () => at,
    runUntil(until, stepSeconds, atEach) {
      while (at + stepSeconds <= until) {
        at += stepSeconds;
        atEach(at);
      }
    },
  };
}
