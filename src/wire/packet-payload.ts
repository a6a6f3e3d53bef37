import type { TransportPacket } from './packet.ts';
import type { PassedOver } from './passed-over.ts';

const CR = 13;
const LF = 10;
const DNS_PORT = 53;
const GTP_U_PORT = 2152;
const STUN_COOKIE: readonly number[] = [0x21, 0x12, 0xa4, 0x42];

/** What a UDP datagram is that holds neither SIP nor HEP. RTP and RTCP have no mark of their own: they are what looks like them. */
export function passedDatagram({ payload, srcPort, dstPort }: TransportPacket): PassedOver {
  const isBetween = (port: number): boolean => srcPort === port || dstPort === port;
  if (isKeepAlive(payload)) return 'keep_alive';
  if (STUN_COOKIE.every((byte, index) => payload[4 + index] === byte)) return 'stun';
  if (isDtlsRecord(payload)) return 'tls';
  if (isBetween(GTP_U_PORT) && isUserTraffic(payload)) return 'gtp_u';
  return isBetween(DNS_PORT) ? 'udp' : mediaKind(payload);
}

/** Version 2 (RFC 3550 5.1), and the packet types of RTCP (RFC 5761 4). */
function mediaKind(bytes: Uint8Array): PassedOver {
  const [first = 0, second = 0] = bytes;
  if (first >> 6 !== 2 || bytes.length < 8) return 'udp';
  if (second >= 194 && second <= 223) return 'rtcp';
  return bytes.length >= 12 ? 'rtp' : 'udp';
}

/** A record of DTLS 1.0 or 1.2. */
function isDtlsRecord([kind = 0, major]: Uint8Array): boolean {
  return kind >= 20 && kind <= 25 && major === 0xfe;
}

/** A G-PDU of GTP version 1. */
function isUserTraffic([first = 0, kind]: Uint8Array): boolean {
  return first >> 4 === 3 && kind === 0xff;
}

/** What a TCP segment is that holds neither SIP nor HEP. */
export function passedSegment(payload: Uint8Array): PassedOver {
  if (payload.length === 0) return 'tcp_empty';
  if (isKeepAlive(payload)) return 'keep_alive';
  return isTlsRecord(payload) ? 'tls' : 'tcp';
}

/** Whether a TLS record begins: its kind, and a version of SSL 3.0 to TLS 1.3. */
export function isTlsRecord(bytes: Uint8Array): boolean {
  const [kind = 0, major, minor = 255] = bytes;
  return kind >= 20 && kind <= 23 && major === 3 && minor <= 4;
}

/** Empty lines or zeros (RFC 5626 and what NAT keep-alives do), also an empty datagram. */
function isKeepAlive(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === CR || byte === LF || byte === 0);
}
