import { event } from '../event.ts';
import { field } from '../field.ts';
import { DTLS_OUTCOME, ICE_CANDIDATE, ICE_OUTCOME } from '../media-words.ts';
import { DATA_DIRECTION } from '../success-words.ts';
import { told, toldOfCall, UNKNOWN } from './origin.ts';

/** One report block of an RTCP packet; a packet without any makes one event without the fields of a block. */
export const mediaReport = event('media.report', 'An RTCP packet reported on a stream. One event per report block.', {
  source: field.label().describe('The source that read it.'),
  agent: field.label().describe('The capture agent.'),
  callId: field
    .text()
    .optional()
    .describe(
      'The raw correlation id of the frame, mostly a Call-ID. It may hold a number, so outputs never show it. Absent in a frame without.',
    ),
  ssrc: field.count().optional().describe('Who reports. Absent in a source description alone.'),
  packets: field.count().optional().describe('RTP packets that the reporter has sent. Only in a sender report.'),
  octets: field.bytes().optional().describe('Bytes of RTP payload that the reporter has sent. Only in a sender report.'),
  senderAt: field.at().optional().describe("The reporter's own clock, Unix seconds. Only in a sender report."),
  sourceSsrc: field.count().optional().describe('The stream that the block is about. Absent without a block, as is all below.'),
  lossRatio: field.ratio().optional().describe('Packets lost since the report before.'),
  packetsLost: field.number().optional().describe('Packets lost since the beginning. Negative when duplicates outnumber losses.'),
  highestSequence: field.count().optional().describe('Highest sequence number received, extended by the count of its cycles.'),
  jitterTicks: field.count().optional().describe("Interarrival jitter in ticks of the stream's RTP clock."),
  lastSr: field.count().optional().describe('Middle 32 bits of the NTP time of the last sender report. Absent when none had come.'),
  delaySinceLastSr: field.count().optional().describe('From that report to this one, in units of 1/65536 s. Absent when none had come.'),
});

const codec = field.label().describe('As named by RTP, e.g. PCMU or opus (RFC 3551).');
const mediaId = field.id().optional();

export const mediaStarted = event('media.started', 'Media of one leg begins to flow.', {
  ...toldOfCall,
  mediaId: mediaId.describe('With it, `media.active` is counted from begins and ends. Absent: tell `media.active`.'),
  codec,
});

/** The quality of one leg, told once: whole-call figures, never those of the last report. Without a figure there is no sample. */
export const mediaEnded = event('media.ended', 'Media of one leg is over; its quality as a whole.', {
  ...toldOfCall,
  mediaId,
  codec: codec.optional(),
  clockRateHz: field.count().optional().describe('Of the RTP clock, e.g. 8000 for G.711 and 48000 for opus. Needed with `jitterTicks`.'),
  jitterTicks: field
    .count()
    .optional()
    .describe('Interarrival jitter (RFC 3550 6.4.1) in ticks of that clock, instead of `jitterSeconds`.'),
  jitterSeconds: field.seconds().optional(),
  rttSeconds: field.seconds().optional().describe('Round-trip time by RTCP.'),
  packetsReceived: field.count().optional(),
  packetsLost: field.count().optional().describe('Packets sent to us that did not arrive, since the beginning.'),
  packetsSent: field.count().optional(),
  peerPacketsLost: field.count().optional().describe('Packets that we sent and the peer missed, since the beginning, by its last report.'),
  lossRatio: field.ratio().optional().describe('Over the whole leg. Absent: by the counts of packets.'),
  mos: field.number(1, 5).optional().describe('Estimated mean opinion score, 1 to 5 (ITU-T G.107).'),
  rFactor: field.number().optional().describe('Estimated R of the E-model, 0 to 100 (ITU-T G.107).'),
});

export const mediaActive = event('media.active', 'How many legs use a codec.', { ...told, codec, count: field.count() });

export const mediaTraffic = event('media.traffic', 'RTP of one direction since the last such event.', {
  ...toldOfCall,
  direction: field.oneOf(DATA_DIRECTION),
  codec: codec.orElse(UNKNOWN),
  packets: field.count(),
  packetsLost: field.count().orElse(0).describe('received: what did not arrive. sent: what the peer missed.'),
  lengthBytes: field.bytes().orElse(0),
  jitterSeconds: field.seconds().optional().describe('Absent when nobody told.'),
});

export const mediaStalled = event('media.stalled', 'No media arrived although the call is answered.', {
  ...toldOfCall,
  direction: field.oneOf(DATA_DIRECTION).orElse('received'),
  seconds: field.seconds().describe('For how long.'),
});

export const mediaDtls = event('media.dtls', 'A DTLS-SRTP handshake came to an end (RFC 5764).', {
  ...toldOfCall,
  outcome: field.oneOf(DTLS_OUTCOME),
  seconds: field.seconds().optional(),
});

export const mediaIce = event('media.ice', 'ICE came to a result (RFC 8445).', {
  ...toldOfCall,
  outcome: field.oneOf(ICE_OUTCOME),
  candidate: field.oneOf(ICE_CANDIDATE).orElse('unknown').describe('The kind of the local candidate in use.'),
  seconds: field.seconds().optional().describe('First check to the result.'),
});
