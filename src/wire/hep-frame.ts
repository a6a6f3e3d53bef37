import { decodeText } from './text.ts';
import type { Malformed } from './malformed.ts';

/** Why bytes are no HEP frame. */
export const HEP_MALFORMED = ['truncated', 'bad_magic', 'length_overrun', 'chunk_length', 'bad_family', 'no_payload'] as const;
export type HepReason = (typeof HEP_MALFORMED)[number];
export type HepMalformed = Malformed<HepReason>;

const MAX_MICROS = 999_999;

/**
 * One HEP frame as offsets into the bytes it was read from; `parseHep` fills it and nobody else writes to it. The bytes belong to the caller:
 * views are good as long as those bytes are. An empty span (start = end) is an absent one.
 */
export class Hep {
  readonly bytes: Uint8Array;
  readonly version: 1 | 2 | 3;
  isV6 = false;
  /** IP protocol as sent: 17 UDP, 6 TCP, 132 SCTP, 22 by senders that mean TLS. 0 when absent. */
  protocol = 0;
  srcStart = 0;
  srcEnd = 0;
  dstStart = 0;
  dstEnd = 0;
  srcPort = 0;
  dstPort = 0;
  /** Unix seconds of the sender; -1 when the frame has none. */
  seconds = -1;
  micros = 0;
  /** HEP payload type: 1 SIP, 5 RTCP as JSON, 100 log. 0 when absent. */
  payloadType = 0;
  /** Capture id, with a byte-swapped one put right; -1 when absent. */
  agentId = -1;
  /** The capture id arrived with its bytes swapped. */
  isAgentIdSwapped = false;
  /** The payload is gzip or zlib data. */
  isCompressed = false;
  /** A chunk was there twice; the first was taken. */
  hasRepeatedChunk = false;
  payloadStart = 0;
  payloadEnd = 0;
  keyStart = 0;
  keyEnd = 0;
  correlationStart = 0;
  correlationEnd = 0;
  nameStart = 0;
  nameEnd = 0;
  /** One bit per generic chunk type that was read. */
  seenChunks = 0;

  constructor(bytes: Uint8Array, version: 1 | 2 | 3) {
    this.bytes = bytes;
    this.version = version;
  }

  /** The sender's time in Unix seconds. Absent in version 1 and in frames without a time. */
  get at(): number | undefined {
    return this.seconds < 0 ? undefined : this.seconds + Math.min(this.micros, MAX_MICROS) / 1e6;
  }

  /** The payload, a view. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.payloadStart, this.payloadEnd);
  }

  /** The authentication key, a view. Empty when absent. */
  get key(): Uint8Array {
    return this.bytes.subarray(this.keyStart, this.keyEnd);
  }

  /** Correlation id without a closing NUL. Absent when there is none. */
  get correlationId(): string | undefined {
    return this.correlationEnd > this.correlationStart ? decodeText(this.bytes, this.correlationStart, this.correlationEnd) : undefined;
  }

  /** Name of the capture agent. Absent when there is none. */
  get agentName(): string | undefined {
    return this.nameEnd > this.nameStart ? decodeText(this.bytes, this.nameStart, this.nameEnd) : undefined;
  }
}
