import type { Hop, Round } from './round.ts';
import type { Sight } from './seen.ts';
import { newHop } from './new-hop.ts';

/**
 * The hop that an answer to an INVITE comes from when no capture shows the INVITE there: a capture of one direction, or a lost packet. Every answer carries CSeq, From
 * and the Vias of its request (RFC 3261 8.1.1.7, 8.2.6.2), so it belongs to the round of that CSeq and caller, by its bottom Via when several have it. When it is
 * to the INVITE that follows the last round (`isNext`) it makes a round that lacks its INVITE on every hop. Undefined without either: then it may answer a re-INVITE.
 */
export function placeUnasked(rounds: Round[], sight: Sight, isNext: boolean): Hop | undefined {
  const { entry, branch } = sight;
  if (branch === 0) return undefined;
  const origin = entry.branches.at(-1);
  const isOfRound = ({ cseq, hops: [first] }: Round): boolean => cseq === entry.cseq && first?.request.fromTag === entry.fromTag;
  const candidates = rounds.filter(isOfRound);
  const round = candidates.findLast(({ hops }) => hops.some(({ request }) => request.branches.at(-1) === origin)) ?? candidates.at(-1);
  const last = rounds.at(-1);
  if (round === undefined && last !== undefined && !isNext) return undefined;
  const nearest = round === undefined ? undefined : (nearestAsked(round) ?? round.hops[0]);
  const hop = makeUnasked(sight, nearest);
  if (round === undefined) rounds.push({ cseq: entry.cseq, hops: [hop] });
  else round.hops.push(hop);
  return hop;
}

/** Makes the hop of an answer; what `nearest` shows of the request is that of the request. A hop behind the captured INVITE begins with its first answer. */
function makeUnasked(sight: Sight, nearest: Hop | undefined): Hop {
  const { entry, branch } = sight;
  const { branches, agent, transport } = entry;
  const { status: _, ...asked } = nearest?.request ?? entry;
  const at = branches.length > asked.branches.length ? entry.at : asked.at;
  return newHop({
    branch,
    depth: branches.length,
    isAsked: false,
    request: { ...asked, at, src: entry.dst, dst: entry.src, agent, transport, branches },
    requestSight: nearest?.requestSight ?? sight,
  });
}

/** The hop nearest the caller whose INVITE was captured. */
export function nearestAsked({ hops }: Round): Hop | undefined {
  let nearest: Hop | undefined;
  for (const hop of hops) if (hop.isAsked && (nearest === undefined || hop.depth < nearest.depth)) nearest = hop;
  return nearest;
}
