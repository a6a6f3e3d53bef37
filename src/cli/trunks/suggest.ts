import { NO_TRUNK, type CallLeg, type CallRecord, type TrunkRole } from '../../core/index.ts';
import { TEST_ENDS } from '../send/test-call.ts';

/** What of a call tells who its peers are. */
export type SeenCall = Pick<CallRecord, 'callerAddress' | 'trunk' | 'outcome' | 'rounds' | 'isChallenged'> & {
  readonly legs: readonly Pick<CallLeg, 'address' | 'trunk' | 'depth' | 'outcome'>[];
};

/** A trunk that was seen and is not configured. */
export interface Suggestion {
  /** Made up: whoever pastes it knows the right one. */
  readonly name: string;
  readonly role: TrunkRole;
  /** As the settings have it. */
  readonly entries: readonly string[];
  /** Calls that came from it, and that were sent to it. */
  readonly from: number;
  readonly to: number;
  readonly answered: number;
}

/** What was seen of the peers, and of how many callers nothing more is known than that they called. */
export interface Suggestions {
  readonly trunks: readonly Suggestion[];
  readonly strangers: number;
}

/** One port of an address, or all of them. */
interface Peer {
  readonly address: string;
  /** Undefined: all that were seen. */
  readonly port: string | undefined;
  from: number;
  to: number;
  answered: number;
  challenged: number;
  /** Calls from it that were sent on to somebody. */
  served: number;
}

/** More would be no trunks. */
const MAX_PORTS = 4;
/** The most phones behind one network that are each worth a line. */
const LEAST_FOR_NETWORK = 3;

/**
 * Proposes trunks from calls, the newest first: who sent some, and whom some were sent to. Left out are addresses that have a trunk, in the settings as `isNamed` says or in
 * the newest of their calls, the observed system itself and the ends of test calls.
 */
export function suggestTrunks(calls: readonly SeenCall[], isNamed: (endpoint: string) => boolean = () => false): Suggestions {
  const real = calls.filter((call) => !isTest(call));
  const own = ownAddresses(real);
  const named = namedIn(real);
  const peers = peersIn(real, (endpoint) => own.has(endpoint) || named.has(endpoint) || isNamed(endpoint));
  const known = peers.filter(isKnown);
  const [access, carriers] = [known.filter((one) => roleOf(one) === 'access'), known.filter((one) => roleOf(one) === 'carrier')];
  const found = [...carriers.map(alone).toSorted(busiest), ...byNetwork(access).toSorted(busiest)];
  const counts = { carrier: 0, access: 0 };
  const trunks = found.map((one) => ({ name: `${one.role}-${(counts[one.role] += 1)}`, ...one }));
  return { trunks, strangers: peers.length - known.length };
}

function isTest({ callerAddress, legs }: SeenCall): boolean {
  return callerAddress === TEST_ENDS.caller && legs.every(({ address }) => address === TEST_ENDS.callee);
}

/** Where an INVITE went in at first that was sent on after that: the observed proxy or PBX. */
function ownAddresses(calls: readonly SeenCall[]): ReadonlySet<string> {
  const own = new Set<string>();
  for (const { legs } of calls) {
    const near = Math.min(...legs.map(({ depth }) => depth));
    if (legs.some(({ depth }) => depth > near)) for (const leg of legs) if (leg.depth === near) own.add(leg.address);
  }
  return own;
}

/** Names hold for calls that began after they were set: the newest call tells. */
function namedIn(calls: readonly SeenCall[]): ReadonlySet<string> {
  const newest = new Map<string, boolean>();
  const tell = (endpoint: string, trunk: string): void => {
    if (!newest.has(endpoint)) newest.set(endpoint, trunk !== NO_TRUNK);
  };
  for (const { callerAddress, trunk, legs } of calls) {
    for (const leg of legs) tell(leg.address, leg.trunk);
    // A call with a trunk that none of its hops has came from it.
    if (callerAddress !== undefined) tell(callerAddress, legs.some((leg) => leg.trunk === trunk) ? NO_TRUNK : trunk);
  }
  return new Set([...newest].flatMap(([endpoint, isNamed]) => (isNamed ? [endpoint] : [])));
}

function peersIn(calls: readonly SeenCall[], isLeftOut: (endpoint: string) => boolean): readonly Peer[] {
  const endpoints = new Map<string, Peer>();
  for (const call of calls) note(call, isLeftOut, endpoints);
  const byAddress = new Map<string, Peer[]>();
  for (const one of endpoints.values()) byAddress.set(one.address, [...(byAddress.get(one.address) ?? []), one]);
  return [...byAddress.values()].flatMap(apart);
}

