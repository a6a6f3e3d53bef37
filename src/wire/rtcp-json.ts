import { JSON_FAULT, JsonScan } from './json-scan.ts';
import type { Malformed } from './malformed.ts';
import { word } from './sip-scan.ts';

/** Why a payload is no RTCP as JSON. */
export const RTCP_MALFORMED = [...JSON_FAULT, 'no_object', 'no_report', 'too_many_blocks'] as const;
export type RtcpMalformed = Malformed<(typeof RTCP_MALFORMED)[number]>;

/** What a receiver says of one stream (RFC 3550 6.4.1). Each value is absent when the block does not state it or states the impossible. */
export interface RtcpBlock {
  /** The stream that the block is about. */
  readonly sourceSsrc?: number;
  /** Share of packets lost since the report before, from 0 to 1 in steps of 1/256. */
  readonly fractionLostRatio?: number;
  /** Packets lost since the beginning. Negative when duplicates outnumber losses. */
  readonly packetsLost?: number;
  /** Highest sequence number received, extended by the count of its cycles. */
  readonly highestSequence?: number;
  /** Interarrival jitter in ticks of the stream's RTP clock. */
  readonly jitterTicks?: number;
  /** Middle 32 bits of the NTP time of the last sender report. Absent when none had come. */
  readonly lastSr?: number;
  /** Time from that report to this one in units of 1/65536 s. Absent when none had come. */
  readonly delaySinceLastSr?: number;
}

/** One RTCP packet, or the packets of a compound as one. The text of a source description is never read: it names people. */
export interface RtcpReport {
  /** Who reports. Absent in a source description alone. */
  readonly ssrc?: number;
  /** RTCP packet type, of a compound the first: 200 sender report, 201 receiver report, 202 source description, 203 goodbye, 207 extended report. */
  readonly type?: number;
  /** RTP packets sent. Absent in all but a sender report, and so are the next two. */
  readonly packets?: number;
  /** Bytes of RTP payload sent. */
  readonly octets?: number;
  /** The sender's own clock, Unix seconds. Also absent when it has none. */
  readonly senderAt?: number;
  readonly blocks: readonly RtcpBlock[];
}

type Draft = { -readonly [K in keyof RtcpReport]: RtcpReport[K] } & { blocks: RtcpBlock[] };
type DraftBlock = { -readonly [K in keyof RtcpBlock]: RtcpBlock[K] };

/** Two full packets of a compound; a packet counts its blocks in 5 bits. */
const MAX_BLOCKS = 62;
/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_TO_UNIX_SECONDS = 2_208_988_800;
/** A time this far ahead of its arrival, seconds, counts from 1900. */
const NTP_LEAD_SECONDS = 1e9;

/**
 * Reads the RTCP JSON of a HEP payload (type 5) in `bytes[start, end)`, as rtpengine, Asterisk, captagent and heplify write it: numbers may be
 * strings, of a name that repeats all report blocks are kept and else the first value. `receivedAt` (Unix seconds) tells NTP time from Unix time.
 */
export function parseRtcpJson(
  bytes: Uint8Array,
  receivedAt: number,
  start: number = 0,
  end: number = bytes.length,
): RtcpReport | RtcpMalformed {
  const scan = new JsonScan(bytes, start, end);
  if (!scan.isObject) return { malformed: 'no_object' };
  const draft: Draft = { blocks: [] };
  let isReport = false;
  let blockCount = 0;
  scan.enterObject();
  while (scan.nextMember()) {
    const place = scan.nameAmong(REPORT_NAMES);
    isReport ||= place >= 0 || scan.isNameBehind(REPORT) || scan.isNameBehind(DESCRIPTION);
    if (place === BLOCKS) blockCount += readBlocks(scan, draft.blocks);
    else readMember(scan, place, draft, receivedAt);
  }
  if (scan.fault !== undefined) return { malformed: scan.fault };
  if (!isReport) return { malformed: 'no_report' };
  return blockCount > MAX_BLOCKS ? { malformed: 'too_many_blocks' } : draft;
}

function readMember(scan: JsonScan, place: number, draft: Draft, receivedAt: number): void {
  if (place === SENDER) readSender(scan, draft, receivedAt);
  else if (place === SSRC) keepFirst(draft, 'ssrc', unsigned(scan.number()));
  else if (place === TYPE) keepFirst(draft, 'type', unsigned(scan.number()));
  else scan.skip();
}

const REPORT_NAMES = ['sender_information', 'ssrc', 'type', 'report_blocks'].map(word);
const [SENDER, SSRC, TYPE, BLOCKS] = [0, 1, 2, 3];
const REPORT = word('report_');
const DESCRIPTION = word('sdes_');

