import { parseHep, parseRtcpJson, parseSip } from '../../dist/wire/index.js';

const SEED = 7;
const RTCP = 5;

/** Reads HEP and SIP, or RTCP, of a packet and keeps nothing. Sums that are made of what was read keep the reading from being optimised away. */
export function scanPacket(packet) {
  const hep = parseHep(packet);
  if (hep.payloadType === RTCP) return parseRtcpJson(hep.bytes, 0, hep.payloadStart, hep.payloadEnd).blocks.length;
  const sip = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
  return sip.callId.length + sip.cseq + sip.fromTag(SEED) + sip.branches(SEED).length + hep.srcPort;
}
