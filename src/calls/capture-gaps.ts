import type { Emit, LabelText, SipAnomaly } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import type { Hop, Round, RoundFinal } from './round.ts';

/** Gap in the capture of a hop: its INVITE is missing although it was answered, or its answers are missing although the call was answered. */
export type CaptureGap = Extract<SipAnomaly, 'invite_not_captured' | 'answers_not_captured'>;

const NO_GAPS: readonly CaptureGap[] = [];

/** Reads the gaps of a round, each kind once. */
export function readGaps(round: Round, final: RoundFinal | undefined, hasRequestWithin: boolean): readonly CaptureGap[] {
  let gaps = NO_GAPS;
  for (const hop of round.hops) {
    const gap = gapOf(hop, round, final, hasRequestWithin);
    if (gap !== undefined && !gaps.includes(gap)) gaps = [...gaps, gap];
  }
  return gaps;
}

/** Emits each gap once for each hop that has it, with the agent that captured the rest. */
export function emitGaps({ rounds, final, startedAt, attempt }: CallView, source: LabelText, emit: Emit): void {
  const round = rounds.at(-1);
  if (round === undefined) return;
  for (const hop of round.hops) {
    const anomaly = gapOf(hop, round, final, attempt.facts.hasRequestWithin);
    if (anomaly !== undefined) emit({ type: 'sip.anomaly', at: startedAt, source, agent: hop.request.agent, anomaly });
  }
}

/** A branch of a fork that shows no answer may be dead; the hop nearest the caller, and the only one behind it, were answered when the call was. */
function gapOf(hop: Hop, { hops }: Round, final: RoundFinal | undefined, hasRequestWithin: boolean): CaptureGap | undefined {
  if (!hop.isAsked) return 'invite_not_captured';
  if (hop.responses.length > 0) return undefined;
  // An ACK, or a request within the dialog, shows an answer.
  if (final === undefined) return hasRequestWithin || hop.isRefusalAcknowledged ? 'answers_not_captured' : undefined;
  const isNear = hop.depth < final.hop.depth;
  return isNear || (hops.length === 2 && (final.entry.status ?? 0) < 300) ? 'answers_not_captured' : undefined;
}
