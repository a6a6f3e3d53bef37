import type { CallRecord } from './records.ts';

/** The final answer of a callee who declines (RFC 3261 21.6.2): the network did its part, as the NER counts it. */
export const DECLINE = 603;

/** Whether a call did not come about for a reason that neither side chose: refused other than by a challenge or by a callee who declined, failed, or never answered at all. */
export function isFailure({
  outcome,
  cause,
  sipCode,
  isChallenged,
  isAnswerOnly,
}: Pick<CallRecord, 'outcome' | 'cause' | 'sipCode' | 'isChallenged' | 'isAnswerOnly'>): boolean {
  if (isChallenged || isAnswerOnly === true || cause === 'declined' || sipCode === DECLINE) return false;
  return outcome === 'rejected' || outcome === 'failed' || outcome === 'unknown';
}
