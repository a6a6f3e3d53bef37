import { labelText, type CallWithTimeline, type EventOfType } from '../core/index.ts';
import type { ActiveTally } from './active-tally.ts';
import { adoptCall } from './adopt-call.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { DueQueue } from './due-queue.ts';
import { EVICTION_RANK, type EvictionRank } from './eviction-rank.ts';
import { KnownPeople } from './known-people.ts';
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
  /** Notes how well the table can do without a conversation, and when there is something to do without a further message. */
  schedule(conversation: Conversation, rank: EvictionRank, dueAt: number): void;
  /** Takes out what is due by a time: it has to be scheduled again or forgotten. */
  takeDue(now: number): readonly Conversation[];
  /** Takes back an open call of the store. */
  adopt(call: CallWithTimeline, now: number): Conversation;
  forget(conversation: Conversation): void;
  all(): readonly Conversation[];
}

/** Creates an empty table. */
export function createCallTable(context: TrackerContext, tally: ActiveTally): CallTable {
  return new RankedTable(context, tally);
}

class RankedTable implements CallTable {
  readonly #context: TrackerContext;
  readonly #byCallId = new Map<string, Conversation>();
  /** By keyed hash: the raw Call-ID is not stored, so it is known only once the next message brings it. */
  readonly #adopted = new Map<string, Conversation>();
  /** The conversations of each rank, the oldest first: what is let go is found without a search. */
  readonly #ranks = new Map<EvictionRank, Set<Conversation>>(EVICTION_RANK.map((rank) => [rank, new Set()]));

  readonly #due = new DueQueue<Conversation>();
  readonly #tally: ActiveTally;
  #opened = 0;

  constructor(context: TrackerContext, tally: ActiveTally) {
    this.#context = context;
    this.#tally = tally;
  }

  take(event: EventOfType<'sip.message'>, bringUp: (known: Conversation) => void): Conversation {
    const { callId, method, status, toTag } = event;
    const known = this.#byCallId.get(callId);
    if (known !== undefined) bringUp(known);
    const taken = known === undefined || known.isOver ? this.#open(event) : known;
    // A call from its first message on, not from the next look on.
    if (method === 'INVITE' && status === undefined && toTag === undefined && taken.calls.size === 0) this.#rank(taken, 'unanswered');
    return taken;
  }

  find(callId: string): Conversation | undefined {
    return this.#byCallId.get(callId) ?? this.#adopted.get(this.#context.hashCallId(callId));
  }

  schedule(conversation: Conversation, rank: EvictionRank, dueAt: number): void {
    this.#rank(conversation, rank);
    conversation.dueAt = dueAt;
    if (dueAt === Number.POSITIVE_INFINITY) this.#due.remove(conversation);
    else this.#due.put(conversation);
  }

  takeDue(now: number): readonly Conversation[] {
    return this.#due.takeDue(now);
  }

  #rank(conversation: Conversation, rank: EvictionRank): void {
    if (conversation.rank === rank) return;
    // One that was let go or taken back and not heard of is in no set.
    const isIn = this.#ranks.get(conversation.rank)?.delete(conversation) === true;
    conversation.rank = rank;
    if (isIn) this.#ranks.get(rank)?.add(conversation);
  }

  adopt(call: CallWithTimeline, now: number): Conversation {
    const { settings, sealCallId } = this.#context;
    this.#opened += 1;
    return adoptCall(call, this.#adopted, now, settings.maxTimeline, new KnownPeople(sealCallId), this.#opened);
  }

  all(): readonly Conversation[] {
    return [...this.#byCallId.values(), ...this.#adopted.values()];
  }

  forget(conversation: Conversation): void {
    conversation.isOver = true;
    this.#due.remove(conversation);
    this.#ranks.get(conversation.rank)?.delete(conversation);
    for (const state of conversation.calls.values()) this.#tally.move(state, undefined);
    const { callId, key } = conversation;
    if (callId === undefined) this.#adopted.delete(key);
    else if (this.#byCallId.get(callId) === conversation) this.#byCallId.delete(callId);
  }

  #open(event: EventOfType<'sip.message'>): Conversation {
    const { hashCallId, sealCallId, settings } = this.#context;
    const key = hashCallId(event.callId);
    this.#opened += 1;
    const opened =
      this.#adopted.get(key) ??
      openConversation(event.callId, key, event.source, event.receivedAt ?? event.at, new KnownPeople(sealCallId), this.#opened);
    this.#adopted.delete(key);
    const over = this.#byCallId.get(event.callId);
    if (over !== undefined) this.forget(over);
    if (this.#byCallId.size >= settings.maxCalls) this.#evictOne(event.at);
    opened.callId = event.callId;
    this.#byCallId.set(event.callId, opened);
    this.#ranks.get(opened.rank)?.add(opened);
    return opened;
  }

  #evictOne(at: number): void {
    for (const conversations of this.#ranks.values()) {
      const [victim] = conversations;
      if (victim === undefined) continue;
      this.forget(victim);
      if (!victim.isSettled) this.#context.emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
      return;
    }
  }
}
