/** Why a captured frame cannot be read. */
export const PACKET_FAULT = ['truncated', 'bad_length', 'bad_ip', 'unknown_link'] as const;
export type PacketFault = (typeof PACKET_FAULT)[number];

/** One IP packet or one fragment of it. */
export interface IpPacket {
  readonly src: string;
  readonly dst: string;
  readonly protocol: number;
  readonly body: Uint8Array;
  /** Bytes at the end of the packet that were not captured. */
  readonly missingBytes: number;
  /** Absent in a packet that is whole. */
  readonly fragment?: { readonly id: number; readonly offset: number; readonly isLast: boolean };
}

/** Reads an IPv4 or IPv6 header and skips IPv6 extension headers. */
export function readIp(bytes: Uint8Array): IpPacket | { readonly malformed: PacketFault } {
  const version = (bytes[0] ?? 0) >> 4;
  if (bytes.length === 0) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (version === 4) return readIpv4(bytes, view);
  if (version === 6) return readIpv6(bytes, view);
  return { malformed: 'bad_ip' };
}

function readIpv4(bytes: Uint8Array, view: DataView): IpPacket | { readonly malformed: PacketFault } {
  if (bytes.length < 20) return { malformed: 'truncated' };
  const headBytes = (view.getUint8(0) & 15) * 4;
  // A total length of 0 is what segmentation offload leaves behind.
  const totalBytes = view.getUint16(2) === 0 ? bytes.length : view.getUint16(2);
  if (headBytes < 20 || totalBytes < headBytes) return { malformed: 'bad_length' };
  if (headBytes > bytes.length) return { malformed: 'truncated' };
  const flags = view.getUint16(6);
  const offset = (flags & 0x1fff) * 8;
  const hasMore = (flags & 0x2000) !== 0;
  const packet = {
    src: bytes.subarray(12, 16).join('.'),
    dst: bytes.subarray(16, 20).join('.'),
    protocol: view.getUint8(9),
    body: bytes.subarray(headBytes, Math.min(totalBytes, bytes.length)),
    missingBytes: Math.max(0, totalBytes - bytes.length),
  };
  return offset === 0 && !hasMore ? packet : { ...packet, fragment: { id: view.getUint16(4), offset, isLast: !hasMore } };
}

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MAX_EXTENSIONS = 8;

function readIpv6(bytes: Uint8Array, view: DataView): IpPacket | { readonly malformed: PacketFault } {
  if (bytes.length < 40) return { malformed: 'truncated' };
  const bodyBytes = view.getUint16(4);
  const end = bodyBytes === 0 ? bytes.length : Math.min(40 + bodyBytes, bytes.length);
  const ends = { src: ipv6Text(view, 8), dst: ipv6Text(view, 24), missingBytes: Math.max(0, 40 + bodyBytes - bytes.length) };
  let protocol = view.getUint8(6);
  let at = 40;
  let fragment: IpPacket['fragment'];
  for (let extensions = 0; extensions < MAX_EXTENSIONS && isExtension(protocol); extensions += 1) {
    if (at + 8 > end) return { malformed: 'truncated' };
    if (protocol === FRAGMENT) {
      const flags = view.getUint16(at + 2);
      if (flags !== 0) fragment = { id: view.getUint32(at + 4), offset: flags & 0xfff8, isLast: (flags & 1) === 0 };
    }
    const next = view.getUint8(at);
    at += extensionBytes(protocol, view.getUint8(at + 1));
    protocol = next;
    // What follows in a later fragment is no header.
    if (fragment !== undefined && fragment.offset > 0) break;
  }
  if (at > end) return { malformed: 'truncated' };
  const packet = { ...ends, protocol, body: bytes.subarray(at, end) };
  return fragment === undefined ? packet : { ...packet, fragment };
}

function isExtension(protocol: number): boolean {
  return [HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION].includes(protocol);
}

function extensionBytes(protocol: number, length: number): number {
  if (protocol === FRAGMENT) return 8;
  return protocol === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
}

/** The canonical text of an IPv6 address (RFC 5952). */
function ipv6Text(view: DataView, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(offset + index * 2));
  let best = { start: -1, length: 1 };
  let start = -1;
  for (let index = 0; index <= 8; index += 1) {
    if (groups[index] === 0) {
      if (start === -1) start = index;
      continue;
    }
    if (start !== -1 && index - start > best.length) best = { start, length: index - start };
    start = -1;
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best.start === -1 ? hex(0, 8) : `${hex(0, best.start)}::${hex(best.start + best.length, 8)}`;
}
