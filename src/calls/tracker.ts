import { Private, type CallWithTimeline, type Consumer, type EventOfType, type TelephonyEvent } from '../core/index.ts';
import { labelText } from '../metrics/index.ts';
import { createActiveGauge, type ActiveCounts } from './active-counts.ts';
import { adoptCall } from './adopt-call.ts';
import { advanceConversation, type ConversationContext } from './advance-conversation.ts';
import { openConversation, type Conversation } from './conversation.ts';
import { createOwnAddresses } from './own-addresses.ts';
import { takeMessage } from './take-message.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Folds SIP messages into calls and registrations. It does its work in `tick`, so that a burst costs one fold per call. */
export interface Tracker extends Consumer {
  /** Counts what came since the last tick and commits what has settled by `now` (arrival clock, Unix seconds). */
  tick(now: number): void;
  /** End of a capture file: commits everything that has its final answer; calls that are still open stay open. */
  settleAll(now: number): void;
  /** Takes back the calls that were open when the store was last written. Done before the first event. */
  adopt(calls: readonly CallWithTimeline[], now: number): void;
  readonly counts: ActiveCounts;
}

/** A full table looks at this many of its oldest conversations for one that is no answered call before it lets go of one. */
const EVICTION_SCAN = 64;
/** A timeline that is full still takes what decides a call, up to twice its size. */
const DECISIVE = new Set(['INVITE', 'BYE', 'ACK', 'CANCEL']);

/** Creates a tracker with an empty table. */
export function createTracker(context: TrackerContext): Tracker {
  const { settings, emit } = context;
  const byCallId = new Map<string, Conversation>();
  const adopted = new Map<string, Conversation>();
  const emergencyNumbers = settings.emergencyNumbers.map((number) => new Private(number, 'number'));
  const gauge = createActiveGauge(emit);
  let counts: ActiveCounts = { setup: 0, ringing: 0, answered: 0 };
  const conversationContext: ConversationContext = {
    ...context,
    own: createOwnAddresses(settings.ownAddresses),
    replace(callId) {
      const target = byCallId.get(callId) ?? adopted.get(context.hashId(callId));
      if (target === undefined || target.isReplaced) return;
      target.isReplaced = true;
      target.isDirty = true;
    },
  };

  const conversationOf = (event: EventOfType<'sip.message'>): Conversation => {
    const known = byCallId.get(event.callId);
    if (known !== undefined) return known;
    const key = context.hashId(event.callId);
    const returned = adopted.get(key);
    adopted.delete(key);
    const opened = returned ?? openConversation(event.callId, key, event.source, event.receivedAt ?? event.at);
    opened.callId = event.callId;
    if (byCallId.size >= settings.maxCalls) evictOne(event.at);
    byCallId.set(event.callId, opened);
    return opened;
  };

  const evictOne = (at: number): void => {
    let victim: Conversation | undefined;
    let looked = 0;
    for (const one of byCallId.values()) {
      victim ??= one;
      const isAnswered = [...one.calls.values()].some((call) => call.stage === 'answered');
      if (!isAnswered) victim = one;
      looked += 1;
      if (!isAnswered || looked >= EVICTION_SCAN) break;
    }
    if (victim?.callId === undefined) return;
    byCallId.delete(victim.callId);
    emit({ type: 'call.evicted', at, reason: 'table_full' });
    emit({ type: 'event.dropped', at, stage: labelText('calls'), reason: 'table_full', count: 1 });
  };

  const accept = (event: TelephonyEvent): void => {
    if (event.type !== 'sip.message') return;
    const conversation = conversationOf(event);
    const isFull = conversation.seen.length >= settings.maxTimeline * (DECISIVE.has(event.method) ? 2 : 1);
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, event.receivedAt ?? event.at);
    if (isFull) {
      emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
      return;
    }
    conversation.seen.push(takeMessage(event, emergencyNumbers));
    conversation.isDirty = true;
  };

  const advanceAll = (now: number, isFlush: boolean): void => {
    const totals = { setup: 0, ringing: 0, answered: 0 };
    for (const table of [byCallId, adopted]) {
      for (const [key, conversation] of table) {
        if (conversation.isDirty || isFlush || conversation.dueAt <= now)
          advanceConversation(conversation, conversationContext, now, isFlush);
        for (const state of conversation.activeStates) totals[state] += 1;
        if (conversation.isOver) table.delete(key);
      }
    }
    counts = totals;
    gauge.show(totals, now);
  };

  return {
    name: 'calls',
    accept,
    tick: (now) => advanceAll(now, false),
    settleAll: (now) => advanceAll(now, true),
    adopt(calls, now) {
      for (const call of calls) adoptCall(call, adopted, now);
      advanceAll(now, false);
    },
    get counts() {
      return counts;
    },
  };
}
