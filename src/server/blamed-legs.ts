import { NO_TRUNK, type CallLeg, type StoredCall } from '../core/index.ts';

/** Hops that failed in the same way: same trunk, code and cause. */
export interface Blame {
  /** The first of them; its address is one of those below. */
  readonly leg: CallLeg;
  readonly addresses: readonly string[];
}

/** Why a hop did not answer the call, in words that one sentence can hold together. */
const FAILED: readonly CallLeg['outcome'][] = ['failed', 'rejected', 'busy', 'no_answer', 'redirected'];

/** Refusals that ask for another try, which followed. */
const ASKS_AGAIN: readonly number[] = [401, 407, 413, 415, 416, 420, 422];

/**
 * The hops that a call failed at, in the order in which they were asked: of those that failed the ones that had sent it to nobody else, so not the proxy that only
 * passed on what it was told.
 */
export function blamedLegs({ legs }: Pick<StoredCall, 'legs'>): readonly Blame[] {
  const relays = new Set(legs.map((leg) => parentOf(leg, legs)));
  const blames: { readonly leg: CallLeg; readonly addresses: string[] }[] = [];
  for (const leg of legs) {
    if (relays.has(leg) || !FAILED.includes(leg.outcome) || leg.cause === 'elsewhere' || wasAskedAgain(leg, legs)) continue;
    const known = blames.find((one) => isAlike(one.leg, leg));
    if (known === undefined) blames.push({ leg, addresses: [leg.address] });
    else if (!known.addresses.includes(leg.address)) known.addresses.push(leg.address);
  }
  return blames;
}

/** The hop whose next hop sent this one: one Via less, and the latest that was sent before it. Clocks may differ, so any such hop is better than none. */
function parentOf(leg: CallLeg, legs: readonly CallLeg[]): CallLeg | undefined {
  let parent: CallLeg | undefined;
  for (const one of legs) {
    if (one.depth >= leg.depth) continue;
    if (parent === undefined || rankOf(one, leg) > rankOf(parent, leg)) parent = one;
  }
  return parent;
}

/** Deeper first, then before it, then later. */
function rankOf(one: CallLeg, { startedAt }: CallLeg): number {
  return one.depth * 1e12 + (one.startedAt <= startedAt ? 1e11 : 0) + one.startedAt;
}

function wasAskedAgain(leg: CallLeg, legs: readonly CallLeg[]): boolean {
  const { status = 0 } = leg;
  if (!ASKS_AGAIN.includes(status) && Math.floor(status / 100) !== 3) return false;
  return legs.some((one) => one.depth === leg.depth && one.startedAt > leg.startedAt);
}

function isAlike(one: CallLeg, two: CallLeg): boolean {
  const isSame = one.trunk === two.trunk && one.status === two.status && one.cause === two.cause && one.outcome === two.outcome;
  return isSame && one.reasonQ850 === two.reasonQ850 && one.reasonSip === two.reasonSip;
}

/** Addresses that one sentence names. */
const MAX_NAMED = 3;

/** A hop as people call it: its trunk, with its addresses. */
export function nameOf({ leg, addresses }: Blame): string {
  const more = addresses.length - MAX_NAMED;
  const named = `${addresses.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return leg.trunk === NO_TRUNK ? named : `${leg.trunk} (${named})`;
}
