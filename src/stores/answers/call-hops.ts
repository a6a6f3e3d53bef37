import {
  isSuchHop,
  secondsBetween,
  type CallConditions,
  type CallLeg,
  type HopAttempt,
  type HopResult,
  type StoredCall,
} from '../../core/index.ts';

/** A next hop that a call was sent to. */
export type CallHop = HopAttempt & Partial<Pick<CallLeg, 'address' | 'trunk' | 'startedAt' | 'finalAt'>>;

/** Returns the hops of a call that meet the conditions on hops, in the order in which they were sent. A reported call has none, but may have the code of the deepest one. */
export function hopsOf(call: StoredCall, conditions: CallConditions): readonly CallHop[] {
  const { legs, outcome, cause = 'other', hopCode, ringingAt } = call;
  if (legs.length > 0) return legs.filter((leg) => isSuchHop(leg, conditions));
  if (outcome === undefined || hopCode === undefined) return [];
  return [{ outcome, cause, status: hopCode, ...(ringingAt === undefined ? {} : { ringingAt }) }];
}

/**
 * The hops that passed the call on: the capture shows them both receive and send it, with one Via more. They are the network's own proxies. A trunk of the settings is none,
 * and neither is what had refused the call before it was sent on.
 */
export function ownHops(legs: readonly CallLeg[], noTrunk: string): readonly CallLeg[] {
  return legs.filter(
    (leg) =>
      leg.trunk === noTrunk &&
      legs.some(
        (next) => next.depth > leg.depth && next.startedAt >= leg.startedAt && (leg.finalAt === undefined || leg.finalAt >= next.startedAt),
      ),
  );
}

/** A proxy that sends the INVITE to another hop this much later has given up the one before; branches of a ring-all leave together. */
const NEXT_CHOICE_SECONDS = 0.5;

/** Seconds from the INVITE of a failed hop to that of the later hop that answered. Undefined when it did not fail, or no later hop answered. */
export function carriedLaterSeconds({ startedAt, finalAt }: CallHop, result: HopResult, legs: readonly CallLeg[]): number | undefined {
  if ((result !== 'failed' && result !== 'given_up') || startedAt === undefined) return undefined;
  const latest = startedAt + NEXT_CHOICE_SECONDS;
  const next = Math.min(finalAt ?? latest, latest);
  const later = legs.find((leg) => leg.outcome === 'answered' && leg.startedAt >= next);
  return later && secondsBetween(startedAt, later.startedAt);
}
