import type { CallWithTimeline, TimelineEntry } from '../../core/index.ts';
import { createMaker, MADE_MARK, type MadeCall } from './made-message.ts';
import { pcapngHead, pcapngPacket } from './pcapng.ts';
import { ipPacket } from './sip-packet.ts';

/** A whole message as it was kept. */
export interface KeptMessage {
  /** Arrival, Unix seconds. */
  readonly at: number;
  readonly text: string;
}

const MICROSECONDS = 1e6;

/** The begin of a capture that is handed over; it says what it is. `isClear`: it holds people's numbers. */
export function captureHead(isClear: boolean): Uint8Array {
  const people = isClear ? 'It holds the numbers of people.' : 'People stand in it as pseudonyms, the same for the same person.';
  return pcapngHead(
    `Written by ringscope. ${people} Messages with a comment are made from the timeline of the call; the others are as they were captured.`,
  );
}

/** The messages of a call as packets: as they were kept, else made from the timeline and marked so. */
export function callPackets(
  { timeline }: Pick<CallWithTimeline, 'timeline'>,
  made: MadeCall,
  kept: readonly KeptMessage[] = [],
): Uint8Array {
  const make = createMaker(made, timeline);
  const take = keptBy(kept);
  const packets = timeline.map((entry) => {
    const message = take(entry);
    const payload = Buffer.from(message ?? make(entry));
    const { at, src, dst } = entry;
    return pcapngPacket(at, ipPacket({ at, src, dst, payload }), message === undefined ? MADE_MARK : undefined);
  });
  return Buffer.concat(packets);
}

/** Finds the kept message of an entry by its arrival and what it is; each is taken once. */
function keptBy(kept: readonly KeptMessage[]): (entry: TimelineEntry) => string | undefined {
  const byArrival = new Map<number, string[]>();
  for (const { at, text } of kept) {
    const key = Math.round(at * MICROSECONDS);
    byArrival.set(key, [...(byArrival.get(key) ?? []), text]);
  }
  return ({ receivedAt, method, status }) => {
    const texts = byArrival.get(Math.round(receivedAt * MICROSECONDS)) ?? [];
    const place = texts.findIndex((text) => text.startsWith(status === undefined ? `${method} ` : `SIP/2.0 ${status} `));
    return place === -1 ? undefined : texts.splice(place, 1)[0];
  };
}
