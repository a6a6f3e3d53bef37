import type { Hop, Round } from './round.ts';
import type { Sight } from './seen.ts';
import { NONE } from './with-new.ts';

/**
 * The hop that an answer to an INVITE comes from when no capture shows the INVITE there: a capture of one direction, or a lost packet. Every answer carries CSeq, From
 * and the Vias of its request (RFC 3261 8.1.1.7, 8.2.6.2), so it belongs to the round of that CSeq and caller, by its bottom Via when several have it. Undefined
 * without such a round: then it may answer a re-INVITE.
 */
export function placeUnasked(rounds: readonly Round[], sight: Sight): Hop | undefined {
  const { entry, branch } = sight;
  if (branch === 0) return undefined;
  const origin = entry.branches.at(-1);
  const isOfRound = ({ cseq, hops: [first] }: Round): boolean => cseq === entry.cseq && first?.request.fromTag === entry.fromTag;
  const candidates = rounds.filter(isOfRound);
  const round = candidates.findLast(({ hops }) => hops.some(({ request }) => request.branches.at(-1) === origin)) ?? candidates.at(-1);
  const nearest = round === undefined ? undefined : nearestAsked(round);
  if (round === undefined || nearest === undefined) return undefined;
  const { status: _, ...asked } = nearest.request;
  const hop: Hop = {
    branch,
    depth: entry.branches.length,
    isAsked: false,
    // What the answer says of it, and of the request itself what the hop says that shows it.
    request: { ...asked, src: entry.dst, dst: entry.src, agent: entry.agent, transport: entry.transport, branches: entry.branches },
    requestSight: nearest.requestSight,
    responses: [],
    final: undefined,
    highestStatus: 0,
    hasAlerted: false,
    isRefusalAcknowledged: false,
    cancels: NONE,
    repeatedSuccesses: 0,
    lastSuccessAt: undefined,
    lastSentAt: asked.at,
    noted: NONE,
  };
  round.hops.push(hop);
  return hop;
}

/** The hop nearest the caller whose INVITE was captured. */
export function nearestAsked({ hops }: Round): Hop | undefined {
  let nearest: Hop | undefined;
  for (const hop of hops) if (hop.isAsked && (nearest === undefined || hop.depth < nearest.depth)) nearest = hop;
  return nearest;
}
