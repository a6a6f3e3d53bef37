import { labelText, MAX_ALIASES, type CallWithTimeline, type EventOfType, type TimelineEntry } from '../core/index.ts';
import type { ActiveTally } from './active-tally.ts';
import { adoptCall } from './adopt-call.ts';
import type { Candidates } from './captured-call.ts';
import { keyOf, openConversation, type Conversation } from './conversation.ts';
import { DueQueue } from './due-queue.ts';
import { noteFresh } from './fresh.ts';
import { EVICTION_RANK, type EvictionRank } from './eviction-rank.ts';
import { DECISIVE } from './refreshes.ts';
import { isSuccess } from './round.ts';
import { isInitialInvite, type Seen } from './seen.ts';
import { SettledCalls } from './settled-calls.ts';
import { withdrawCall } from './life-cycle.ts';
import type { TrackerContext } from './tracker-context.ts';

/** All conversations in memory, bounded. */
export interface ConversationTable {
  /**
   * The conversation of a message, opened or taken back if need be; a full table lets go of another one first. One that is known is first
   * brought up to the time of the message, and is opened anew if it was over by then. Undefined: only answered calls could be let go of, so there is no room.
   */
  take(event: EventOfType<'sip.message'>, bringUp: (known: Conversation) => void): Conversation | undefined;
  /** Keeps a message of a conversation. False when there is no room for it among those of all conversations, which is counted. */
  keep(seen: Seen, conversation: Conversation): boolean;
  /** Notes that there is something new in a conversation. */
  change(conversation: Conversation): void;
  /** The conversation of a raw Call-ID, when there is one. */
  find(callId: string): Conversation | undefined;
  /** Notes how well the table can do without a conversation, when there is something to do without a further message, and whether some of it is not handed over. */
  schedule(conversation: Conversation, rank: EvictionRank, dueAt: number, isPutOff: boolean): void;
  /** What has changed or is due by a time, the oldest first, also what is only not handed over when that is asked for. It stays so until `advanced`. */
  due(now: number, isAsked: boolean): readonly Conversation[];
  advanced(conversation: Conversation): void;
  /** Takes back an open call of the store. */
  adopt(call: CallWithTimeline, now: number): void;
  forget(conversation: Conversation): void;
  /** The captured calls that an id leads to, by its keyed hash and, where it is known, the raw one. */
  candidates(callId: string | undefined, key: string): Candidates;
  /** Whether what a program tells by an id is of the calls of this conversation rather than of others that carry the id: the one with that Call-ID, else the first one. */
  isFirstLeg(key: string, conversation: Conversation): boolean;
  /** Lets go of what is known of calls that have settled. */
  forgetSettled(): void;
  all(): readonly Conversation[];
}

/** Creates an empty table. */
export function createConversationTable(context: TrackerContext, tally: ActiveTally): ConversationTable {
  return new RankedTable(context, tally);
}

class RankedTable implements ConversationTable {
  readonly #context: TrackerContext;
  readonly #byCallId = new Map<string, Conversation>();
  /** By keyed hash: the raw Call-ID is not stored, so it is known only once the next message brings it. */
  readonly #adopted = new Map<string, Conversation>();
  /** The conversations of each rank, the oldest first: what is let go is found without a search. */
  readonly #ranks = new Map<EvictionRank, Set<Conversation>>(EVICTION_RANK.map((rank) => [rank, new Set()]));

  /** By the keyed hashes of the other ids that their messages carry. */
  readonly #byAlias = new Map<string, Set<Conversation>>();
  readonly #settled = new SettledCalls();
  readonly #due = new DueQueue<Conversation>();
  readonly #tally: ActiveTally;
  readonly #changed = new Set<Conversation>();
  /** Those of which something was not looked at or is not handed over yet. */
  readonly #unhanded = new Set<Conversation>();
  #opened = 0;
  /** Those of all conversations. */
  #messages = 0;

  constructor(context: TrackerContext, tally: ActiveTally) {
    this.#context = context;
    this.#tally = tally;
  }

  take(event: EventOfType<'sip.message'>, bringUp: (known: Conversation) => void): Conversation | undefined {
    const known = this.#byCallId.get(event.callId);
    if (known !== undefined) bringUp(known);
    const taken = known === undefined || known.isOver ? this.#open(event) : known;
    if (event.aliases !== undefined && taken !== undefined) this.#noteAliases(taken, event.aliases);
    if (event.traceparent !== undefined && taken !== undefined) taken.traceparent ??= event.traceparent;
    return taken;
  }

