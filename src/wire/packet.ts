import type { IpPacket, PacketFault } from './packet-ip.ts';
import type { PassedOver } from './passed-over.ts';

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
  /** Bytes at the end of the payload that were not captured. */
  readonly missingBytes: number;
  /** Sequence number of the first byte, of a TCP segment. */
  readonly sequence?: number;
  /** The first segment of a connection's direction. */
  readonly isSyn?: boolean;
  /** The last segment of a connection's direction, or a reset. */
  readonly isFin?: boolean;
}

/** What an IP packet holds: a packet, something that is passed over, or a fault. */
export type Packet = TransportPacket | { readonly passedOver: PassedOver } | { readonly malformed: PacketFault };

const TCP = 6;
const UDP = 17;
/** Names of the protocols that are neither; all others are `ip_protocol`. */
const OTHERS: Readonly<Record<number, PassedOver>> = { 1: 'icmp', 50: 'esp', 58: 'icmp', 132: 'sctp' };

/** Reads the headers above the IP header. The packet is whole: fragments are joined before. */
export function readTransport(ip: IpPacket): Packet {
  const { body } = ip;
  if (ip.protocol !== UDP && ip.protocol !== TCP) return { passedOver: OTHERS[ip.protocol] ?? 'ip_protocol' };
  const headBytes = ip.protocol === UDP ? 8 : 20;
  if (body.length < headBytes) return { malformed: 'truncated' };
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const srcPort = view.getUint16(0);
  const dstPort = view.getUint16(2);
  const ends = { src: endpoint(ip.src, srcPort), dst: endpoint(ip.dst, dstPort), srcPort, dstPort };
  if (ip.protocol === UDP) {
    const lengthBytes = view.getUint16(4);
    // A length of 0 is what segmentation offload leaves behind.
    const end = lengthBytes === 0 ? body.length + ip.missingBytes : lengthBytes;
    if (end < headBytes) return { malformed: 'bad_length' };
    return { protocol: 'udp', ...ends, payload: body.subarray(headBytes, end), missingBytes: Math.max(0, end - body.length) };
  }
  const offset = (view.getUint8(12) >> 4) * 4;
  if (offset < headBytes) return { malformed: 'bad_length' };
  if (offset > body.length) return { malformed: 'truncated' };
  const flags = view.getUint8(13);
  return {
    protocol: 'tcp',
    ...ends,
    payload: body.subarray(offset),
    missingBytes: ip.missingBytes,
    sequence: view.getUint32(4),
    isSyn: (flags & 2) !== 0,
    isFin: (flags & 5) !== 0,
  };
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
