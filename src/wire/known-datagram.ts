const HEADER_BYTES = 12;
/** RTCP has the packet types 192 to 223 (RFC 5761 4). */
const [FIRST_RTCP, LAST_RTCP] = [192, 223];
/** Static payload types, and dynamic ones (RFC 3551 6). */
const [LAST_STATIC, FIRST_DYNAMIC] = [34, 96];
const MAX_LABEL = 63;
/** More than any name has. */
const MAX_NAME = 255;
const LAST_OPCODE = 6;

/** What some bytes look like that are neither HEP nor SIP. Undefined: like nothing that is known here. */
export function knownDatagram(bytes: Uint8Array): 'rtp' | 'rtcp' | 'dns' | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  if ((bytes[0] ?? 0) >> 6 === 2) return mediaOf(bytes);
  return isDns(bytes) ? 'dns' : undefined;
}

/** RTP and RTCP begin with version 2 (RFC 3550). */
function mediaOf(bytes: Uint8Array): 'rtp' | 'rtcp' | undefined {
  const kind = bytes[1] ?? 0;
  if (kind >= FIRST_RTCP && kind <= LAST_RTCP) return 4 * (shortAt(bytes, 2) + 1) <= bytes.length ? 'rtcp' : undefined;
  const payloadType = kind & 0x7f;
  return payloadType <= LAST_STATIC || payloadType >= FIRST_DYNAMIC ? 'rtp' : undefined;
}

/** A header with one question, and a whole name behind it (RFC 1035 4.1). */
function isDns(bytes: Uint8Array): boolean {
  const opcode = ((bytes[2] ?? 0) >> 3) & 15;
  const reserved = (bytes[3] ?? 0) & 0x40;
  if (opcode > LAST_OPCODE || reserved !== 0 || shortAt(bytes, 4) !== 1) return false;
  let at = HEADER_BYTES;
  while (at < bytes.length && at - HEADER_BYTES <= MAX_NAME) {
    const label = bytes[at] ?? 0;
    // Behind the name stand its type and class.
    if (label === 0) return at + 5 <= bytes.length;
    if (label > MAX_LABEL) return false;
    at += label + 1;
  }
  return false;
}

function shortAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