  keep(seen: Seen, conversation: Conversation): boolean {
    const { maxMessages } = this.#context.settings;
    const { entry } = seen;
    if (this.#messages >= maxMessages && !this.#makeRoomFor(entry, conversation)) {
      this.#drop('timeline_full', entry.at);
      // Nobody would ever look at one that holds nothing.
      if (conversation.seen.length === 0 && conversation.adopted.length === 0) this.forget(conversation);
      return false;
    }
    this.#rankBy(entry, conversation);
    // Hot: per message.
    conversation.seen.push(seen);
    conversation.counted += 1;
    this.#messages += 1;
    if (conversation.fresh === 0) this.#unhanded.add(conversation);
    const lookAt = noteFresh(conversation, entry, this.#context.settings);
    conversation.dueAt = Math.min(conversation.restDueAt, lookAt);
    this.#due.put(conversation);
    return true;
  }

  change(conversation: Conversation): void {
    this.#changed.add(conversation);
  }

  find(callId: string): Conversation | undefined {
    return this.#byCallId.get(callId) ?? this.#adoptedOf(callId);
  }

  /** One that was taken back and not heard of yet. */
  #adoptedOf(callId: string): Conversation | undefined {
    return this.#adopted.size === 0 ? undefined : this.#adopted.get(this.#context.hashCallId(callId));
  }

  schedule(conversation: Conversation, rank: EvictionRank, dueAt: number, isPutOff: boolean): void {
    if (isPutOff) this.#unhanded.add(conversation);
    else this.#unhanded.delete(conversation);
    this.#rank(conversation, rank);
    conversation.restDueAt = dueAt;
    conversation.dueAt = dueAt;
    if (dueAt === Number.POSITIVE_INFINITY) this.#due.remove(conversation);
    else this.#due.put(conversation);
  }

