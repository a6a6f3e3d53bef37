import { readIp, type IpPacket } from './packet-ip.ts';
import { readEthernet, readEtherType, type LinkContent } from './packet-link.ts';

/** How many tunnels in tunnels are opened. */
export const MAX_NESTING = 8;

const PROTOCOL = { ipv4: 4, udp: 17, ipv6: 41, gre: 47 } as const;
const VXLAN_PORT = 4789;
const UDP_HEAD_BYTES = 8;
const VXLAN_HEAD_BYTES = 8;

/** What a tunnel carries: IP in IP (RFC 2003, 4213, 2473), GRE (RFC 2784, 2890), VXLAN (RFC 7348). Undefined when the packet is no tunnel. */
export function readTunnel(ip: IpPacket): LinkContent | undefined {
  switch (ip.protocol) {
    case PROTOCOL.ipv4:
    case PROTOCOL.ipv6:
      return readIp(ip.body);
    case PROTOCOL.gre:
      return readGre(ip.body);
    case PROTOCOL.udp:
      return readVxlan(ip.body);
    default:
      return undefined;
  }
}

const GRE = { checksum: 0x8000, routing: 0x4000, key: 0x2000, sequence: 0x1000, version: 0x0007 } as const;
const ERSPAN_TYPES: readonly number[] = [0x88be, 0x22eb];

function readGre(bytes: Uint8Array): LinkContent {
  if (bytes.length < 4) return { malformed: 'truncated' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint16(0);
  const type = view.getUint16(2);
  if (ERSPAN_TYPES.includes(type)) return { passedOver: 'erspan' };
  // Version 1 is that of PPTP; source routes went away with RFC 2784.
  if ((flags & (GRE.version | GRE.routing)) !== 0) return { passedOver: 'gre' };
  const optional = [GRE.checksum, GRE.key, GRE.sequence].filter((flag) => (flags & flag) !== 0).length;
  const headBytes = 4 + 4 * optional;
  if (bytes.length < headBytes) return { malformed: 'truncated' };
  const content = readEtherType(type, bytes.subarray(headBytes));
  return 'passedOver' in content && content.passedOver === 'ethertype' ? { passedOver: 'gre' } : content;
}

/** The flags beside the one that a VXLAN identifier makes valid, and the reserved byte behind it, tell it from other traffic on that port. */
function readVxlan(datagram: Uint8Array): LinkContent | undefined {
  if (datagram.length < UDP_HEAD_BYTES + VXLAN_HEAD_BYTES) return undefined;
  const port = ((datagram[2] ?? 0) << 8) | (datagram[3] ?? 0);
  const flags = datagram[UDP_HEAD_BYTES] ?? 0;
  // 0x80: with a group policy.
  if (port !== VXLAN_PORT || (flags & 0x7f) !== 0x08 || datagram[UDP_HEAD_BYTES + 7] !== 0) return undefined;
  return readEthernet(datagram.subarray(UDP_HEAD_BYTES + VXLAN_HEAD_BYTES));
}
