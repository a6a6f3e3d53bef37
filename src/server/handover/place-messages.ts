import { present, type TimelineEntry } from '../../core/index.ts';
import type { KeptMessage } from './call-capture.ts';

/** A whole message with where it was seen, as far as the timeline of its call tells. */
export type PlacedMessage = KeptMessage &
  Partial<Pick<TimelineEntry, 'src' | 'dst' | 'transport' | 'agent'>> & { readonly sentAt?: number };

const MICROSECONDS = 1e6;

/** Whole messages in the order of arrival, each with the addresses of the entry that came with it. A message without one, such as those beyond `calls.max_timeline`, has only its arrival. */
export function placeMessages(kept: readonly KeptMessage[], timeline: readonly TimelineEntry[]): readonly PlacedMessage[] {
  const byArrival = new Map<number, TimelineEntry[]>();
  for (const entry of timeline) {
    const arrival = Math.round(entry.receivedAt * MICROSECONDS);
    const entries = byArrival.get(arrival);
    if (entries === undefined) byArrival.set(arrival, [entry]);
    else entries.push(entry);
  }
  return kept
    .toSorted((a, b) => a.at - b.at)
    .map((message) => {
      const entries = byArrival.get(Math.round(message.at * MICROSECONDS)) ?? [];
      const place = entries.findIndex(({ method, status }) =>
        message.text.startsWith(status === undefined ? `${method} ` : `SIP/2.0 ${status} `),
      );
      // Each entry is that of one message.
      const [entry] = place === -1 ? [] : entries.splice(place, 1);
      const { src, dst, transport, agent, at: sentAt } = entry ?? {};
      return { ...message, ...present({ sentAt, src, dst, transport, agent }) };
    });
}
