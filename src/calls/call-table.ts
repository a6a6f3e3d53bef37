import { labelText, type CallWithTimeline, type EventOfType } from '../core/index.ts';
import { adoptCall } from './adopt-call.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { KnownPeople } from './known-people.ts';
import type { TrackerContext } from './tracker-context.ts';

/** All conversations in memory, bounded. */
export interface CallTable {
  /** The conversation of a message, opened or taken back if need be; a full table lets go of another one first. */
  take(event: EventOfType<'sip.message'>): Conversation;
  /** The conversation of a raw Call-ID, when there is one. */
  find(callId: string): Conversation | undefined;
  /** Takes back an open call of the store. */
  adopt(call: CallWithTimeline, now: number): void;
  /** Visits every conversation; the visitor says which ones may be forgotten. */
  forEach(visit: (conversation: Conversation) => boolean): void;
}

/** A full table looks at this many of its oldest conversations for the one that it can best do without. */
const EVICTION_SCAN = 64;

/** Creates an empty table. */
export function createCallTable({ settings, emit, hashCallId, sealCallId }: TrackerContext): CallTable {
  const byCallId = new Map<string, Conversation>();
  /** By keyed hash: the raw Call-ID is not stored, so it is known only once the next message brings it. */
  const adopted = new Map<string, Conversation>();

  const evictOne = (at: number): void => {
    const victim = chooseVictim(byCallId.values());
    if (victim?.callId === undefined) return;
    byCallId.delete(victim.callId);
    if (victim.isSettled) return;
    emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
  };

  return {
    take(event) {
      const known = byCallId.get(event.callId);
      if (known !== undefined) return known;
      const key = hashCallId(event.callId);
      const taken =
        adopted.get(key) ?? openConversation(event.callId, key, event.source, event.receivedAt ?? event.at, new KnownPeople(sealCallId));
      adopted.delete(key);
      taken.callId = event.callId;
      if (byCallId.size >= settings.maxCalls) evictOne(event.at);
      byCallId.set(event.callId, taken);
      return taken;
    },
    find: (callId) => byCallId.get(callId) ?? adopted.get(hashCallId(callId)),
    adopt: (call, now) => adoptCall(call, adopted, now, new KnownPeople(sealCallId)),
    forEach(visit) {
      for (const table of [byCallId, adopted]) {
        for (const [key, conversation] of table) {
          if (visit(conversation)) table.delete(key);
        }
      }
    },
  };
}

/** The oldest conversation of which nothing is lost, else the oldest that is no answered call, else the oldest. */
function chooseVictim(conversations: Iterable<Conversation>): Conversation | undefined {
  let oldest: Conversation | undefined;
  let unanswered: Conversation | undefined;
  let looked = 0;
  for (const one of conversations) {
    if (one.isSettled) return one;
    oldest ??= one;
    if (![...one.calls.values()].some((call) => call.stage === 'answered')) unanswered ??= one;
    looked += 1;
    if (looked >= EVICTION_SCAN) break;
  }
  return unanswered ?? oldest;
}
