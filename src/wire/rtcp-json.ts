import { JSON_FAULT, JsonScan } from './json-scan.ts';
import type { Malformed } from './malformed.ts';

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
  scan.members((name) => {
    isReport ||= NAMES.test(name);
    if (name === 'sender_information') return readSender(scan, draft, receivedAt);
    if (name === 'report_blocks') {
      return scan.elements(() => {
        blockCount += 1;
        readBlock(scan, draft.blocks);
      });
    }
    if (name !== 'ssrc' && name !== 'type') return scan.skip();
    keepFirst(draft, name, unsigned(scan.number()));
  });
  if (scan.fault !== undefined) return { malformed: scan.fault };
  if (!isReport) return { malformed: 'no_report' };
  return blockCount > MAX_BLOCKS ? { malformed: 'too_many_blocks' } : draft;
}

const NAMES = /^(?:sender_information|ssrc|type|report_\w+|sdes_\w+)$/;

function readSender(scan: JsonScan, draft: Draft, receivedAt: number): void {
  let seconds: number | undefined;
  let part: number | undefined;
  scan.members((name) => {
    const value = scan.number();
    if (name === 'ntp_timestamp_sec') seconds ??= value;
    else if (name === 'ntp_timestamp_usec') part ??= unsigned(value);
    else if (name === 'packets' || name === 'octets') keepFirst(draft, name, unsigned(value));
  });
  keepFirst(draft, 'senderAt', senderTime(seconds, part ?? 0, receivedAt));
}

/** rtpengine writes both halves of the NTP time as they are, Asterisk Unix seconds and microseconds. Zero: the sender has no clock (RFC 3550 6.4.1). */
function senderTime(seconds: number | undefined, part: number, receivedAt: number): number | undefined {
  if (seconds === undefined || seconds <= 0) return undefined;
  const isNtp = seconds > receivedAt + NTP_LEAD_SECONDS;
  const at = isNtp ? seconds - NTP_TO_UNIX_SECONDS + part / 2 ** 32 : seconds + part / 1e6;
  return at >= 0 ? at : undefined;
}

function readBlock(scan: JsonScan, blocks: RtcpBlock[]): void {
  const block: DraftBlock = {};
  scan.members((name) => {
    const value = scan.number();
    const read = READERS.get(name);
    if (read !== undefined) keepFirst(block, read.field, read.of(value));
  });
  if (block.lastSr === 0) {
    delete block.lastSr;
    delete block.delaySinceLastSr;
  }
  if (Object.keys(block).length > 0 && blocks.length < MAX_BLOCKS) blocks.push(block);
}

interface Reader {
  readonly field: keyof RtcpBlock;
  readonly of: (value: number | undefined) => number | undefined;
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['source_ssrc', { field: 'sourceSsrc', of: unsigned }],
  ['fraction_lost', { field: 'fractionLostRatio', of: fraction }],
  ['packets_lost', { field: 'packetsLost', of: signed24 }],
  ['highest_seq_no', { field: 'highestSequence', of: unsigned }],
  ['ia_jitter', { field: 'jitterTicks', of: unsigned }],
  ['lsr', { field: 'lastSr', of: unsigned }],
  ['dlsr', { field: 'delaySinceLastSr', of: unsigned }],
]);

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