const SENDER_NAMES = ['ntp_timestamp_sec', 'ntp_timestamp_usec', 'packets', 'octets'].map(word);
const [SECONDS, PART, PACKETS, OCTETS] = [0, 1, 2, 3];

function readSender(scan: JsonScan, draft: Draft, receivedAt: number): void {
  if (!scan.enterObject()) return;
  let seconds: number | undefined;
  let part: number | undefined;
  while (scan.nextMember()) {
    const place = scan.nameAmong(SENDER_NAMES);
    const value = scan.number();
    if (place === SECONDS) seconds ??= value;
    else if (place === PART) part ??= unsigned(value);
    else if (place === PACKETS) keepFirst(draft, 'packets', unsigned(value));
    else if (place === OCTETS) keepFirst(draft, 'octets', unsigned(value));
  }
  keepFirst(draft, 'senderAt', senderTime(seconds, part ?? 0, receivedAt));
}

/** rtpengine writes both halves of the NTP time as they are, Asterisk Unix seconds and microseconds. Zero: the sender has no clock (RFC 3550 6.4.1). */
function senderTime(seconds: number | undefined, part: number, receivedAt: number): number | undefined {
  if (seconds === undefined || seconds <= 0) return undefined;
  const isNtp = seconds > receivedAt + NTP_LEAD_SECONDS;
  const at = isNtp ? seconds - NTP_TO_UNIX_SECONDS + part / 2 ** 32 : seconds + part / 1e6;
  return at >= 0 ? at : undefined;
}

/** Reads the blocks of an array and returns how many there are, with those for which there is no more room. */
function readBlocks(scan: JsonScan, blocks: RtcpBlock[]): number {
  if (!scan.enterArray()) return 0;
  let count = 0;
  while (scan.nextElement()) {
    const block = readBlock(scan);
    if (block !== undefined && blocks.length < MAX_BLOCKS) blocks.push(block);
    count += 1;
  }
  return count;
}

/** Undefined when the block says nothing. */
function readBlock(scan: JsonScan): RtcpBlock | undefined {
  if (!scan.enterObject()) return undefined;
  const block: DraftBlock = {};
  while (scan.nextMember()) {
    const place = scan.nameAmong(BLOCK_NAMES);
    const value = scan.number();
    const read = BLOCK_READERS[place];
    if (read !== undefined) keepFirst(block, read.field, read.of(value));
  }
  const told = block.lastSr === 0 ? withoutSr(block) : block;
  return Object.keys(told).length > 0 ? told : undefined;
}

function withoutSr({ lastSr: _lastSr, delaySinceLastSr: _delay, ...told }: RtcpBlock): RtcpBlock {
  return told;
}

interface BlockReader {
  readonly name: string;
  readonly field: keyof RtcpBlock;
  readonly of: (value: number | undefined) => number | undefined;
}

const BLOCK_READERS: readonly BlockReader[] = [
  { name: 'source_ssrc', field: 'sourceSsrc', of: unsigned },
  { name: 'fraction_lost', field: 'fractionLostRatio', of: fraction },
  { name: 'packets_lost', field: 'packetsLost', of: signed24 },
  { name: 'highest_seq_no', field: 'highestSequence', of: unsigned },
  { name: 'ia_jitter', field: 'jitterTicks', of: unsigned },
  { name: 'lsr', field: 'lastSr', of: unsigned },
  { name: 'dlsr', field: 'delaySinceLastSr', of: unsigned },
];
const BLOCK_NAMES = BLOCK_READERS.map(({ name }) => word(name));

function keepFirst<Name extends string>(target: { [K in Name]?: number }, name: Name, value: number | undefined): void {
  if (value !== undefined) target[name] ??= value;
}

/** 32 bits without sign. Some senders print them as a signed number. */
function unsigned(value: number | undefined): number | undefined {
  if (value === undefined || value < -(2 ** 31) || value >= 2 ** 32) return undefined;
  return Math.trunc(value) >>> 0;
}

/** 24 bits with sign. Some senders print them, or the 32 bits they keep them in, without. */
function signed24(value: number | undefined): number | undefined {
  const bits = unsigned(value);
  if (bits === undefined || (bits >= 2 ** 24 && bits < 2 ** 32 - 2 ** 23)) return undefined;
  return (bits << 8) >> 8;
}

function fraction(value: number | undefined): number | undefined {
  return value === undefined || value < 0 || value > 255 ? undefined : value / 256;
}
