import { addressBytes } from './address-bytes.ts';
import type { DemoPacket } from './items.ts';

/** What goes into a HEP3 frame. Everything has a default but the payload. */
export interface HepFrame {
  /** Sender and receiver, `address:port` or `[address]:port`. */
  readonly src?: string;
  readonly dst?: string;
  /** IP protocol: 17 UDP, 6 TCP, 22 TLS, 132 SCTP. */
  readonly protocol?: number;
  /** Unix seconds; written in whole microseconds. */
  readonly at?: number;
  /** HEP payload type: 1 SIP, 5 RTCP as JSON, 100 log. */
  readonly payloadType?: number;
  readonly agentId?: number;
  readonly agentName?: string;
  readonly key?: string;
  readonly correlationId?: string;
  /** The payload is gzip or zlib data. */
  readonly isCompressed?: boolean;
  readonly payload: string | Uint8Array;
}

/** One HEP3 chunk. */
export interface HepChunk {
  /** 0 when absent. */
  readonly vendor?: number;
  readonly type: number;
  readonly value: Uint8Array;
}

/** Encodes a HEP3 frame as Kamailio does. */
export function encodeHep3(frame: HepFrame): Uint8Array<ArrayBuffer> {
  const { at = 1_700_000_000, src = '192.0.2.1:5060', dst = '192.0.2.2:5060', protocol = 17, payloadType = 1, agentId = 2001 } = frame;
  const seconds = Math.floor(at);
  const from = splitEndpoint(src);
  const to = splitEndpoint(dst);
  const isV6 = from.address.length === 16;
  return encodeChunks([
    { type: 0x01, value: uint(isV6 ? 10 : 2, 1) },
    { type: 0x02, value: uint(protocol, 1) },
    { type: isV6 ? 0x05 : 0x03, value: from.address },
    { type: isV6 ? 0x06 : 0x04, value: to.address },
    { type: 0x07, value: uint(from.port, 2) },
    { type: 0x08, value: uint(to.port, 2) },
    { type: 0x09, value: uint(seconds, 4) },
    { type: 0x0a, value: uint(Math.min(999_999, Math.round((at - seconds) * 1e6)), 4) },
    { type: 0x0b, value: uint(payloadType, 1) },
    { type: 0x0c, value: uint(agentId, 4) },
    ...textChunk(0x11, frame.correlationId),
    ...textChunk(0x0e, frame.key),
    ...textChunk(0x13, frame.agentName),
    {
      type: frame.isCompressed === true ? 0x10 : 0x0f,
      value: typeof frame.payload === 'string' ? encodeText(frame.payload) : frame.payload,
    },
  ]);
}

/** A packet of the demo as its capture agent sends it. */
export function encodePacket({
  src,
  dst,
  at,
  payloadType,
  agentId,
  agentName,
  correlationId,
  payload,
}: DemoPacket): Uint8Array<ArrayBuffer> {
  const named = correlationId === undefined ? {} : { correlationId };
  return encodeHep3({ src, dst, at, payloadType, agentId, agentName, payload, ...named });
}

function textChunk(type: number, text: string | undefined): readonly HepChunk[] {
  return text === undefined ? [] : [{ type, value: encodeText(text) }];
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Encodes any chunks as one HEP3 frame. */
export function encodeChunks(chunks: readonly HepChunk[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6 + chunks.reduce((sum, chunk) => sum + 6 + chunk.value.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set([0x48, 0x45, 0x50, 0x33]);
  view.setUint16(4, bytes.length);
  let at = 6;
  for (const { vendor = 0, type, value } of chunks) {
    view.setUint16(at, vendor);
    view.setUint16(at + 2, type);
    view.setUint16(at + 4, 6 + value.length);
    bytes.set(value, at + 6);
    at += 6 + value.length;
  }
  return bytes;
}

function uint(value: number, width: 1 | 2 | 4): Uint8Array {
  const bytes = new Uint8Array(width);
  for (let index = width - 1, rest = value; index >= 0; index -= 1, rest = Math.floor(rest / 256)) bytes[index] = rest % 256;
  return bytes;
}

function splitEndpoint(text: string): { readonly address: Uint8Array; readonly port: number } {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  return { address: addressBytes(host), port: Number(text.slice(colon + 1)) };
}
