/** One UDP datagram or TCP segment to put into a capture file. */
export interface WirePacket {
  /** Capture time, Unix seconds. */
  readonly at: number;
  /** address:port, IPv4. */
  readonly src: string;
  readonly dst: string;
  readonly payload: Uint8Array;
  /** Makes it a TCP segment with this sequence number. */
  readonly sequence?: number;
  readonly isSyn?: boolean;
  readonly isFin?: boolean;
}

/** A link-layer frame with its capture time. */
export interface WireFrame {
  readonly at: number;
  /** What was captured of it. */
  readonly bytes: Uint8Array;
  /** In a pcapng file, the place of its interface. Absent: 0. */
  readonly interfaceIndex?: number;
}

/** Joins byte arrays. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Numbers as big-endian bytes, each as wide as its second part says. */
export function fields(...parts: readonly (readonly [value: number, widthBytes: number])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap(([value, width]) => Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) % 256)),
  );
}

/** The transport header and payload of a packet. */
export function encodeTransport({ src, dst, payload, sequence, isSyn, isFin }: WirePacket): Uint8Array {
  const ports = fields([portOf(src), 2], [portOf(dst), 2]);
  if (sequence === undefined) return joinBytes(ports, fields([8 + payload.length, 2], [0, 2]), payload);
  const flags = 0x10 + (isSyn === true ? 2 : 0) + (isFin === true ? 1 : 0);
  return joinBytes(ports, fields([sequence, 4], [0, 4], [0x50, 1], [flags, 1], [0xffff, 2], [0, 4]), payload);
}

/** An IPv4 packet around a transport body; with a fragment offset in bytes when it is one. */
export function encodeIpv4(
  packet: WirePacket,
  body: Uint8Array,
  fragment?: { readonly id: number; readonly offset: number; readonly isLast: boolean },
): Uint8Array {
  const protocol = packet.sequence === undefined ? 17 : 6;
  const flags = fragment === undefined ? 0 : fragment.offset / 8 + (fragment.isLast ? 0 : 0x2000);
  const head = fields([0x45, 1], [0, 1], [20 + body.length, 2], [fragment?.id ?? 0, 2], [flags, 2], [64, 1], [protocol, 1], [0, 2]);
  return joinBytes(head, addressOf(packet.src), addressOf(packet.dst), body);
}

/** An Ethernet frame around an IP packet. */
export function encodeEthernet(ip: Uint8Array, etherType: number = 0x0800): Uint8Array {
  return joinBytes(new Uint8Array(12), fields([etherType, 2]), ip);
}

/** A packet as an Ethernet frame. */
export function encodeFrame(packet: WirePacket): WireFrame {
  return { at: packet.at, bytes: encodeEthernet(encodeIpv4(packet, encodeTransport(packet))) };
}

/** A pcap file, big-endian, in microseconds. */
export function encodePcap(frames: readonly WireFrame[], linkType: number = 1): Uint8Array {
  const head = fields([0xa1b2c3d4, 4], [2, 2], [4, 2], [0, 4], [0, 4], [262_144, 4], [linkType, 4]);
  const records = frames.map(({ at, bytes }) => {
    const { seconds, micros } = split(at);
    return joinBytes(fields([seconds, 4], [micros, 4], [bytes.length, 4], [bytes.length, 4]), bytes);
  });
  return joinBytes(head, ...records);
}

/** A pcapng file with one section and the interfaces that its frames name, big-endian, in microseconds; an unknown block stands between. */
export function encodePcapng(frames: readonly WireFrame[], linkType: number = 1): Uint8Array {
  const blocks = frames.map(({ at, bytes, interfaceIndex = 0 }) => {
    const { seconds, micros } = split(at);
    const ticks = BigInt(seconds) * 1_000_000n + BigInt(micros);
    const padding = new Uint8Array((4 - (bytes.length % 4)) % 4);
    const head = fields(
      [interfaceIndex, 4],
      [Number(ticks >> 32n), 4],
      [Number(ticks & 0xffff_ffffn), 4],
      [bytes.length, 4],
      [bytes.length, 4],
    );
    return block(6, joinBytes(head, bytes, padding));
  });
  const section = block(0x0a0d0d0a, fields([0x1a2b3c4d, 4], [1, 2], [0, 2], [0xffffffff, 4], [0xffffffff, 4]));
  const one = block(1, fields([linkType, 2], [0, 2], [0, 4]));
  const others = Array.from({ length: Math.max(0, ...frames.map(({ interfaceIndex = 0 }) => interfaceIndex)) }, () => one);
  return joinBytes(section, one, ...others, block(0xbad, new Uint8Array(8)), ...blocks);
}

function block(type: number, body: Uint8Array): Uint8Array {
  const length = fields([12 + body.length, 4]);
  return joinBytes(fields([type, 4]), length, body, length);
}

function split(at: number): { readonly seconds: number; readonly micros: number } {
  const total = Math.round(at * 1e6);
  return { seconds: Math.floor(total / 1e6), micros: total % 1e6 };
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

function addressOf(endpoint: string): Uint8Array {
  return Uint8Array.from(endpoint.slice(0, endpoint.lastIndexOf(':')).split('.').map(Number));
}
