import { encodeHep3 } from '../../dist/testing/index.js';
import { CALL_DIGITS, callIdOf, renderSip, SEQUENCE_DIGITS } from './sip.mjs';

/** Callers of as many addresses, with as many kinds of phones and gateways. */
export const VARIANTS = 64;
const SECONDS_CHUNK = Buffer.from([0, 0, 0, 9, 0, 10]);
const RTCP = 5;
const KEYS = [CALL_DIGITS, SEQUENCE_DIGITS];

/** A HEP frame and where the time, the digits of the call and those of the sequence go. */
class Template {
  constructor(bytes) {
    this.bytes = bytes;
    this.timeAt = bytes.indexOf(SECONDS_CHUNK) + SECONDS_CHUNK.length;
    [this.digitsAt, this.sequenceAt] = KEYS.map((key) => placesOf(bytes, key));
  }

  /** Writes the packet of one call at a place of a buffer; `at` is Unix milliseconds. The number of bytes. */
  write(target, start, { digits, sequence }, at) {
    target.set(this.bytes, start);
    target.writeUInt32BE(Math.floor(at / 1000), start + this.timeAt);
    // Behind the seconds comes the head of the chunk of microseconds.
    target.writeUInt32BE((at % 1000) * 1000, start + this.timeAt + 10);
    for (const place of this.digitsAt) copyDigits(digits, target, start + place);
    for (const place of this.sequenceAt) writeNumber(sequence, target, start + place);
    return this.bytes.length;
  }
}

/** The steps of a script with a template for each variant. A message that several scripts have is rendered once. */
export function createRenderer() {
  const known = new Map();
  return ({ message, ...step }) => {
    const key = JSON.stringify(message);
    if (!known.has(key))
      known.set(
        key,
        Array.from({ length: VARIANTS }, (_, variant) => new Template(Buffer.from(frame(message, variant)))),
      );
    return { ...step, templates: known.get(key) };
  };
}

function frame(message, variant) {
  if (message.rtcp === undefined) return encodeHep3({ ...renderSip(message, variant), at: 0 });
  const [own, other] = message.rtcp === 'caller' ? [1731735618, 3081819092] : [3081819092, 1731735618];
  const payload =
    '{ "sender_information":{"ntp_timestamp_sec":4004215986,"ntp_timestamp_usec":283923108,"octets":40000,"rtp_timestamp":47118, "packets":250},' +
    `"ssrc":${own},"type":200,"report_count":1,"report_blocks":[{"source_ssrc":${other},"highest_seq_no":12177,"fraction_lost":2,"ia_jitter":61,` +
    '"packets_lost":3,"lsr":3061584327,"dlsr":131072}],"sdes_report_count":1,"sdes_information": [ ' +
    `{"sdes_chunk_ssrc":${own},"type":1,"text":"${CALL_DIGITS}@192.0.2.1"}] }`;
  const [src, dst] = message.rtcp === 'caller' ? ['10.20.0.9:16403', '192.0.2.2:30001'] : ['198.51.100.10:14001', '192.0.2.2:30003'];
  return encodeHep3({ src, dst, at: 0, payloadType: RTCP, agentId: 2002, correlationId: callIdOf(variant), payload });
}

function placesOf(bytes, key) {
  const places = [];
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + key.length)) places.push(at);
  return places;
}

function copyDigits(digits, target, at) {
  for (let index = 0; index < digits.length; index += 1) target[at + index] = digits[index];
}

function writeNumber(number, target, at) {
  let rest = number;
  for (let index = 9; index >= 0; index -= 1) {
    target[at + index] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
