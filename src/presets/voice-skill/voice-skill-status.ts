import type { Cause, Ended, Outcome } from '../../core/index.ts';

/** How an answered call ended in voice-skill's words; one that dropped did not complete. */
const ENDED_AS = {
  bye: 'completed',
  transferred: 'completed',
  replaced: 'completed',
  session_expired: 'failed',
  no_ack: 'failed',
  unknown: 'timeout',
} as const satisfies Readonly<Record<Ended, string>>;

/** Statuses of an ended call. `timeout`: it was swept. `unknown`: its program reported the end without an outcome. */
export const OVER = ['completed', 'failed', 'timeout', 'cancelled', 'unknown'] as const;
export type Over = (typeof OVER)[number];

/** Fields that decide the status of a call. */
export interface CameOut {
  readonly outcome: Outcome;
  readonly ended?: Ended | undefined;
  readonly cause?: Cause | undefined;
}

/** The status of a call that is over. */
export function voiceSkillStatus({ outcome, ended, cause }: CameOut): Over {
  if (outcome === 'answered') return ENDED_AS[ended ?? 'unknown'];
  if (outcome === 'cancelled') return 'cancelled';
  if (outcome !== 'unknown') return 'failed';
  return cause === undefined || cause === 'no_response' ? 'timeout' : 'unknown';
}
