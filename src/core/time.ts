/** A source of the current Unix time in seconds, with a fraction. Tests and `import` bring their own. */
export type Clock = () => number;

/** How far a packet's own time may lie from its arrival before arrival is used instead, in seconds. */
export const MAX_CLOCK_SKEW_SECONDS = 300;

/**
 * Seconds from `start` to `end` (both Unix seconds), rounded to whole microseconds.
 * Undefined when either is absent or when the result would be negative: a duration that cannot be known is absent, never 0.
 */
export function secondsBetween(start: number | undefined, end: number | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined;
  const seconds = Math.round((end - start) * 1e6) / 1e6;
  return seconds < 0 ? undefined : seconds;
}

/** Why an event carries its arrival time and not the packet's own. */
export const CLOCK_FALLBACK = ['absent', 'skewed'] as const;
export type ClockFallback = (typeof CLOCK_FALLBACK)[number];

/** The time an event happened, and why it is not the sender's when it is not. */
export interface EventTime {
  readonly at: number;
  readonly fallback?: ClockFallback;
}

/** Takes the sender's time when it is within the allowed skew of arrival, else arrival. */
export function eventTime(senderAt: number | undefined, receivedAt: number, maxSkewSeconds: number = MAX_CLOCK_SKEW_SECONDS): EventTime {
  if (senderAt === undefined) return { at: receivedAt, fallback: 'absent' };
  if (Math.abs(senderAt - receivedAt) > maxSkewSeconds) return { at: receivedAt, fallback: 'skewed' };
  return { at: senderAt };
}
