import type { CallWithTimeline, Consumer, EventOfType } from '../core/index.ts';
import { createActiveGauge, type ActiveCounts } from './active-counts.ts';
import { createAnswering } from './answering.ts';
import { advanceConversation, type ConversationContext } from './advance-conversation.ts';
import { createCallTable, type CallTable } from './call-table.ts';
import type { Conversation } from './conversation.ts';
import { createIntake } from './intake.ts';
import { createReportedCalls } from './reported-calls.ts';
import { createOwnAddresses } from './own-addresses.ts';
import { createSideCounts } from './side-counts.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Folds SIP messages into calls and registrations, what programs report into calls, and what begins and ends into counts. It does its work in `tick`, so that a burst costs one fold per call. */
export interface Tracker extends Consumer {
  /** Counts what came since the last tick and commits what has settled by `now` (arrival clock, Unix seconds). */
  readonly tick: (now: number) => void;
  /** The same in slices: each call of the result advances at most `most` conversations and says whether that was all. */
  readonly beginTick: (now: number) => (most: number) => boolean;
  /** End of a capture file: commits everything that has its final answer; calls that are still open stay open. */
  readonly settleAll: (now: number) => void;
  /** Takes back the calls that were open when the store was last written. Done before the first event. */
  readonly adopt: (calls: readonly CallWithTimeline[], now: number) => void;
  /** Gives up the open calls of which nothing was heard since a time: the next tick sweeps them. The ids of their records; `isDryRun` only tells them. */
  readonly giveUp: (silentSince: number, isDryRun: boolean) => readonly string[];
  readonly counts: ActiveCounts;
}

/** Creates a tracker with an empty table. */
export function createTracker(context: TrackerContext): Tracker {
  const { emit } = context;
  const table = createCallTable(context);
  const reported = createReportedCalls(context);
  const gauge = createActiveGauge(emit);
  const sides = createSideCounts(context, reported);
  const told = [reported, sides];
  let counts: ActiveCounts = { setup: 0, ringing: 0, answered: 0 };
  const conversationContext = makeConversationContext(context, table);
  const advance = (one: Conversation, now: number, isFlush: boolean): void => advanceConversation(one, conversationContext, now, isFlush);

  const take = createIntake(conversationContext, table, (one, now) => advance(one, now, false));

  const beginTick = (now: number, isFlush: boolean): ((most: number) => boolean) => {
    const due = [
      ...dueConversations(table, now, isFlush).map((one) => () => advance(one, now, isFlush)),
      ...reported.due(now, isFlush).map((call) => () => reported.advance(call, now, isFlush)),
    ];
    let next = 0;
    return (most) => {
      for (const advance of due.slice(next, next + most)) advance();
      next += most;
      if (next < due.length) return false;
      counts = countActive(table, reported.count(now));
      gauge.show(counts, now);
      sides.tick(now, counts);
      return true;
    };
  };
  const advanceAll = (now: number, isFlush: boolean): void => void beginTick(now, isFlush)(Number.POSITIVE_INFINITY);
  return {
    name: 'calls',
    takes: (type) => type === 'sip.message' || type === 'media.report' || told.some((one) => one.takes(type)),
    accept(event) {
      if (event.type === 'sip.message') take(event);
      else if (event.type === 'media.report') keepAlive(event, table);
      else for (const one of told) one.accept(event);
    },
    tick: (now) => advanceAll(now, false),
    beginTick: (now) => beginTick(now, false),
    settleAll: (now) => advanceAll(now, true),
    adopt(calls, now) {
      for (const one of calls) (one.call.isReported === true ? reported : table).adopt(one, now);
      advanceAll(now, false);
    },
    giveUp: (silentSince, isDryRun) => [...giveUpSilent(table, silentSince, isDryRun), ...reported.giveUp(silentSince, isDryRun)],
    get counts() {
      return counts;
    },
  };
}

function makeConversationContext(context: TrackerContext, table: CallTable): ConversationContext {
  return {
    ...context,
    own: createOwnAddresses(context.settings.ownAddresses),
    answering: createAnswering(),
    replace: (callId) => markReplaced(table.find(callId)),
    rank: (conversation, rank) => table.rank(conversation, rank),
  };
}

/** Gives up the conversations with open calls of which nothing was heard since a time. The ids of the calls. */
function giveUpSilent(table: CallTable, silentSince: number, isDryRun: boolean): readonly string[] {
  const ids: string[] = [];
  table.forEach((conversation) => {
    if (conversation.lastReceivedAt >= silentSince || conversation.activeStates.length === 0) return false;
    if (!isDryRun) {
      conversation.isGivenUp = true;
      conversation.isDirty = true;
    }
    for (const call of conversation.calls.values()) if (call.stage !== 'closed') ids.push(call.id);
    return false;
  });
  return ids;
}

function dueConversations(table: CallTable, now: number, isFlush: boolean): readonly Conversation[] {
  const due: Conversation[] = [];
  table.forEach((conversation) => {
    if (conversation.isDirty || isFlush || conversation.dueAt <= now) due.push(conversation);
    return false;
  });
  return due;
}

/** Media flows, so the call is not over: its sweep begins anew. One that has settled is not kept for it. */
function keepAlive({ callId, receivedAt, at }: EventOfType<'media.report'>, table: CallTable): void {
  const conversation = callId === undefined ? undefined : table.find(callId);
  if (conversation === undefined || conversation.isSettled) return;
  conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, receivedAt ?? at);
  conversation.renewedAt = conversation.lastReceivedAt;
}

function markReplaced(conversation: Conversation | undefined): void {
  if (conversation === undefined || conversation.isReplaced) return;
  conversation.isReplaced = true;
  conversation.isDirty = true;
}

/** Adds the open conversations by state to these counts and forgets what is over. */
function countActive(table: CallTable, others: ActiveCounts): ActiveCounts {
  const counts = { ...others };
  table.forEach((conversation) => {
    for (const state of conversation.activeStates) counts[state] += 1;
    return conversation.isOver;
  });
  return counts;
}
