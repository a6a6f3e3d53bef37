import type { Direction } from '../../core/index.ts';
import type { CallOutcome } from '../preset.ts';

/** Its one set of upper bounds, seconds, and longer ones: there, every call of more than a minute was in the last. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200];

export const WAY = ['inbound', 'outbound', 'internal'] as const;

/** Its direction: calls between trunks, and those of which nobody knows, come in. */
export function wayOf(direction: Direction): (typeof WAY)[number] {
  return direction === 'outbound' || direction === 'internal' ? direction : 'inbound';
}

export const RESULT = ['ok', 'redirect', 'rejected', 'failed'] as const;
type Result = (typeof RESULT)[number];

/** By class of the final answer. */
const RESULT_OF_CLASS: readonly (Result | undefined)[] = [undefined, undefined, 'ok', 'redirect', 'rejected', 'failed', 'failed'];

/** Its result of a call: by the final answer where there was one, else by the outcome. */
export function resultOf({ outcome, sipCode }: CallOutcome): Result {
  if (outcome === 'answered') return 'ok';
  const byCode = sipCode === undefined ? undefined : RESULT_OF_CLASS[Math.floor(sipCode / 100)];
  if (byCode !== undefined) return byCode;
  if (outcome === 'redirected') return 'redirect';
  return outcome === 'failed' || outcome === 'unknown' ? 'failed' : 'rejected';
}
