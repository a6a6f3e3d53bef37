import { isIP } from 'node:net';

/** A SIP message on its way, as it is put into a capture. */
export interface SipPacket {
  /** Unix seconds. */
  readonly at: number;
  /** `address:port`. What is no address becomes 0.0.0.0. */
  readonly src: string;
  readonly dst: string;
  readonly payload: Uint8Array;
}

const UDP = 17;
const UDP_BYTES = 8;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const MAX_PAYLOAD = 65_535 - IPV4_BYTES - UDP_BYTES;

interface End {
  readonly bytes: Uint8Array;
  readonly port: number;
}

/** An IP packet with one UDP datagram that holds the message, whatever it was carried by; what does not fit is cut. */
export function ipPacket({ src, dst, payload }: SipPacket): Uint8Array {
  const [from, to] = [endOf(src), endOf(dst)];
  const isV4 = from.bytes.length === 4 && to.bytes.length === 4;
  const body = payload.subarray(0, MAX_PAYLOAD);
  const head = isV4 ? IPV4_BYTES : IPV6_BYTES;
  const length = UDP_BYTES + body.length;
  const packet = new Uint8Array(head + length);
  const view = new DataView(packet.buffer);
  const addressAt = isV4 ? 12 : 8;
  packet.set(isV4 ? from.bytes : asV6(from.bytes), addressAt);
  packet.set(isV4 ? to.bytes : asV6(to.bytes), addressAt + (isV4 ? 4 : 16));
  if (isV4) {
    view.setUint8(0, 0x45);
    view.setUint16(2, head + length);
    view.setUint8(8, 64);
    view.setUint8(9, UDP);
    view.setUint16(10, checksum(packet.subarray(0, head), 0));
  } else {
    view.setUint8(0, 0x60);
    view.setUint16(4, length);
    view.setUint8(6, UDP);
    view.setUint8(7, 64);
  }
  view.setUint16(head, from.port);
  view.setUint16(head + 2, to.port);
  view.setUint16(head + 4, length);
  packet.set(body, head + UDP_BYTES);
  // The pseudo-header holds the addresses, the protocol and the length (RFC 768, RFC 8200 8.1); a sum of 0 is written as its other zero.
  view.setUint16(head + 6, checksum(packet.subarray(addressAt), UDP + length) || 0xffff);
  return packet;
}

/** The Internet checksum (RFC 1071) of bytes and what was summed up before. */
function checksum(bytes: Uint8Array, before: number): number {
  let sum = before;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function endOf(text: string): End {
  const found = /^\[?(.*?)\]?:(\d{1,5})$/.exec(text);
  const address = found?.[1] ?? '';
  const port = Math.min(65_535, Number(found?.[2] ?? 0));
  const family = isIP(address);
  if (family === 4) return { bytes: Uint8Array.from(address.split('.').map(Number)), port };
  return { bytes: family === 6 ? v6Bytes(address) : new Uint8Array(4), port };
}

function v6Bytes(address: string): Uint8Array {
  const [left = '', right] = address.split('::');
  const words = (part: string): readonly number[] => (part === '' ? [] : part.split(':').flatMap(wordsOf));
  const [front, back] = [words(left), words(right ?? '')];
  const all = [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => 0), ...back];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** The last part of an address may be written as IPv4. */
function wordsOf(part: string): readonly number[] {
  if (!part.includes('.')) return [Number.parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

function asV6(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 16) return bytes;
  const mapped = new Uint8Array(16);
  mapped.set([0xff, 0xff], 10);
  mapped.set(bytes, 12);
  return mapped;
}
