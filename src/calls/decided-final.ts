import { callerHop, isSuccess, roundFinal, type Hop, type Round, type RoundFinal } from './round.ts';
import { patienceSeconds } from './silence.ts';

/**
 * Final answer of a round as of a time. A refusal of one branch is not final while another branch may answer and the caller has no final answer: the proxy waits for all
 * of them, or goes on to the next (RFC 3261 16.7 step 6).
 */
export function decidedFinal(round: Round, now: number): RoundFinal | undefined {
  const final = roundFinal(round);
  if (final === undefined || isSuccess(final.entry)) return final;
  const near = callerHop(round);
  const isCallerTold = near === final.hop || near?.isAsked !== true || near.responses.some(({ status = 0 }) => status >= 200);
  return isCallerTold || !round.hops.some((hop) => hop !== near && mayAnswer(hop, now)) ? final : undefined;
}

/** Whether a branch has no final answer and its time for one is not over: Timer B, Timer C, or as long as it rings. */
function mayAnswer(hop: Hop, now: number): boolean {
  if (!hop.isAsked || hop.final !== undefined || hop.cancels.length > 0) return false;
  return now - hop.request.receivedAt < (patienceSeconds(hop) ?? Number.POSITIVE_INFINITY);
}
