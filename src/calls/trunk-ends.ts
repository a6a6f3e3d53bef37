import { labelText, NO_TRUNK, type Direction, type LabelText } from '../core/index.ts';
import { isChallenge } from './cause.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { callerHop, roundFinal, type Hop, type Round } from './round.ts';
import type { SetUp } from './set-up.ts';
import type { Trunks, TrunkSigns } from './settings.ts';

/** The trunks at the two ends of a call. */
export interface TrunkEnds {
  /** Undefined: it came from none, or went to none. */
  readonly from: LabelText | undefined;
  readonly to: LabelText | undefined;
  /** The label of the call: its carrier, else its access trunk, else `none`. Of two alike the one that it came from. */
  readonly trunk: LabelText;
  readonly hasCarrier: boolean;
}

interface EndsContext extends Trunks {
  readonly own: OwnAddresses;
}

/** Reads at which trunks a call begins and ends. */
export function readTrunkEnds(near: Hop, round: Round, context: EndsContext): TrunkEnds {
  const from = trunkFrom(near, context);
  const to = outboundTrunk(round, context);
  const carrier = [from, to].find((one) => isCarrier(one, context));
  return { from, to, trunk: carrier ?? from ?? to ?? labelText(NO_TRUNK), hasCarrier: carrier !== undefined };
}

/** What a direction is read from beside the trunks. */
export interface DirectionFacts {
  readonly near: Hop;
  readonly rounds: readonly Round[];
  readonly round: Round;
  readonly setUp: Pick<SetUp, 'outcome' | 'isChallenged'>;
}

/**
 * Where a call comes from relative to the carriers. Without a carrier it is `internal` when both ends are known, and else `unknown`: a scanner comes from nowhere that is
 * known, and nobody accepted what he asked for.
 */
export function readDirection({ from, to }: TrunkEnds, facts: DirectionFacts, context: EndsContext): Direction {
  if (!context.hasTrunks) return 'unknown';
  if (isCarrier(from, context)) return isCarrier(to, context) ? 'transit' : 'inbound';
  if (isCarrier(to, context)) return 'outbound';
  const isCallerKnown = from !== undefined || isAccepted(facts, context.own);
  const isCalleeKnown = to !== undefined || isReached(facts, context.own);
  return isCallerKnown && isCalleeKnown ? 'internal' : 'unknown';
}

/** The trunk that a hop was sent to. */
export function trunkTo(hop: Hop, round: Round, { trunkOf, own }: Pick<EndsContext, 'trunkOf' | 'own'>): LabelText | undefined {
  const { request } = hop;
  const isSentOn = request.src === callerHop(round)?.request.dst || own.isOwn(request.agent, request.src);
  const host = hop.isAsked ? hop.requestSight.seen.notes?.requestHost : undefined;
  return trunkOf(request.dst, signsOf(hop, host, isSentOn));
}

/** The trunk that a call came from. Whoever calls may write any From, so that alone is no trunk. */
function trunkFrom(near: Hop, { trunkOf }: EndsContext): LabelText | undefined {
  return trunkOf(near.request.src, signsOf(near, near.requestSight.seen.notes?.fromHost, false));
}

/** Hot: asked for each hop of each look, so it is no object that is put together of another. */
function signsOf({ requestSight }: Hop, host: string | undefined, isSentOn: boolean): TrunkSigns {
  const signs: { -readonly [K in keyof TrunkSigns]: TrunkSigns[K] } = { isSentOn };
  if (host !== undefined) signs.host = host;
  const user = requestSight.seen.notes?.people?.requestUser;
  if (user !== undefined) signs.user = user;
  return signs;
}

/** The carrier that the deepest hop was sent to that went to one, of hops equally deep the latest; without any the access trunk. */
function outboundTrunk(round: Round, context: EndsContext): LabelText | undefined {
  let best: ToTrunk | undefined;
  for (const hop of round.hops) {
    const trunk = trunkTo(hop, round, context);
    if (trunk !== undefined && (best === undefined || isBetter({ hop, trunk }, best, context))) best = { hop, trunk };
  }
  return best?.trunk;
}

interface ToTrunk {
  readonly hop: Hop;
  readonly trunk: LabelText;
}

function isBetter(one: ToTrunk, other: ToTrunk, { accessTrunks }: EndsContext): boolean {
  const isAccess = accessTrunks.has(one.trunk);
  return isAccess === accessTrunks.has(other.trunk) ? isBeyond(one.hop, other.hop) : !isAccess;
}

function isBeyond(hop: Hop, other: Hop): boolean {
  return hop.depth > other.depth || (hop.depth === other.depth && hop.request.at > other.request.at);
}

function isCarrier(trunk: LabelText | undefined, { accessTrunks }: EndsContext): boolean {
  return trunk !== undefined && !accessTrunks.has(trunk);
}

/** Whether the network took the caller for one of its own: it calls itself, his credentials were taken, or his call was answered. */
function isAccepted({ near, rounds, round, setUp }: DirectionFacts, own: OwnAddresses): boolean {
  if (setUp.outcome === 'answered' || own.isOwn(near.request.agent, near.request.src)) return true;
  const wasChallenged = rounds.slice(0, -1).some((one) => isChallenge(roundFinal(one)?.entry.status ?? 0));
  return wasChallenged && !setUp.isChallenged && round.hops.some(({ highestStatus }) => highestStatus > 100);
}

/** Whether the call came to somebody: to the network itself, to one that answered anything, or on to a next hop. */
function isReached({ near, round }: DirectionFacts, own: OwnAddresses): boolean {
  return near.responses.length > 0 || round.hops.length > 1 || own.isOwn(near.request.agent, near.request.dst);
}