  due(now: number, isAsked: boolean): readonly Conversation[] {
    if (isAsked) for (const one of this.#unhanded) this.#changed.add(one);
    for (const one of this.#due.takeDue(now)) this.#changed.add(one);
    return [...this.#changed].toSorted((a, b) => a.order - b.order);
  }

  advanced(conversation: Conversation): void {
    this.#changed.delete(conversation);
    this.#recount(conversation);
  }

  /** A call from its first message on, and an answered one from its answer on, not from the next look on. */
  #rankBy(entry: TimelineEntry, conversation: Conversation): void {
    if (entry.method !== 'INVITE') return;
    if (isInitialInvite(entry) && conversation.calls.length === 0) this.#rank(conversation, 'unanswered');
    else if (conversation.rank === 'unanswered' && isSuccess(entry)) this.#rank(conversation, 'answered');
  }

  #rank(conversation: Conversation, rank: EvictionRank): void {
    if (conversation.rank === rank) return;
    // One that was let go or taken back and not heard of is in no set.
    const isIn = this.#ranks.get(conversation.rank)?.delete(conversation) === true;
    conversation.rank = rank;
    if (isIn) this.#ranks.get(rank)?.add(conversation);
  }

  adopt(call: CallWithTimeline, now: number): void {
    const { settings } = this.#context;
    this.#opened += 1;
    const adopted = adoptCall(call, this.#adopted, now, settings.maxTimeline, this.#context, this.#opened);
    this.#recount(adopted);
    for (const key of adopted.aliasKeys) this.#addAlias(key, adopted);
    this.change(adopted);
  }

  all(): readonly Conversation[] {
    return [...this.#byCallId.values(), ...this.#adopted.values()];
  }

  forget(conversation: Conversation): void {
    conversation.isOver = true;
    this.#changed.delete(conversation);
    this.#unhanded.delete(conversation);
    this.#messages -= conversation.counted;
    conversation.counted = 0;
    this.#due.remove(conversation);
    this.#ranks.get(conversation.rank)?.delete(conversation);
    for (const state of conversation.calls) this.#tally.leave(state);
    if (conversation.forgottenUntil === undefined) this.#settled.add(conversation, this.#context.settings.maxCalls);
    for (const key of conversation.aliasKeys) this.#dropAlias(key, conversation);
    const { callId } = conversation;
    if (callId === undefined) this.#adopted.delete(keyOf(conversation));
    else if (this.#byCallId.get(callId) === conversation) this.#byCallId.delete(callId);
  }

  candidates(callId: string | undefined, key: string): Candidates {
    const own = (callId === undefined ? undefined : this.#byCallId.get(callId)) ?? this.#adopted.get(key);
    const legs = [...(this.#byAlias.get(key) ?? [])];
    return {
      byCallId: [...this.#settled.ofCallId(key), ...(own?.calls ?? [])],
      byAlias: [...this.#settled.ofAlias(key), ...legs.flatMap(({ calls }) => calls)],
      isLegUnread: legs.some(({ calls, fresh }) => calls.length === 0 && fresh > 0),
      isUnread: [own, ...legs].some((one) => one !== undefined && one.fresh > 0),
      forgottenUntil: own?.forgottenUntil,
    };
  }

  isFirstLeg(key: string, conversation: Conversation): boolean {
    const legs = this.#byAlias.get(key) ?? [];
    const place = conversation.aliasKeys.indexOf(key);
    if (this.#adopted.has(key) || this.#byCallId.has(conversation.aliases[place] ?? '')) return false;
    const begunAt = firstAt(conversation);
    for (const other of legs) if (other !== conversation && firstAt(other) < begunAt) return false;
    return true;
  }

  forgetSettled(): void {
    this.#settled.clear();
  }

  /** Hot: nearly no message has any. */
  #noteAliases(conversation: Conversation, aliases: readonly string[]): void {
    for (const alias of aliases) {
      if (conversation.aliases.includes(alias) || conversation.aliasKeys.length >= MAX_ALIASES) continue;
      const key = this.#context.hashCallId(alias);
      conversation.aliases = [...conversation.aliases, alias];
      if (conversation.aliasKeys.includes(key)) continue;
      conversation.aliasKeys = [...conversation.aliasKeys, key];
      this.#addAlias(key, conversation);
    }
  }

  #addAlias(key: string, conversation: Conversation): void {
    const legs = this.#byAlias.get(key);
    if (legs === undefined) this.#byAlias.set(key, new Set([conversation]));
    else legs.add(conversation);
  }

  #dropAlias(key: string, conversation: Conversation): void {
    const legs = this.#byAlias.get(key);
    legs?.delete(conversation);
    if (legs?.size === 0) this.#byAlias.delete(key);
  }

  #open(event: EventOfType<'sip.message'>): Conversation | undefined {
    const { settings } = this.#context;
    const adopted = this.#adoptedOf(event.callId);
    const over = this.#byCallId.get(event.callId);
    if (over !== undefined) this.forget(over);
    // A call that was taken back is in any case one that goes on.
    const ranks = isInitialInvite(event) ? BEFORE_CALLS : BEFORE_DETAILS;
    if (this.#byCallId.size >= settings.maxCalls && !this.#letGo(ranks, undefined, event.at) && adopted === undefined) {
      this.#drop('table_full', event.at);
      return undefined;
    }
    this.#opened += 1;
    const opened =
      adopted ?? openConversation(event.callId, undefined, event.source, event.receivedAt ?? event.at, this.#context, this.#opened);
    if (adopted !== undefined) this.#adopted.delete(keyOf(adopted));
    opened.callId = event.callId;
    this.#byCallId.set(event.callId, opened);
    this.#ranks.get(opened.rank)?.add(opened);
    return opened;
  }

  /** Makes room for a message of a conversation among those of all. What ends an answered call has it in any case. */
  #makeRoomFor({ method, at }: TimelineEntry, conversation: Conversation): boolean {
    if (this.#letGoMessages(BEFORE_DETAILS, conversation, at)) return true;
    if (!DECISIVE.has(method)) return false;
    return this.#letGoMessages(['unanswered'], conversation, at) || (method === 'BYE' && conversation.rank === 'answered');
  }

  /** Lets go of conversations until there is room for a message. False when there is none. */
  #letGoMessages(ranks: readonly EvictionRank[], except: Conversation, at: number): boolean {
    while (this.#messages >= this.#context.settings.maxMessages) if (!this.#letGo(ranks, except, at)) return false;
    return true;
  }

  /** Lets go of the oldest conversation of the first rank that has another one than this. False when none has. */
  #letGo(ranks: readonly EvictionRank[], except: Conversation | undefined, at: number): boolean {
    for (const rank of ranks) {
      for (const victim of this.#ranks.get(rank) ?? []) {
        if (victim === except) continue;
        this.#endCalls(victim, at);
        this.forget(victim);
        if (!victim.isSettled) this.#drop('table_full', at);
        return true;
      }
    }
    return false;
  }

  /** Ends the records of calls that have not settled: nothing more is known of them, and none stays open in the store. */
  #endCalls({ calls }: Conversation, now: number): void {
    const { settings, emit, output } = this.#context;
    for (const call of calls) withdrawCall(call, { now, isFlush: false, isAsked: false, settings, emit, output });
  }

  #drop(reason: 'table_full' | 'timeline_full', at: number): void {
    this.#context.emit({ type: 'event.dropped', at, stage: labelText('calls'), reason, count: 1 });
  }

  /** Brings the number of all messages up to those of a conversation. */
  #recount(conversation: Conversation): void {
    if (conversation.isOver) return;
    this.#messages += conversation.seen.length - conversation.counted;
    conversation.counted = conversation.seen.length;
  }
}

/** When the first message of a conversation happened. */
function firstAt({ calls, seen }: Conversation): number {
  const begun = calls.map(({ startedAt }) => startedAt);
  return begun.length > 0 ? Math.min(...begun) : Math.min(...seen.read().map(({ entry }) => entry.at));
}

/** What goes when messages have no room, before details of calls do. */
const BEFORE_DETAILS: readonly EvictionRank[] = ['told', 'callless', 'settled'];
/** What goes for a new call. An answered one never does: its end would be an orphan, and it would stand as answered until it is swept. */
const BEFORE_CALLS: readonly EvictionRank[] = [...BEFORE_DETAILS, 'unanswered'];
