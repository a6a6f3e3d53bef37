import { CLOCK_FALLBACK } from '../time.ts';
import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

const of = { source: field.label() };

/** What a packet of a source carried. */
export const PACKET_KIND = ['sip', 'rtcp', 'quality', 'log', 'other'] as const;

export const sourceStarted = ownEvent('source.started', 'A source listens or is connected.', of);
export const sourceStopped = ownEvent('source.stopped', 'A source has stopped.', of);

export const sourcePacket = ownEvent('source.packet', 'One packet was accepted.', {
  ...of,
  kind: field.oneOf(PACKET_KIND),
  lengthBytes: field.bytes(),
});

export const sourceRejected = ownEvent('source.rejected', 'One packet was refused.', {
  ...of,
  reason: field.label().describe('A stable word, e.g. truncated, bad_magic, not_allowed, bad_key, rate_limited.'),
});

export const sourceConnection = ownEvent('source.connection', 'A stream connection opened or closed.', {
  ...of,
  change: field.oneOf(['opened', 'closed']),
});

export const sourceClock = ownEvent('source.clock', 'The own time of a packet or of an event was not used.', {
  ...of,
  reason: field.oneOf(CLOCK_FALLBACK),
});

export const sourceAgent = ownEvent('source.agent', 'A capture agent was heard of for the first time, or shows a known fault.', {
  ...of,
  agent: field.label(),
  finding: field.oneOf(['new', 'agent_id_swapped']),
});

/** Why something was lost, wherever that happened. */
export const DROP_REASON = [
  'kernel_buffer',
  'consumer_failed',
  'table_full',
  'timeline_full',
  'queue_full',
  'store_failed',
  'spool_full',
  'spool_corrupt',
  'rate_limited',
  'malformed',
  'not_acknowledged',
  'slow_reader',
  'refused',
] as const;
export type DropReason = (typeof DROP_REASON)[number];

/** What is wrong with something that was told as an event. */
export const EVENT_FAULT = ['no_json', 'no_object', 'unknown_type', 'missing_field', 'unknown_field', 'bad_value', 'reserved'] as const;
export type EventFault = (typeof EVENT_FAULT)[number];

export const eventRejected = ownEvent(
  'event.rejected',
  'A program told an event that is none, and was refused with all that it told at once.',
  {
    reason: field.oneOf(EVENT_FAULT),
  },
);

export const eventDropped = ownEvent('event.dropped', 'Something was lost.', {
  stage: field.label().describe('Where: a source, a consumer, a thread.'),
  reason: field.oneOf(DROP_REASON),
  count: field.count(),
  eventType: field
    .text()
    .optional()
    .describe('The type of the event that was lost, for what was malformed. Digits are left out of one that is none.'),
  field: field.text().optional().describe('The field that was wrong in it. Absent when it was the whole.'),
  message: field.text().optional().describe('What was wrong with it, without the value.'),
});

export const eventLabelHidden = ownEvent('event.label_hidden', 'A label of an event looked like a number, and says `hidden` instead.', {
  source: field.label(),
  field: field.label(),
});
