import type { Ended, Outcome } from '../../core/index.ts';

/** How an answered call ended in voice-skill's words; one that dropped did not complete. */
const ENDED_AS = {
  bye: 'completed',
  transferred: 'completed',
  replaced: 'completed',
  session_expired: 'failed',
  no_ack: 'failed',
  unknown: 'timeout',
} as const satisfies Readonly<Record<Ended, string>>;

/** voice-skill's status of a call that is over. `timeout`: nothing more was heard of it, and it was given up. */
export function voiceSkillStatus(outcome: Outcome, ended: Ended | undefined): 'completed' | 'failed' | 'timeout' | 'cancelled' {
  if (outcome === 'answered') return ENDED_AS[ended ?? 'unknown'];
  if (outcome === 'cancelled') return 'cancelled';
  return outcome === 'unknown' ? 'timeout' : 'failed';
}
