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

/** The words for a call that is over. `timeout`: nothing more was heard of it, and it was given up. `unknown`: its program told the end, and nothing of how it came out. */
export const OVER = ['completed', 'failed', 'timeout', 'cancelled', 'unknown'] as const;
export type Over = (typeof OVER)[number];

/** What tells how a call came out. */
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
