import type { LabelText, Method } from '../core/index.ts';
import type { Answering } from './answering.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import type { Advance } from './life-cycle.ts';
import { roundFinal, type Round } from './round.ts';

/**
 * Tells of each hop of a settled request that nobody answered it (timer F, RFC 3261 17.1.2.2): when 64*T1 have passed, or when its proxy has said so by a 408. Not of
 * an agent that shows no answers of anybody.
 */
export function tellUnanswered(round: Round, method: Method, source: LabelText, answering: Answering, { now, emit }: Advance): void {
  const final = roundFinal(round)?.entry;
  if (final !== undefined && final.status !== 408) return;
  for (const hop of round.hops) {
    const { at, receivedAt, agent } = hop.request;
    if (hop.final !== undefined || !answering.seesAnswers(agent)) continue;
    if (final === undefined && receivedAt + REUSE_SECONDS > now) continue;
    emit({ type: 'sip.transaction_timeout', at: final?.at ?? at + REUSE_SECONDS, source, method });
  }
}
