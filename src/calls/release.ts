import type { ReleasedBy, TimelineEntry } from '../core/index.ts';
import type { Dialog } from './dialog.ts';
import { isOfRelay, type OwnAddresses } from './own-addresses.ts';
import { callerHop, type Hop, type Round, type RoundFinal } from './round.ts';

/** Who ended an answered call: the sender of the BYE by its tag, or the network when the BYE was seen only leaving the proxy. */
export function releasedAnswered(dialog: Dialog, round: Round, own: OwnAddresses): ReleasedBy {
  const { bye } = dialog;
  if (bye === undefined) return 'unknown';
  // The other side may send a BYE of its own later: the first one ended the call.
  const sights = bye.sights.filter(({ fromTag, cseq }) => fromTag === bye.first.fromTag && cseq === bye.first.cseq);
  if (sights.every((entry) => isMadeHere(entry, round, own))) return 'network';
  const arrived = sights.find((entry) => !isMadeHere(entry, round, own)) ?? bye.first;
  return (arrived.fromTag ?? 0) === dialog.calleeTag ? 'callee' : 'caller';
}

/** Who cancelled: the caller when his CANCEL came in, else the network. */
export function cancelledBy(round: Round, own: OwnAddresses): ReleasedBy {
  const cancels = callerHop(round)?.cancels ?? [];
  return cancels.some((entry) => !isMadeHere(entry, round, own)) ? 'caller' : 'network';
}

/** Who refused a call, by its final answer. */
export function refusedBy(round: Round, final: RoundFinal, own: OwnAddresses): ReleasedBy {
  const status = final.entry.status ?? 0;
  if (status >= 500 && status < 600) return 'network';
  return cameFromFarEnd(round, final, own) ? 'callee' : 'network';
}

/** Whether the next hop itself gave a final answer of this class, rather than the proxy in its own name. */
function cameFromFarEnd(round: Round, final: RoundFinal, own: OwnAddresses): boolean {
  const near = callerHop(round);
  const beyond = round.hops.filter((hop) => hop !== near);
  if (beyond.length > 0) return beyond.some((hop) => hop.final?.status === final.entry.status && !isOwnAnswer(hop, round, own));
  return !isMadeHere(final.entry, round, own);
}

function isOwnAnswer(hop: Hop, round: Round, own: OwnAddresses): boolean {
  const answer = hop.final;
  return answer !== undefined && isMadeHere(answer, round, own);
}

/** Whether the capture agent made this message itself: it left one of its addresses and, if a request, carries no Via but its own. */
function isMadeHere(entry: TimelineEntry, round: Round, own: OwnAddresses): boolean {
  if (!own.isOwn(entry.agent, entry.src) && !isOfRelay(entry.src, round.hops)) return false;
  return entry.status !== undefined || entry.branches.length <= 1;
}
