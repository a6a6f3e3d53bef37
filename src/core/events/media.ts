import { event } from '../event.ts';
import { field } from '../field.ts';

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
