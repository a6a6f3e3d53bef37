import { labelText, type LabelText } from '../../metrics/index.ts';
import { type Cidr, isWithin, parseAddress, parseCidr } from './cidr.ts';

/** How many hosts are remembered with their answer; the oldest is forgotten first. */
const MAX_CACHED_HOSTS = 1024;

interface TrunkNetwork {
  readonly network: Cidr;
  readonly trunk: LabelText;
}

/**
 * Finds the trunk of an endpoint (`address:port` or `[address]:port`) by the networks configured per name; the longest prefix wins.
 * Undefined when no network holds it or when it is no address. Texts that are no networks are passed over: settings refuse them before.
 */
export function createTrunkMatcher(trunks: { readonly [name: string]: readonly string[] }): (endpoint: string) => LabelText | undefined {
  const networks = longestFirst(trunks);
  const known = new Map<string, LabelText | undefined>();

  return (endpoint) => {
    const host = hostOf(endpoint);
    if (known.has(host)) return known.get(host);
    const address = parseAddress(host);
    const trunk = address === undefined ? undefined : networks.find((one) => isWithin(address, one.network))?.trunk;
    const oldest = known.size < MAX_CACHED_HOSTS ? undefined : known.keys().next().value;
    if (oldest !== undefined) known.delete(oldest);
    known.set(host, trunk);
    return trunk;
  };
}

function longestFirst(trunks: { readonly [name: string]: readonly string[] }): readonly TrunkNetwork[] {
  const networks: TrunkNetwork[] = [];
  for (const [name, texts] of Object.entries(trunks)) {
    for (const text of texts) {
      const network = parseCidr(text);
      if (network !== undefined) networks.push({ network, trunk: labelText(name) });
    }
  }
  return networks.toSorted((a, b) => b.network.prefixBits - a.network.prefixBits);
}

function hostOf(endpoint: string): string {
  if (endpoint.startsWith('[')) return endpoint.slice(1, Math.max(1, endpoint.indexOf(']')));
  const colon = endpoint.lastIndexOf(':');
  return colon < 0 ? endpoint : endpoint.slice(0, colon);
}
