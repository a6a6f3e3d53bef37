import { BlockList, isIP } from 'node:net';

/**
 * Addresses that reach this machine and are none of its own: unspecified ones, and IPv4 addresses within IPv6. A browser takes them for no part of it, and does not say that
 * a page of another site asks. Node takes a rule for the latter for one of IPv4 as well, so they have a list of their own.
 */
const UNTOLD = new BlockList();
UNTOLD.addSubnet('0.0.0.0', 8);
const UNTOLD_6 = new BlockList();
UNTOLD_6.addSubnet('::ffff:0:0', 96, 'ipv6');
// Between these two is loopback.
UNTOLD_6.addAddress('::', 'ipv6');
UNTOLD_6.addRange('::2', '::ffff:ffff', 'ipv6');

/**
 * Whether a Host header is one that only a client of this very server sends: an IP address, `localhost` or one of these names, each with any port. A page of
 * another site that has its own name resolve to this machine (DNS rebinding) sends that name. Of addresses that a browser asks for such a page without saying so, only those
 * that are among the names are this server. A request without the header comes from no browser.
 */
export function isOwnHost(header: string | undefined, names: readonly string[] = []): boolean {
  if (header === undefined) return true;
  const [, address, text = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(header) ?? [];
  if (address !== undefined) return isIP(address) === 6 && (!UNTOLD_6.check(address, 'ipv6') || isNamed(address, names));
  const name = text.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || (isIP(name) === 4 && !UNTOLD.check(name)) || isNamed(name, names);
}

function isNamed(host: string, names: readonly string[]): boolean {
  return names.some((one) => one.toLowerCase() === host.toLowerCase());
}
