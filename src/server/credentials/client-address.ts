import ipaddr from 'ipaddr.js';
import { type Cidr, isWithin, parseAddress } from '../settings/cidr.ts';

/** More hops than any chain of proxies has. */
const MAX_HOPS = 32;

/**
 * The address that sent a request. A trusted proxy adds its own peer at the right of X-Forwarded-For, so the header is read from there, as long as who wrote an entry
 * is trusted; what is left of it, anybody may have written. An entry that is no address ends the reading at the proxy that wrote it.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: readonly Cidr[]): string {
  let address = canonical(peer) ?? peer;
  const hops = (forwardedFor ?? '').split(',').slice(-MAX_HOPS);
  for (const hop of hops.toReversed()) {
    if (!isAmong(address, trusted)) return address;
    const before = canonical(withoutPort(hop.trim()));
    if (before === undefined) return address;
    address = before;
  }
  return address;
}

/** Whether an address lies in one of these networks. What is no address lies in none. */
export function isAmong(address: string, networks: readonly Cidr[]): boolean {
  const bytes = parseAddress(address);
  return bytes !== undefined && networks.some((network) => isWithin(bytes, network));
}

/** One text for each address, of an IPv4 address mapped into IPv6 too. Undefined for what is none. */
function canonical(text: string): string | undefined {
  // A link-local address has the name of an interface behind it.
  const bytes = parseAddress(text.replace(/%.*$/, ''));
  return bytes === undefined ? undefined : ipaddr.fromByteArray([...bytes]).toString();
}

function withoutPort(hop: string): string {
  const [, six, four] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop) ?? [];
  return six ?? four ?? hop;
}
