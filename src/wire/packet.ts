import { readIp, type IpPacket, type PacketFault } from './packet-ip.ts';

/** A UDP datagram or TCP segment taken out of a captured frame. */
export interface TransportPacket {
  readonly protocol: 'udp' | 'tcp';
  /** Sender, address:port or [address]:port. */
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  /** What was captured of it. */
  readonly payload: Uint8Array;
  /** The payload was captured only in part. */
  readonly isCut: boolean;
  /** Sequence number of the first byte, of a TCP segment. */
  readonly sequence?: number;
  /** The first segment of a connection's direction. */
  readonly isSyn?: boolean;
  /** The last segment of a connection's direction, or a reset. */
  readonly isFin?: boolean;
}

/** What a frame holds: a packet, nothing that this project reads (`other`), or a fault. */
export type Packet = TransportPacket | { readonly other: true } | { readonly malformed: PacketFault };

const OTHER = { other: true } as const;
const TCP = 6;
const UDP = 17;

/** Reads the headers above the IP header. The packet is whole: fragments are joined before. */
export function readTransport(ip: IpPacket): Packet {
  const { body } = ip;
  if (ip.protocol !== UDP && ip.protocol !== TCP) return OTHER;
  const headBytes = ip.protocol === UDP ? 8 : 20;
  if (body.length < headBytes) return { malformed: 'truncated' };
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const srcPort = view.getUint16(0);
  const dstPort = view.getUint16(2);
  const ends = { src: endpoint(ip.src, srcPort), dst: endpoint(ip.dst, dstPort), srcPort, dstPort };
  if (ip.protocol === UDP) {
    const lengthBytes = view.getUint16(4);
    // A length of 0 is what segmentation offload leaves behind.
    const end = lengthBytes === 0 ? body.length : lengthBytes;
    if (end < headBytes) return { malformed: 'bad_length' };
    return { protocol: 'udp', ...ends, payload: body.subarray(headBytes, end), isCut: ip.isCut || end > body.length };
  }
  const offset = (view.getUint8(12) >> 4) * 4;
  if (offset < headBytes) return { malformed: 'bad_length' };
  if (offset > body.length) return { malformed: 'truncated' };
  const flags = view.getUint8(13);
  return {
    protocol: 'tcp',
    ...ends,
    payload: body.subarray(offset),
    isCut: ip.isCut,
    sequence: view.getUint32(4),
    isSyn: (flags & 2) !== 0,
    isFin: (flags & 5) !== 0,
  };
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The IP packet in a captured frame, `other` when it holds none, or a fault. Link types as in tcpdump.org/linktypes.html. */
export function readLink(linkType: number, frame: Uint8Array): IpPacket | { readonly other: true } | { readonly malformed: PacketFault } {
  const start = ipOffset(linkType, frame);
  if (start === 'unknown_link' || start === 'truncated') return { malformed: start };
  return start === undefined ? OTHER : readIp(frame.subarray(start));
}

const IPV4_TYPE = 0x0800;
const IPV6_TYPE = 0x86dd;
const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];
const MAX_VLAN_TAGS = 4;

/** Where the IP header starts. Undefined when the frame holds no IP. */
function ipOffset(linkType: number, frame: Uint8Array): number | undefined | 'unknown_link' | 'truncated' {
  switch (linkType) {
    case 1:
      return behindEtherType(frame, 12);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return 0;
    case 0:
    case 108:
      return frame.length < 4 ? 'truncated' : isIp(frame, 4);
    case 113:
      return behindEtherType(frame, 14);
    case 276: {
      if (frame.length < 20) return 'truncated';
      const start = behindEtherType(frame, 0);
      // In SLL2 the type comes first, in front of an 18-byte rest; only a VLAN tag leaves it beside the IP header.
      return start === 2 ? 20 : start;
    }
    default:
      return 'unknown_link';
  }
}

/** Loopback frames name their family in a byte order and with numbers that differ by system; the IP version is unambiguous. */
function isIp(frame: Uint8Array, offset: number): number | undefined {
  const version = (frame[offset] ?? 0) >> 4;
  return version === 4 || version === 6 ? offset : undefined;
}

function behindEtherType(frame: Uint8Array, typeAt: number): number | undefined | 'truncated' {
  let at = typeAt;
  for (let tags = 0; tags <= MAX_VLAN_TAGS; tags += 1) {
    if (frame.length < at + 2) return 'truncated';
    const type = ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
    if (type === IPV4_TYPE || type === IPV6_TYPE) return at + 2;
    if (!VLAN_TYPES.includes(type)) return undefined;
    at += 4;
  }
  return undefined;
}
