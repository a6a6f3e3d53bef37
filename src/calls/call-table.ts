import { labelText, type CallWithTimeline, type EventOfType } from '../core/index.ts';
import { adoptCall } from './adopt-call.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { EVICTION_RANK, type EvictionRank } from './eviction-rank.ts';
import type { TrackerContext } from './tracker-context.ts';

/** All conversations in memory, bounded. */
export interface CallTable {
  /**
   * The conversation of a message, opened or taken back if need be; a full table lets go of another one first. One that is known is first
   * brought up to the time of the message, and is opened anew if it was over by then.
   */
  take(event: EventOfType<'sip.message'>, bringUp: (known: Conversation) => void): Conversation;
  /** The conversation of a raw Call-ID, when there is one. */
  find(callId: string): Conversation | undefined;
  /** Notes how well the table can do without a conversation. */
  rank(conversation: Conversation, rank: EvictionRank): void;
  /** Takes back an open call of the store. */
  adopt(call: CallWithTimeline, now: number): void;
  /** Visits every conversation; the visitor says which ones may be forgotten. */
  forEach(visit: (conversation: Conversation) => boolean): void;
}

/** Creates an empty table. */
export function createCallTable(context: TrackerContext): CallTable {
  return new RankedTable(context);
}

class RankedTable implements CallTable {
  readonly #context: TrackerContext;
  readonly #byCallId = new Map<string, Conversation>();
  /** By keyed hash: the raw Call-ID is not stored, so it is known only once the next message brings it. */
  readonly #adopted = new Map<string, Conversation>();
  /** The conversations of each rank, the oldest first: what is let go is found without a search. */
  readonly #ranks = new Map<EvictionRank, Set<Conversation>>(EVICTION_RANK.map((rank) => [rank, new Set()]));

  constructor(context: TrackerContext) {
    this.#context = context;
  }

  take(event: EventOfType<'sip.message'>, bringUp: (known: Conversation) => void): Conversation {
    const { callId, method, status, toTag } = event;
    const known = this.#byCallId.get(callId);
    if (known !== undefined) bringUp(known);
    const taken = known === undefined || known.isOver ? this.#open(event) : known;
    // A call from its first message on, not from the next look on.
    if (method === 'INVITE' && status === undefined && toTag === undefined && taken.calls.size === 0) this.rank(taken, 'unanswered');
    return taken;
  }

  find(callId: string): Conversation | undefined {
    return this.#byCallId.get(callId) ?? this.#adopted.get(this.#context.hashId(callId));
  }

  rank(conversation: Conversation, rank: EvictionRank): void {
    if (conversation.rank === rank) return;
    // One that was let go or taken back and not heard of is in no set.
    const isIn = this.#ranks.get(conversation.rank)?.delete(conversation) === true;
    conversation.rank = rank;
    if (isIn) this.#ranks.get(rank)?.add(conversation);
  }

  adopt(call: CallWithTimeline, now: number): void {
    adoptCall(call, this.#adopted, now, this.#context.settings.maxTimeline);
  }

  forEach(visit: (conversation: Conversation) => boolean): void {
    for (const conversation of this.#byCallId.values()) if (visit(conversation)) this.#forget(conversation);
    for (const [key, conversation] of this.#adopted) if (visit(conversation)) this.#adopted.delete(key);
  }

  #open(event: EventOfType<'sip.message'>): Conversation {
    const { hashId, settings } = this.#context;
    const key = hashId(event.callId);
    const opened = this.#adopted.get(key) ?? openConversation(event.callId, key, event.source, event.receivedAt ?? event.at);
    this.#adopted.delete(key);
    const over = this.#byCallId.get(event.callId);
    if (over !== undefined) this.#forget(over);
    if (this.#byCallId.size >= settings.maxCalls) this.#evictOne(event.at);
    opened.callId = event.callId;
    this.#byCallId.set(event.callId, opened);
    this.#ranks.get(opened.rank)?.add(opened);
    return opened;
  }

  #forget(conversation: Conversation): void {
    this.#ranks.get(conversation.rank)?.delete(conversation);
    if (conversation.callId !== undefined) this.#byCallId.delete(conversation.callId);
  }

  #evictOne(at: number): void {
    for (const conversations of this.#ranks.values()) {
      const [victim] = conversations;
      if (victim === undefined) continue;
      this.#forget(victim);
      if (!victim.isSettled) this.#context.emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
      return;
    }
  }
}
