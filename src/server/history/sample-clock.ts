/** A clock that was set back by no more is waited for. */
const WAIT_SECONDS = 60;

/** A sampling that is nearer than this part of the time between two was made already: timers are early, too. */
const NEAR_RATIO = 0.1;

/**
 * Seconds from now to the next sampling: on whole multiples of the clock, so that a restart leaves the rhythm as it was, and an alert that must be true for a minute fires with
 * the same look as without it.
 */
export function secondsToSample(now: number, everySeconds: number): number {
  const left = everySeconds - (now % everySeconds);
  return left < NEAR_RATIO * everySeconds ? left + everySeconds : left;
}

/** When a sampling is made: later than the one before. */
export interface SampleTime {
  readonly at: number;
  /** The clock was set back: what is later than this was never. */
  readonly isSetBack: boolean;
}

/** The time of the next sampling, Unix seconds. Undefined when there is none: the clock was set back a little, and will soon be where it was. */
export function sampleTime(now: number, lastAt: number | undefined): SampleTime | undefined {
  if (lastAt === undefined || now > lastAt) return { at: now, isSetBack: false };
  return lastAt - now > WAIT_SECONDS ? { at: now, isSetBack: true } : undefined;
}
