import type { TrunkSigns } from '../../calls/index.ts';
import { startsWithText } from '../../core/index.ts';
import { labelText, type LabelText } from '../../metrics/index.ts';
import { isWithin, parseAddress } from './cidr.ts';
import { parseTrunkRule, type TrunkRule } from './trunk-rule.ts';

/** How many endpoints are remembered with their answer; the oldest is forgotten first. */
const MAX_CACHED_ENDPOINTS = 1024;

type RuleOf<K extends TrunkRule['kind']> = Extract<TrunkRule, { readonly kind: K }>;

/** What a trunk is known by: one of each kind that it names must fit. */
interface KnownTrunk {
  readonly trunk: LabelText;
  readonly networks: readonly RuleOf<'network'>[];
  readonly hosts: readonly RuleOf<'host'>[];
  readonly prefixes: readonly RuleOf<'prefix'>[];
}

/** How much the fitting entries of a trunk say: what stands first decides. */
type Fit = readonly [prefix: number, host: number, port: number, network: number];

/** The trunks of the settings by name, each with its entries. */
export interface TrunkTexts {
  readonly [name: string]: readonly string[];
}

/**
 * Finds the trunk of an endpoint (`address:port` or `[address]:port`). Of several that fit, the one with the longest prefix of a number wins, then the longest host,
 * then the one with a port, then the longest prefix of a network. Undefined when none fits. Texts that mean nothing are passed over: settings refuse them before.
 */
export function createTrunkMatcher(trunks: TrunkTexts): (endpoint: string, signs?: TrunkSigns) => LabelText | undefined {
  const all = Object.entries(trunks).map(readTrunk);
  const byAddress = all.filter(({ hosts, prefixes }) => hosts.length === 0 && prefixes.length === 0);
  const bySigns = all.filter((one) => !byAddress.includes(one));
  const known = new Map<string, Found | undefined>();

  const byAddressOf = (endpoint: string): Found | undefined => {
    if (known.has(endpoint)) return known.get(endpoint);
    const found = bestOf(byAddress, readEndpoint(endpoint), undefined);
    const oldest = known.size < MAX_CACHED_ENDPOINTS ? undefined : known.keys().next().value;
    if (oldest !== undefined) known.delete(oldest);
    known.set(endpoint, found);
    return found;
  };

  return (endpoint, signs) => {
    const plain = byAddressOf(endpoint);
    if (signs === undefined || bySigns.length === 0) return plain?.trunk;
    const signed = bestOf(bySigns, readEndpoint(endpoint), signs);
    return (signed !== undefined && (plain === undefined || saysMore(signed.fit, plain.fit)) ? signed : plain)?.trunk;
  };
}

/** The trunks that lead to phones and offices of one's own. */
export function accessTrunks(trunks: TrunkTexts): ReadonlySet<string> {
  const names = Object.entries(trunks).filter(([, texts]) => texts.includes('access'));
  return new Set(names.map(([name]) => name));
}

function readTrunk([name, texts]: readonly [string, readonly string[]]): KnownTrunk {
  const rules = texts.map(parseTrunkRule).filter((rule) => rule !== undefined);
  return {
    trunk: labelText(name),
    networks: rules.filter((rule) => rule.kind === 'network'),
    hosts: rules.filter((rule) => rule.kind === 'host'),
    prefixes: rules.filter((rule) => rule.kind === 'prefix'),
  };
}

interface Found {
  readonly trunk: LabelText;
  readonly fit: Fit;
}

function bestOf(trunks: readonly KnownTrunk[], endpoint: Endpoint, signs: TrunkSigns | undefined): Found | undefined {
  let best: Found | undefined;
  for (const one of trunks) {
    const fit = fitOf(one, endpoint, signs);
    if (fit !== undefined && (best === undefined || saysMore(fit, best.fit))) best = { trunk: one.trunk, fit };
  }
  return best;
}

/** Undefined: an entry that must fit does not. Without a network a trunk is known only by what the network itself sent there. */
function fitOf({ networks, hosts, prefixes }: KnownTrunk, endpoint: Endpoint, signs: TrunkSigns | undefined): Fit | undefined {
  if (networks.length === 0 && signs?.isSentOn !== true) return undefined;
  const [port, bits] = networks.length === 0 ? [0, 0] : networkFit(networks, endpoint);
  const host = lengthOf(hosts, (rule) => (hasHost(signs?.host, rule.host) ? rule.host.length : -1));
  const prefix = lengthOf(prefixes, (rule) =>
    signs?.user !== undefined && startsWithText(signs.user, rule.prefix) ? rule.prefix.length : -1,
  );
  return Math.min(prefix, host, port, bits) < 0 ? undefined : [prefix, host, port, bits];
}

/** The longest of what fits; 0 when nothing is asked, -1 when nothing fits. */
function lengthOf<T>(rules: readonly T[], length: (rule: T) => number): number {
  return rules.reduce((most, rule) => Math.max(most, length(rule)), rules.length === 0 ? 0 : -1);
}

function networkFit(networks: readonly RuleOf<'network'>[], { address, port }: Endpoint): readonly [port: number, bits: number] {
  let best: readonly [number, number] = [-1, -1];
  for (const rule of networks) {
    if (address === undefined || !isWithin(address, rule.network) || (rule.port !== undefined && rule.port !== port)) continue;
    const fit = [rule.port === undefined ? 0 : 1, rule.network.prefixBits] as const;
    if (fit[0] > best[0] || (fit[0] === best[0] && fit[1] > best[1])) best = fit;
  }
  return best;
}

function hasHost(host: string | undefined, known: string): boolean {
  if (host === undefined) return false;
  return known.startsWith('.') ? host.endsWith(known) || host === known.slice(1) : host === known;
}

function saysMore(one: Fit, other: Fit): boolean {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && (one[place] ?? 0) > (other[place] ?? 0);
}

interface Endpoint {
  readonly address: readonly number[] | undefined;
  readonly port: number;
}

function readEndpoint(endpoint: string): Endpoint {
  const colon = endpoint.lastIndexOf(':');
  const isBracketed = endpoint.startsWith('[');
  const host = isBracketed ? endpoint.slice(1, Math.max(1, endpoint.indexOf(']'))) : colon < 0 ? endpoint : endpoint.slice(0, colon);
  return { address: parseAddress(host), port: colon < 0 ? 0 : Number(endpoint.slice(colon + 1)) };
}
