import { timingSafeEqual } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { TeleError } from '../core/index.ts';
import { readSmallFile, shownPath, whyUnread } from '../tls/index.ts';

/** Whether a bind address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}

/** Reads the HEP key and returns what judges the key of a frame, in a time that does not depend on how much of it is right. */
export async function readHepKey(path: string): Promise<(key: Uint8Array) => boolean> {
  let text: string;
  try {
    text = (await readSmallFile(path)).bytes.toString('utf8');
  } catch (cause) {
    throw new TeleError('FILE_UNREADABLE', `The HEP key file${shownPath(path)} could not be read${whyUnread(cause)}.`, cause);
  }
  const expected = new TextEncoder().encode(text.trim());
  if (expected.length === 0) throw new TeleError('CONFIG_INVALID', `The HEP key file ${path} is empty.`);
  // Unequal lengths still cost one comparison; only the length itself can be learnt.
  return (key) => (key.length === expected.length ? timingSafeEqual(key, expected) : !timingSafeEqual(expected, expected));
}

/** Decides by sender address. An empty list allows everyone. */
export function createAllowList(cidrs: readonly string[]): (address: string) => boolean {
  const ranges = cidrs.map(parseCidr);
  if (ranges.length === 0) return () => true;
  const verdicts = new Map<string, boolean>();
  return (address) => {
    const known = verdicts.get(address);
    if (known !== undefined) return known;
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
    const isAllowed = matches(address, ranges);
    verdicts.set(address, isAllowed);
    return isAllowed;
  };
}

const MAX_VERDICTS = 4096;

type Range = ReturnType<typeof ipaddr.parseCIDR>;

function parseCidr(text: string): Range {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.parse(text);
    return ipaddr.parseCIDR(`${text}/${address.kind() === 'ipv4' ? 32 : 128}`);
  } catch (cause) {
    throw new TeleError('CONFIG_INVALID', `"${text}" in the allow-list of hep is no network, e.g. 10.0.0.0/8.`, cause);
  }
}

function matches(text: string, ranges: readonly Range[]): boolean {
  // `process` turns an IPv4 address that came in through an IPv6 socket back into IPv4.
  const address = ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
  return address !== undefined && ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
