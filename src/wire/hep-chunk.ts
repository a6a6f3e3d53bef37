import type { Hep } from './hep-frame.ts';
import { readUint } from './hep-uint.ts';

/** The generic chunks that are read; all others are skipped by their length. */
const CHUNK = {
  protocol: 0x02,
  src4: 0x03,
  dst4: 0x04,
  src6: 0x05,
  dst6: 0x06,
  srcPort: 0x07,
  dstPort: 0x08,
  seconds: 0x09,
  micros: 0x0a,
  payloadType: 0x0b,
  agentId: 0x0c,
  key: 0x0e,
  payload: 0x0f,
  compressed: 0x10,
  correlationId: 0x11,
  agentName: 0x13,
} as const;

/**
 * Takes one generic chunk with the value `[start, end)` into the frame. Of a repeated chunk the first counts. False: the value does not fit its type.
 */
export function takeChunk(hep: Hep, type: number, start: number, end: number): boolean {
  if (type > CHUNK.agentName) return true;
  const bit = 1 << type;
  if ((hep.seenChunks & bit) !== 0) {
    hep.hasRepeatedChunk = true;
    return true;
  }
  hep.seenChunks |= bit;
  if (type === CHUNK.protocol || (type >= CHUNK.srcPort && type <= CHUNK.agentId)) return takeNumber(hep, type, start, end);
  if (type >= CHUNK.src4 && type <= CHUNK.dst6) return takeAddress(hep, type, start, end);
  takeSpan(hep, type, start, end);
  return true;
}

function takeNumber(hep: Hep, type: number, start: number, end: number): boolean {
  if (end - start < 1 || end - start > 4) return false;
  const value = readUint(hep.bytes, start, end);
  if (type === CHUNK.protocol) hep.protocol = value;
  else if (type === CHUNK.srcPort) hep.srcPort = value & 0xffff;
  else if (type === CHUNK.dstPort) hep.dstPort = value & 0xffff;
  else if (type === CHUNK.seconds) hep.seconds = value;
  else if (type === CHUNK.micros) hep.micros = value;
  else if (type === CHUNK.payloadType) hep.payloadType = value;
  else hep.agentId = value;
  return true;
}

/** An IPv6 chunk of 4 to 15 bytes is an address that its sender cut (sofia-sip does); the rest counts as zeros. */
function takeAddress(hep: Hep, type: number, start: number, end: number): boolean {
  const isV6 = type >= CHUNK.src6;
  const length = end - start;
  if (isV6 ? length < 4 || length > 16 : length !== 4) return false;
  if (type === CHUNK.src4 || type === CHUNK.src6) {
    hep.srcStart = start;
    hep.srcEnd = end;
  } else {
    hep.dstStart = start;
    hep.dstEnd = end;
  }
  hep.isV6 = isV6;
  return true;
}

function takeSpan(hep: Hep, type: number, start: number, end: number): void {
  if (type === CHUNK.payload || type === CHUNK.compressed) {
    if (hep.payloadEnd !== hep.payloadStart) return;
    hep.payloadStart = start;
    hep.payloadEnd = end;
    hep.isCompressed = type === CHUNK.compressed;
  } else if (type === CHUNK.key) {
    hep.keyStart = start;
    hep.keyEnd = end;
  } else if (type === CHUNK.correlationId) {
    hep.correlationStart = start;
    hep.correlationEnd = withoutNul(hep.bytes, start, end);
  } else if (type === CHUNK.agentName) {
    hep.nameStart = start;
    hep.nameEnd = withoutNul(hep.bytes, start, end);
  }
}

/** Some senders count the NUL behind a text. */
function withoutNul(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === 0 ? end - 1 : end;
}
