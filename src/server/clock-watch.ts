import { present } from '../core/index.ts';

/** A wall clock that differs by more from what it should say was set, not corrected. */
const JUMP_SECONDS = 3600;
/** For so long a time has to stand before anything is deleted by it. */
const TRUSTED_AFTER_SECONDS = 86_400;

interface ClockContext {
  /** The wall clock, in Unix seconds. */
  readonly now: () => number;
  /** Seconds that really passed, from any beginning. */
  readonly monotonic: () => number;
  /** When the data was last written, by the clock of that time. Absent for a store that is new. */
  readonly lastWrittenAt?: number;
}

/** What time it is, and whether that may be believed. */
export interface KnownTime {
  /** Never before what is known to have been. */
  readonly now: number;
  /** Absent when the clock may be believed: one sentence about why not. */
  readonly doubt?: string;
}

/**
 * Watches a wall clock: one that was set ahead by mistake would make everything old enough to be deleted. A step of more than an hour, also from the last
 * writing to a start more than a day later, is believed only when it has stood for a day. Small corrections are followed.
 */
export function createClockWatch({ now, monotonic, lastWrittenAt }: ClockContext): () => KnownTime {
  const start = now();
  const isUnlikely = lastWrittenAt !== undefined && (start < lastWrittenAt - JUMP_SECONDS || start > lastWrittenAt + TRUSTED_AFTER_SECONDS);
  let base = isUnlikely ? lastWrittenAt : start;
  let baseAt = monotonic();
  let step: { readonly seconds: number; readonly since: number } | undefined;

  return () => {
    const [wall, real] = [now(), monotonic()];
    const expected = base + real - baseAt;
    const seconds = wall - expected;
    if (Math.abs(seconds) <= JUMP_SECONDS) step = undefined;
    else if (step === undefined || Math.abs(seconds - step.seconds) > JUMP_SECONDS) step = { seconds, since: real };
    const isBelieved = step === undefined || real - step.since >= TRUSTED_AFTER_SECONDS;
    if (isBelieved) {
      base = wall;
      baseAt = real;
      step = undefined;
    }
    return present({ now: isBelieved ? wall : Math.max(wall, expected), doubt: isBelieved ? undefined : doubtOf(seconds) });
  };
}

function doubtOf(seconds: number): string {
  const hours = Math.round(Math.abs(seconds) / 3600);
  const side = seconds > 0 ? 'ahead of' : 'behind';
  return `The clock is ${hours} hours ${side} what was expected: nothing is deleted by its age until the clock has stood for a day.`;
}
