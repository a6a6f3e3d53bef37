import { TRUNK_ROLE, type TrunkRole } from '../../core/index.ts';
import { type Cidr, cidrKey, parseAddress, parseCidr } from './cidr.ts';

/** One entry of a trunk as the settings have it. */
export type TrunkRule =
  | { readonly kind: 'role'; readonly role: TrunkRole }
  /** Port undefined: every port. */
  | { readonly kind: 'network'; readonly network: Cidr; readonly port: number | undefined }
  /** With a leading dot the domain and all below it. */
  | { readonly kind: 'host'; readonly host: string }
  /** The beginning of the user part of a Request-URI. */
  | { readonly kind: 'prefix'; readonly prefix: string };

/** What an entry must be; completes the sentence `expected ...`. */
export const TRUNK_RULE_EXPECTED = 'a network such as 10.0.0.0/8, or 192.0.2.7:5080, sip.example.net, sip:+44, carrier or access';

/** Reads one entry of a trunk. Undefined when it is none. */
export function parseTrunkRule(text: string): TrunkRule | undefined {
  const role = TRUNK_ROLE.find((one) => one === text);
  if (role !== undefined) return { kind: 'role', role };
  const prefix = /^sip:([+\w*#.-]{1,32})$/.exec(text)?.[1];
  if (prefix !== undefined) return { kind: 'prefix', prefix };
  return parseNetwork(text) ?? parseHost(text);
}

/** The text under which equal entries are equal. */
export function trunkRuleKey(rule: TrunkRule): string {
  switch (rule.kind) {
    case 'role':
      return rule.role;
    case 'network':
      return `${cidrKey(rule.network)} ${rule.port ?? ''}`;
    case 'host':
      return rule.host;
    case 'prefix':
      return `sip:${rule.prefix}`;
  }
}

function parseNetwork(text: string): TrunkRule | undefined {
  const alone = parseCidr(text);
  if (alone !== undefined) return { kind: 'network', network: alone, port: undefined };
  const [, six, four, digits] = /^(?:\[([^\]]*)\]|([\d./]+)):(\d{1,5})$/.exec(text) ?? [];
  const network = parseCidr(six ?? four ?? '');
  const port = Number(digits);
  return network === undefined || !(port > 0 && port < 65_536) ? undefined : { kind: 'network', network, port };
}

/** Names have a dot, and no number as their last label: that would be a mistyped address. */
function parseHost(text: string): TrunkRule | undefined {
  const isHost = text.length <= 253 && /^\.?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,16}$/i.test(text) && !/\.\d+$/.test(text);
  return isHost && parseAddress(text) === undefined ? { kind: 'host', host: text.toLowerCase() } : undefined;
}
