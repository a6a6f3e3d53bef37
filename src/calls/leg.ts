import { labelText, NO_TRUNK, present, type CallLeg } from '../core/index.ts';
import { refineCause, setUpResult, type SetUpResult } from './cause.ts';
import { hopFinal, type Hop, type Round } from './round.ts';
import { isAlert } from './timing.ts';
import type { TrunkOf } from './settings.ts';

/** The legs of a call: every hop of every round, in the order they were sent. */
export function readLegs(rounds: readonly Round[], trunkOf: TrunkOf): readonly CallLeg[] {
  return rounds
    .flatMap((round) => round.hops)
    .toSorted((a, b) => a.request.at - b.request.at || a.depth - b.depth || a.branch - b.branch)
    .map((hop) => readLeg(hop, trunkOf));
}

function readLeg(hop: Hop, trunkOf: TrunkOf): CallLeg {
  const final = hopFinal(hop);
  const ringing = hop.responses.find((entry) => entry.status === 180);
  const result = legResult(hop);
  return present({
    address: hop.request.dst,
    trunk: trunkOf(hop.request.dst) ?? labelText(NO_TRUNK),
    depth: hop.depth,
    startedAt: hop.request.at,
    ringingAt: ringing?.at,
    finalAt: final?.at,
    status: final?.status,
    reasonSip: final?.reasonSip,
    reasonQ850: final?.reasonQ850,
    outcome: result.outcome,
    cause: result.cause,
  });
}

/** What became of one branch. The loser of a ring-all (CANCEL with `SIP;cause=200`) was answered elsewhere, not cancelled by anyone. */
function legResult(hop: Hop): SetUpResult {
  const final = hopFinal(hop);
  const isLoser = hop.cancels.some((entry) => entry.reasonSip === 200);
  if (isLoser && final?.status !== undefined && final.status >= 300) return { outcome: 'cancelled', cause: 'elsewhere' };
  if (final?.status !== undefined) {
    const result = setUpResult(final.status, hop.responses.some(isAlert));
    return { outcome: result.outcome, cause: refineCause(result.cause, final.reasonQ850) };
  }
  if (isLoser) return { outcome: 'cancelled', cause: 'elsewhere' };
  return hop.cancels.length > 0 ? { outcome: 'cancelled', cause: 'cancelled' } : { outcome: 'unknown', cause: 'no_response' };
}
