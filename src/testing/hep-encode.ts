import ipaddr from 'ipaddr.js';

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

function textChunk(type: number, text: string | undefined): readonly HepChunk[] {
  return text === undefined ? [] : [{ type, value: encodeText(text) }];
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Encodes any chunks as one HEP3 frame. */
export function encodeChunks(chunks: readonly HepChunk[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(6 + chunks.reduce((sum, chunk) => sum + 6 + chunk.value.length, 0));
  bytes.set([0x48, 0x45, 0x50, 0x33]);
  bytes.set(uint(bytes.length, 2), 4);
  let at = 6;
  for (const chunk of chunks) {
    bytes.set(uint(chunk.vendor ?? 0, 2), at);
    bytes.set(uint(chunk.type, 2), at + 2);
    bytes.set(uint(6 + chunk.value.length, 2), at + 4);
    bytes.set(chunk.value, at + 6);
    at += 6 + chunk.value.length;
  }
  return bytes;
}

function uint(value: number, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) % 256);
}

function splitEndpoint(text: string): { readonly address: Uint8Array; readonly port: number } {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  return { address: Uint8Array.from(ipaddr.parse(host).toByteArray()), port: Number(text.slice(colon + 1)) };
}
