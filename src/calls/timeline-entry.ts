import type { EventOfType, TimelineEntry } from '../core/index.ts';

/** What the timeline keeps of a message: the declared fields and no others, for the event knows more than a store may. */
export function timelineEntry(event: EventOfType<'sip.message'>, receivedAt: number, isEmergency: boolean): TimelineEntry {
  // Hot: one literal and the few fields that only some messages have; the event itself is garbage at once.
  const entry: { -readonly [K in keyof TimelineEntry]: TimelineEntry[K] } = {
    at: event.at,
    receivedAt,
    arrival: event.arrival,
    agent: event.agent,
    transport: event.transport,
    src: event.src,
    dst: event.dst,
    method: event.method,
    cseq: event.cseq,
    branches: event.branches,
    contentHash: event.contentHash,
    lengthBytes: event.lengthBytes,
    hasSdp: event.hasSdp,
    hasCredentials: event.hasCredentials,
    isEmergency,
  };
  if (event.media !== undefined) entry.media = event.media;
  if (event.status !== undefined) entry.status = event.status;
  if (event.fromTag !== undefined) entry.fromTag = event.fromTag;
  if (event.toTag !== undefined) entry.toTag = event.toTag;
  if (event.sessionExpiresSeconds !== undefined) entry.sessionExpiresSeconds = event.sessionExpiresSeconds;
  if (event.expiresSeconds !== undefined) entry.expiresSeconds = event.expiresSeconds;
  if (event.reasonSip !== undefined) entry.reasonSip = event.reasonSip;
  if (event.reasonQ850 !== undefined) entry.reasonQ850 = event.reasonQ850;
  if (event.sipfragStatus !== undefined) entry.sipfragStatus = event.sipfragStatus;
  if (event.agentClass !== undefined) entry.agentClass = event.agentClass;
  return entry;
}
