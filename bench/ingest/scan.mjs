import { Buffer } from 'node:buffer';
import hepJs from 'hep-js';
import parsip from 'parsip';
import { parseHep, parseSip } from '../../dist/wire/index.js';
import { encodeHep3 } from './hep-encode.mjs';

const INVITE_BYTES = 791;
const WANTED_RATIO = 50;
const ROUNDS = 9;
const OURS_PER_ROUND = 40_000;
const THEIRS_PER_ROUND = 800;
const SEED = 7;

/** Scans one packet both ways in turns; true when ours is at least 50 times faster by the median. */
export async function scan() {
  const packet = encodeHep3(buildInvite(INVITE_BYTES));
  checkEqual(packet);
  const ours = [];
  const theirs = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const mine = microseconds(readOurs, packet, OURS_PER_ROUND);
    const other = microseconds(readTheirs, packet, THEIRS_PER_ROUND);
    // The first round warms up.
    if (round < 0) continue;
    ours.push(mine);
    theirs.push(other);
  }
  const ratio = median(theirs.map((time, round) => time / ours[round]));
  console.log(
    `scan  ringscope ${median(ours).toFixed(2)} us, hep-js + parsip ${median(theirs).toFixed(1)} us per ${INVITE_BYTES}-byte INVITE`,
  );
  console.log(`scan  ${ratio.toFixed(0)} times faster (at least ${WANTED_RATIO}): ${ratio >= WANTED_RATIO ? 'ok' : 'FAILED'}`);
  return ratio >= WANTED_RATIO;
}

/** The sum that both ways return keeps either from being optimised away. */
function readOurs(packet) {
  const hep = parseHep(packet);
  const sip = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
  return sip.callId.length + sip.cseq + sip.fromTag(SEED) + sip.branches(SEED).length + hep.srcPort;
}

function readTheirs(packet) {
  const hep = hepJs.decapsulate(packet);
  const sip = parsip.getSIP(hep.payload.toString());
  return sip.call_id.length + sip.cseq + sip.from_tag.length + sip.via_branch.length + hep.rcinfo.srcPort;
}

function checkEqual(packet) {
  const hep = parseHep(packet);
  const ours = parseSip(hep.bytes, hep.payloadStart, hep.payloadEnd);
  const theirs = parsip.getSIP(hepJs.decapsulate(packet).payload.toString());
  if (ours.callId !== theirs.call_id || ours.cseq !== theirs.cseq || ours.method !== theirs.method) {
    throw new Error('The two readings of the INVITE differ.');
  }
}

function microseconds(read, packet, count) {
  let sum = 0;
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < count; index += 1) sum += read(packet);
  const nanoseconds = Number(process.hrtime.bigint() - startedAt);
  if (!(sum > 0)) throw new Error('Nothing was read.');
  return nanoseconds / count / 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** An INVITE of a real shape and exactly `length` bytes. */
function buildInvite(length) {
  const body = [
    'v=0',
    'o=alice 53655765 2353687637 IN IP4 192.0.2.10',
    's=-',
    'c=IN IP4 192.0.2.10',
    't=0 0',
    'm=audio 6200 RTP/AVP 0 101',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    '',
  ].join('\r\n');
  const head = (filler) =>
    [
      'INVITE sip:+15550100@example.com SIP/2.0',
      'Record-Route: <sip:192.0.2.1;lr=on>',
      'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1fff.385085705b0eb390c7dd3a41f7f3850f.0',
      'Via: SIP/2.0/UDP 192.0.2.10:5061;branch=z9hG4bK-4269-3-0',
      'From: "Alice Lab" <sip:+15550101@example.com>;tag=4269a3',
      'To: <sip:+15550100@example.com>',
      `Call-ID: ${filler}3-4269@192.0.2.10`,
      'CSeq: 1 INVITE',
      'Contact: <sip:alice@192.0.2.10:5061;transport=UDP>',
      'Max-Forwards: 69',
      'User-Agent: lab-uac/1.0',
      'Content-Type: application/sdp',
      `Content-Length: ${body.length}`,
      '',
      '',
    ].join('\r\n');
  const missing = length - head('').length - body.length;
  if (missing < 0) throw new Error(`The INVITE is ${-missing} bytes too long.`);
  const invite = Buffer.from(head('x'.repeat(missing)) + body);
  if (invite.length !== length) throw new Error(`The INVITE has ${invite.length} bytes.`);
  return invite;
}