function note(call: SeenCall, isLeftOut: (endpoint: string) => boolean, endpoints: Map<string, Peer>): void {
  const { callerAddress, legs, outcome, rounds, isChallenged, trunk } = call;
  if (callerAddress !== undefined && trunk === NO_TRUNK && !isLeftOut(callerAddress)) {
    const peer = peerOf(callerAddress, endpoints);
    peer.from += 1;
    if (outcome === 'answered') peer.answered += 1;
    if (legs.length > rounds) peer.served += 1;
    if (rounds > 1 && !isChallenged) peer.challenged += 1;
  }
  const sentOn = legs.filter((leg) => leg.trunk === NO_TRUNK && !isLeftOut(leg.address));
  for (const address of new Set(sentOn.map((leg) => leg.address))) {
    const peer = peerOf(address, endpoints);
    peer.to += 1;
    if (sentOn.some((leg) => leg.address === address && leg.outcome === 'answered')) peer.answered += 1;
  }
}

function peerOf(endpoint: string, endpoints: Map<string, Peer>): Peer {
  const port = endpoint.slice(endpoint.lastIndexOf(':') + 1);
  const peer = endpoints.get(endpoint) ?? { address: hostOf(endpoint), port, from: 0, to: 0, answered: 0, challenged: 0, served: 0 };
  endpoints.set(endpoint, peer);
  return peer;
}

/** Several ports of one address that calls were sent to may be several carriers. Of a private one, or with phones behind it, they are one office. */
function apart(ports: readonly Peer[]): readonly Peer[] {
  const called = ports.filter(({ to }) => to > 0);
  if (called.length < 2 || called.length > MAX_PORTS || ports.some((one) => roleOf(one) === 'access')) return [together(ports)];
  const callers = ports.filter(({ to }) => to === 0);
  return [...called, ...asOne(callers.filter(isKnown)), ...asOne(callers.filter((one) => !isKnown(one)))];
}

/** A connection has another port each time. */
function asOne(ports: readonly Peer[]): readonly Peer[] {
  return ports.length > 1 ? [together(ports)] : ports;
}

function together(ports: readonly Peer[]): Peer {
  return {
    address: ports[0]?.address ?? '',
    port: undefined,
    from: sum(ports, 'from'),
    to: sum(ports, 'to'),
    answered: sum(ports, 'answered'),
    challenged: sum(ports, 'challenged'),
    served: sum(ports, 'served'),
  };
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
}

/** Whoever called and got nowhere is a stranger: scanners do. */
function isKnown({ to, answered, challenged, served }: Peer): boolean {
  return to > 0 || answered > 0 || challenged > 0 || served > 0;
}

/** A carrier is asked for no password, and has a public address. */
function roleOf({ address, challenged }: Peer): TrunkRole {
  return challenged > 0 || isPrivate(address) ? 'access' : 'carrier';
}

/** RFC 1918, RFC 6598, RFC 4193. */
function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:)/i.test(address);
}

type Unnamed = Omit<Suggestion, 'name'>;

function alone({ address, port, from, to, answered }: Peer): Unnamed {
  const bracketed = address.includes(':') ? `[${address}]` : address;
  return { role: 'carrier', entries: [port === undefined ? address : `${bracketed}:${port}`], from, to, answered };
}

/** Phones side by side are one office. */
function byNetwork(peers: readonly Peer[]): readonly Unnamed[] {
  const networks = new Map<string, Peer[]>();
  for (const peer of peers) {
    const network = peer.address.includes(':') ? peer.address : `${peer.address.split('.').slice(0, 3).join('.')}.0/24`;
    networks.set(network, [...(networks.get(network) ?? []), peer]);
  }
  return [...networks].map(([network, ones]) => ({
    role: 'access',
    entries: ones.length >= LEAST_FOR_NETWORK ? [network] : ones.map(({ address }) => address),
    from: sum(ones, 'from'),
    to: sum(ones, 'to'),
    answered: sum(ones, 'answered'),
  }));
}

function sum(peers: readonly Peer[], name: 'from' | 'to' | 'answered' | 'challenged' | 'served'): number {
  return peers.reduce((total, peer) => total + peer[name], 0);
}

function busiest(one: Unnamed, other: Unnamed): number {
  return other.from + other.to - one.from - one.to;
}

/** The lines to paste into a settings file. */
export function suggestionLines({ trunks }: Suggestions): readonly string[] {
  const lines = trunks.map(({ name, role, entries, from, to, answered }) => {
    const known = [...(role === 'access' ? ['access'] : []), ...entries.map((one) => (one.includes(':') ? `"${one}"` : one))];
    return { text: `  ${name}: [${known.join(', ')}]`, seen: `# ${from} calls from it, ${to} to it, ${answered} answered` };
  });
  const width = Math.max(0, ...lines.map(({ text }) => text.length));
  return ['trunks:', ...lines.map(({ text, seen }) => `${text.padEnd(width)}  ${seen}`)];
}
