import { encodeEthernet, encodeIpv4, encodeTransport, fields, joinBytes } from './pcap-encode.ts';

const ENDS = { at: 0, src: '203.0.113.1:4789', dst: '203.0.113.2:4789' };
const IPV6_ADDRESS = fields([0x2001, 2], [0x0db8, 2], [0, 4], [0, 4], [0, 2], [1, 2]);

/** An IPv6 packet between documentation addresses. */
export function encodeIpv6(nextHeader: number, body: Uint8Array): Uint8Array {
  return joinBytes(fields([0x6000_0000, 4], [body.length, 2], [nextHeader, 1], [64, 1]), IPV6_ADDRESS, IPV6_ADDRESS, body);
}

function inIpv4(protocol: number, body: Uint8Array): Uint8Array {
  const packet = encodeIpv4({ ...ENDS, payload: body }, body);
  packet[9] = protocol;
  return packet;
}

function inGre(flags: number, type: number, options: Uint8Array, body: Uint8Array): Uint8Array {
  return encodeEthernet(inIpv4(47, joinBytes(fields([flags, 2], [type, 2]), options, body)));
}

const etherTypeOf = (ip: Uint8Array): number => ((ip[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800);
const protocolOf = (ip: Uint8Array): number => ((ip[0] ?? 0) >> 4 === 6 ? 41 : 4);
/** One label that is not the last and one that is. */
const LABELS = fields([0x0001_0040, 4], [0x0002_0140, 4]);

/** How an IP packet can be carried in an Ethernet frame. */
export const TUNNEL = [
  'mpls',
  'pseudowire',
  'pppoe',
  'ip_in_ipv4',
  'ip_in_ipv6',
  'gre',
  'gre_full',
  'gre_ethernet',
  'vxlan',
  'vxlan_policy',
] as const;
export type Tunnel = (typeof TUNNEL)[number];

/** An Ethernet frame that carries an IPv4 or IPv6 packet in a tunnel. */
export function encodeTunnel(tunnel: Tunnel, ip: Uint8Array): Uint8Array {
  switch (tunnel) {
    case 'mpls':
      return encodeEthernet(joinBytes(LABELS, ip), 0x8847);
    case 'pseudowire':
      return encodeEthernet(joinBytes(LABELS, fields([0, 4]), encodeEthernet(ip, etherTypeOf(ip))), 0x8847);
    case 'pppoe': {
      const protocol = fields([etherTypeOf(ip) === 0x86dd ? 0x57 : 0x21, 2]);
      return encodeEthernet(joinBytes(fields([0x1100, 2], [7, 2], [ip.length + 2, 2]), protocol, ip), 0x8864);
    }
    case 'ip_in_ipv4':
      return encodeEthernet(inIpv4(protocolOf(ip), ip));
    case 'ip_in_ipv6':
      return encodeEthernet(encodeIpv6(protocolOf(ip), ip), 0x86dd);
    case 'gre':
      return inGre(0, etherTypeOf(ip), new Uint8Array(0), ip);
    case 'gre_full':
      return inGre(0xb000, etherTypeOf(ip), fields([1, 4], [2, 4], [3, 4]), ip);
    case 'gre_ethernet':
      return inGre(0, 0x6558, new Uint8Array(0), encodeEthernet(ip, etherTypeOf(ip)));
    case 'vxlan':
      return inVxlan(0x08, ip);
    case 'vxlan_policy':
      return inVxlan(0x88, ip);
  }
}

function inVxlan(flags: number, ip: Uint8Array): Uint8Array {
  const payload = joinBytes(fields([flags, 1], [0, 3], [77, 3], [0, 1]), encodeEthernet(ip, etherTypeOf(ip)));
  return encodeEthernet(encodeIpv4({ ...ENDS, payload }, encodeTransport({ ...ENDS, payload })));
}
