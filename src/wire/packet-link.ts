import { readIp, type IpPacket, type PacketFault } from './packet-ip.ts';
import type { PassedOver } from './passed-over.ts';

/** What a frame or a tunnel holds: an IP packet, something that is passed over, or a fault. */
export type LinkContent = IpPacket | { readonly passedOver: PassedOver } | { readonly malformed: PacketFault };

const ETHERNET_HEAD_BYTES = 14;
const MAX_VLAN_TAGS = 4;
const MAX_LABELS = 16;
/** Ethernet in MPLS in Ethernet, as deep as it is followed. */
const MAX_PSEUDOWIRES = 8;
const PPPOE_HEAD_BYTES = 8;
/** A smaller number in the place of an ethertype is the length of an IEEE 802.3 frame. */
const MIN_ETHER_TYPE = 0x600;

const ETHER = {
  ipv4: 0x0800,
  arp: 0x0806,
  transparentEthernet: 0x6558,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
} as const;
const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;

/** The IP packet in a captured frame, what is passed over, or a fault. Link types as in tcpdump.org/linktypes.html. */
export function readLink(linkType: number, frame: Uint8Array): LinkContent {
  switch (linkType) {
    case 1:
      return readEthernet(frame);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return readIp(frame);
    case 0:
    case 108:
      return frame.length < 4 ? { malformed: 'truncated' } : readLoopback(frame.subarray(4));
    case 113:
      return frame.length < 16 ? { malformed: 'truncated' } : readEtherType(wordAt(frame, 14), frame.subarray(16));
    case 276:
      return frame.length < 20 ? { malformed: 'truncated' } : readEtherType(wordAt(frame, 0), frame.subarray(20));
    default:
      return { malformed: 'unknown_link' };
  }
}

/** Loopback frames name their family in a byte order and with numbers that differ by system; the IP version is unambiguous. */
function readLoopback(bytes: Uint8Array): LinkContent {
  const version = (bytes[0] ?? 0) >> 4;
  return version === 4 || version === 6 ? readIp(bytes) : { passedOver: 'ethertype' };
}

/** What an Ethernet frame holds. `pseudowires` counts the MPLS paths that were opened to come to it. */
export function readEthernet(frame: Uint8Array, pseudowires: number = 0): LinkContent {
  if (frame.length < ETHERNET_HEAD_BYTES) return { malformed: 'truncated' };
  if (pseudowires > MAX_PSEUDOWIRES) return { passedOver: 'nested' };
  return readEtherType(wordAt(frame, 12), frame.subarray(ETHERNET_HEAD_BYTES), pseudowires);
}

/** What bytes of an ethertype hold: behind VLAN tags, MPLS labels and PPPoE headers. */
export function readEtherType(type: number, bytes: Uint8Array, pseudowires: number = 0): LinkContent {
  let etherType = type;
  let body = bytes;
  for (let tags = 0; VLAN_TYPES.includes(etherType) && tags < MAX_VLAN_TAGS; tags += 1) {
    if (body.length < 4) return { malformed: 'truncated' };
    etherType = wordAt(body, 2);
    body = body.subarray(4);
  }
  switch (etherType) {
    case ETHER.ipv4:
    case ETHER.ipv6:
      return readIp(body);
    case ETHER.mpls:
    case ETHER.mplsMulticast:
      return readMpls(body, pseudowires);
    case ETHER.pppoeSession:
      return readPppoe(body);
    case ETHER.pppoeDiscovery:
      return { passedOver: 'pppoe' };
    case ETHER.transparentEthernet:
      return readEthernet(body, pseudowires + 1);
    case ETHER.arp:
      return { passedOver: 'arp' };
    default:
      return { passedOver: etherType < MIN_ETHER_TYPE ? 'llc' : 'ethertype' };
  }
}

/** RFC 3032. Nothing says what is behind the labels; IP shows by its version, Ethernet by the control word of a pseudowire (RFC 4448). */
function readMpls(bytes: Uint8Array, pseudowires: number): LinkContent {
  let at = 0;
  for (let labels = 0; labels < MAX_LABELS; labels += 1) {
    if (bytes.length < at + 5) return { malformed: 'truncated' };
    const isLast = ((bytes[at + 2] ?? 0) & 1) === 1;
    at += 4;
    if (!isLast) continue;
    const version = (bytes[at] ?? 0) >> 4;
    if (version === 4 || version === 6) return readIp(bytes.subarray(at));
    return version === 0 ? readEthernet(bytes.subarray(at + 4), pseudowires + 1) : { passedOver: 'mpls' };
  }
  return { passedOver: 'mpls' };
}

/** RFC 2516: version and type, code, session, length, then the number of a PPP protocol. */
function readPppoe(bytes: Uint8Array): LinkContent {
  if (bytes.length < PPPOE_HEAD_BYTES) return { malformed: 'truncated' };
  const protocol = wordAt(bytes, 6);
  return protocol === PPP_IPV4 || protocol === PPP_IPV6 ? readIp(bytes.subarray(PPPOE_HEAD_BYTES)) : { passedOver: 'pppoe' };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
