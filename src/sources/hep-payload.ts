import { constants, gunzipSync, unzipSync } from 'node:zlib';
import type { PACKET_KIND } from '../core/index.ts';
import { isMeantAsSip } from '../wire/index.ts';

/** The most that a compressed payload may grow to. */
const MAX_INFLATED_BYTES = 131_072;

/** Whether a packet is one gzip member: heplify compresses the whole frame. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a gzip packet holds. Undefined when it is damaged or holds too much. */
export function inflateFrame(bytes: Uint8Array): Uint8Array | undefined {
  return attempt(() => gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }));
}

/** How much of a compressed frame is read for its key, and the most that this may grow to. Senders put the key before the payload. */
const HEAD_BYTES = 512;
const MAX_HEAD_BYTES = 4096;

/** The key chunk in the head of a HEP3 frame that was compressed as a whole; empty when there is none. Undefined when it is damaged or grows too much. */
export function keyInHead(bytes: Uint8Array): Uint8Array | undefined {
  const limits = { maxOutputLength: MAX_HEAD_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
  const head = attempt(() => gunzipSync(bytes.subarray(0, HEAD_BYTES), limits));
  return head && findKey(head);
}

const FRAME_HEADER_BYTES = 6;
const CHUNK_HEADER_BYTES = 6;
/** Vendor 0, type 0x000e. */
const KEY_CHUNK = 0x0e;

function findKey(head: Uint8Array): Uint8Array {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = FRAME_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= head.length;) {
    const end = at + view.getUint16(at + 4);
    if (end < at + CHUNK_HEADER_BYTES || end > head.length) break;
    if (view.getUint32(at) === KEY_CHUNK) return head.subarray(at + CHUNK_HEADER_BYTES, end);
    at = end;
  }
  return head.subarray(0, 0);
}

/** What a compressed payload (gzip or zlib) holds. Undefined when it is damaged or holds too much. */
export function inflatePayload(bytes: Uint8Array): Uint8Array | undefined {
  return attempt(() => unzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }));
}

function attempt(inflate: () => Uint8Array): Uint8Array | undefined {
  try {
    return inflate();
  } catch {
    // Damaged input is a value here; the reader counts it.
    return undefined;
  }
}

export type PacketKind = (typeof PACKET_KIND)[number];

const TYPE = { sip: 1, rtcp: 5, log: 100 } as const;
/** Reports of quality: 32 and 99 report, 34 full, 35 short (RFC 6035 text in practice), 38 horaclifix. */
const QUALITY_TYPES = [32, 34, 35, 38, 99];

/** Whether a payload is said to be a line of a log: then its bytes are not looked at. */
export function isLog(type: number): boolean {
  return type === TYPE.log;
}

/**
 * What a payload is that has no usable start line of SIP; `sip` when it is meant to have one. The stated type counts unless the bytes speak against it: senders lie, and 1
 * is also sent for what is no SIP.
 */
export function payloadKind(type: number, bytes: Uint8Array, start: number, end: number): PacketKind | 'fragment' {
  if (isLog(type)) return 'log';
  if (isMeantAsSip(bytes, start, end)) return 'sip';
  if (type === TYPE.rtcp) return 'rtcp';
  if (QUALITY_TYPES.includes(type)) return 'quality';
  return type === TYPE.sip ? sniff(bytes, start, end) : 'other';
}

/** A payload that claims to be SIP and has no start line. */
function sniff(bytes: Uint8Array, start: number, end: number): PacketKind | 'fragment' {
  const head = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64)));
  if (/^[\r\n\0]*$/.test(head)) return 'other';
  if (/^VQ\w+Report/.test(head)) return 'quality';
  return /^\s*\{\s*"/.test(head) ? 'rtcp' : 'fragment';
}
