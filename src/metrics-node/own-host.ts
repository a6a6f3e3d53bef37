import { isIP } from 'node:net';

/**
 * Whether a Host header is one that only a client of this very server sends: an IP address, `localhost` or one of these names, each with any port. A page of
 * another site that has its own name resolve to this machine (DNS rebinding) sends that name. A request without the header comes from no browser.
 */
export function isOwnHost(header: string | undefined, names: readonly string[] = []): boolean {
  if (header === undefined) return true;
  const [, address, text = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(header) ?? [];
  if (address !== undefined) return isIP(address) === 6;
  const name = text.toLowerCase().replace(/\.$/, '');
  return isIP(name) === 4 || name === 'localhost' || names.some((one) => one.toLowerCase() === name);
}
