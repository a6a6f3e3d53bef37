import type { TimelineEntry } from '../core/index.ts';
import type { Hop } from './round.ts';
import { isInitialInvite, type Seen } from './seen.ts';

/** How many learned addresses are kept per agent. */
const MAX_LEARNED = 64;
/** Of so many endpoints it is remembered whether they are configured. */
const MAX_REMEMBERED = 1024;

/** The addresses of the capture agents themselves: configured, or learned from requests that they relay. */
export interface OwnAddresses {
  isOwn(agent: string, endpoint: string): boolean;
  /** Learns from a request and an earlier sight of it: what took it in and sent it on with one Via more is the agent. */
  learn(one: TimelineEntry, other: TimelineEntry): void;
}

/** Keeps own addresses per agent. `configured` hold for every agent: an address:port, or an address for all its ports. */
export function createOwnAddresses(configured: readonly string[]): OwnAddresses {
  const isConfigured = createConfigured(configured);
  const learned = new Map<string, Set<string>>();
  const add = (agent: string, endpoint: string): void => {
    const known = learned.get(agent) ?? new Set();
    if (known.size < MAX_LEARNED) learned.set(agent, known.add(endpoint));
  };
  return {
    // Hot: per message.
    isOwn(agent, endpoint) {
      return isConfigured(endpoint) || (learned.get(agent)?.has(endpoint) ?? false);
    },
    learn(one, other) {
      if (one.agent !== other.agent || one.method !== other.method) return;
      const [inbound, outbound] = one.branches.length < other.branches.length ? [one, other] : [other, one];
      if (outbound.branches[1] === undefined || outbound.branches[1] !== inbound.branches[0]) return;
      add(inbound.agent, inbound.dst);
      add(outbound.agent, outbound.src);
    },
  };
}

/** Hot: an endpoint is taken apart once, for each of its messages asks several times. */
function createConfigured(configured: readonly string[]): (endpoint: string) => boolean {
  const fixed = new Set(configured);
  const known = new Map<string, boolean>();
  return (endpoint) => {
    if (fixed.size === 0) return false;
    const before = known.get(endpoint);
    if (before !== undefined) return before;
    const isFixed = fixed.has(endpoint) || fixed.has(endpoint.slice(0, endpoint.lastIndexOf(':')));
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(endpoint, isFixed);
    return isFixed;
  };
}

/** A proxy sends an INVITE on at once: the one that came in is among the newest. */
const MAX_INVITES = 16;

/** Learns from an INVITE and the messages with its Call-ID that came before it. */
export function learnOwn(invite: TimelineEntry, before: readonly Seen[], own: OwnAddresses): void {
  for (const { entry } of before.filter((seen) => isInitialInvite(seen.entry)).slice(-MAX_INVITES)) own.learn(invite, entry);
}

/** Up to so many hops are gone through one by one: a table of them would cost more. */
const FEW_HOPS = 8;

/** Whether an endpoint is that of a capture agent that took in one of these hops and sent it on as another: the second carries the Vias of the first below one of its own. */
export function isOfRelay(endpoint: string, hops: readonly Hop[]): boolean {
  const byBranch = hops.length > FEW_HOPS ? new Map(hops.map((hop) => [hop.branch, hop])) : undefined;
  for (const outbound of hops) {
    const below = outbound.request.branches[1];
    const inbound = below === undefined ? undefined : byBranch === undefined ? lastAt(below, hops) : byBranch.get(below);
    if (inbound === undefined || inbound === outbound || inbound.request.agent !== outbound.request.agent) continue;
    if (endpoint === inbound.request.dst || endpoint === outbound.request.src) return true;
  }
  return false;
}

function lastAt(branch: number, hops: readonly Hop[]): Hop | undefined {
  return hops.findLast((hop) => hop.branch === branch);
}
