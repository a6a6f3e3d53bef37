import { labelText, Private, type CallWithTimeline, type Consumer, type TelephonyEvent } from '../core/index.ts';
import { createActiveGauge, type ActiveCounts } from './active-counts.ts';
import { advanceConversation, readConversation, type ConversationContext, type Reading } from './advance-conversation.ts';
import { createCallTable } from './call-table.ts';
import type { Conversation } from './conversation.ts';
import { createOwnAddresses } from './own-addresses.ts';
import { takeMessage } from './take-message.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Folds SIP messages into calls and registrations. It does its work in `tick`, so that a burst costs one fold per call. */
export interface Tracker extends Consumer {
  /** Counts what came since the last tick and commits what has settled by `now` (arrival clock, Unix seconds). */
  readonly tick: (now: number) => void;
  /** End of a capture file: commits everything that has its final answer; calls that are still open stay open. */
  readonly settleAll: (now: number) => void;
  /** Takes back the calls that were open when the store was last written. Done before the first event. */
  readonly adopt: (calls: readonly CallWithTimeline[], now: number) => void;
  readonly counts: ActiveCounts;
}

/** A timeline that is full still takes what decides a call, up to twice its size. */
const DECISIVE = new Set(['INVITE', 'BYE', 'ACK', 'CANCEL']);

/** Creates a tracker with an empty table. */
export function createTracker(context: TrackerContext): Tracker {
  const { settings, emit } = context;
  const table = createCallTable(context);
  const emergencyNumbers = settings.emergencyNumbers.map((number) => new Private(number, 'number'));
  const gauge = createActiveGauge(emit);
  let counts: ActiveCounts = { setup: 0, ringing: 0, answered: 0 };
  const conversationContext: ConversationContext = {
    ...context,
    own: createOwnAddresses(settings.ownAddresses),
    replace(callId) {
      const target = table.find(callId);
      if (target === undefined || target.isReplaced) return;
      target.isReplaced = true;
      target.isDirty = true;
    },
  };

  const accept = (event: TelephonyEvent): void => {
    if (event.type !== 'sip.message') return;
    const conversation = table.take(event);
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, event.receivedAt ?? event.at);
    if (conversation.seen.length >= settings.maxTimeline * (DECISIVE.has(event.method) ? 2 : 1)) {
      emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
      return;
    }
    conversation.seen.push(takeMessage(event, emergencyNumbers));
    conversation.isDirty = true;
  };

  const advanceAll = (now: number, isFlush: boolean): void => {
    const totals = { setup: 0, ringing: 0, answered: 0 };
    const readings = new Map<Conversation, Reading>();
    table.forEach((conversation) => {
      const isDue = conversation.isDirty || isFlush || conversation.dueAt <= now;
      if (isDue) readings.set(conversation, readConversation(conversation, conversationContext.own));
      return false;
    });
    table.forEach((conversation) => {
      const reading = readings.get(conversation);
      if (reading !== undefined) advanceConversation(conversation, reading, conversationContext, now, isFlush);
      for (const state of conversation.activeStates) totals[state] += 1;
      return conversation.isOver;
    });
    counts = totals;
    gauge.show(totals, now);
  };

  return {
    name: 'calls',
    accept,
    tick: (now) => advanceAll(now, false),
    settleAll: (now) => advanceAll(now, true),
    adopt(calls, now) {
      for (const call of calls) table.adopt(call, now);
      advanceAll(now, false);
    },
    get counts() {
      return counts;
    },
  };
}
