import type { Clock } from '../core/index.ts';

/** From this difference on the system's clock has been set, in seconds; what is less is drift and followed. */
const STEP_SECONDS = 1;
/** How much faster or slower than time the drift is followed: no duration is wrong by more than this share. */
const FOLLOW_RATIO = 0.001;

interface SteadyContext {
  /** Unix seconds of the system's clock, which people and time servers set. */
  readonly wall: Clock;
  /** Seconds of a clock that nobody sets. */
  readonly monotonic: Clock;
  /** Nothing is under way whose duration a step would spoil. */
  readonly isQuiet: () => boolean;
  /** Told once when the system's clock was set, by so many seconds; `isTaken`: the new time is used from now on. */
  readonly stepped: (seconds: number, isTaken: boolean) => void;
}

/** Time that goes on evenly. */
export interface SteadyClock {
  /** Unix seconds. It goes back only when a step is taken. */
  readonly now: Clock;
  /** How far the system's clock is ahead, in seconds; 0 while it is followed. */
  aheadSeconds(): number;
  /** Compares with the system's clock. To be called every second or so. */
  look(): void;
}

/**
 * Starts with the system's time and keeps it steady: drift is followed slowly; a clock that is set is not followed while calls are in progress, for they would last an hour too
 * long, or end before they began. Once nothing is under way the new time is taken.
 */
export function createSteadyClock({ wall, monotonic, isQuiet, stepped }: SteadyContext): SteadyClock {
  let offset = wall() - monotonic();
  let lookedAt = monotonic();
  let ahead = 0;
  let toldAhead = 0;

  const look = (): void => {
    const at = monotonic();
    const drift = wall() - at - offset;
    const most = (at - lookedAt) * FOLLOW_RATIO;
    lookedAt = at;
    if (Math.abs(drift) < STEP_SECONDS) {
      offset += Math.max(-most, Math.min(most, drift));
      ahead = 0;
      toldAhead = 0;
      return;
    }
    ahead = drift;
    const isTaken = isQuiet();
    if (isTaken || Math.abs(drift - toldAhead) >= STEP_SECONDS) stepped(drift, isTaken);
    toldAhead = isTaken ? 0 : drift;
    if (!isTaken) return;
    offset += drift;
    ahead = 0;
  };

  return { now: () => monotonic() + offset, aheadSeconds: () => ahead, look };
}
