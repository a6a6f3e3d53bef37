import type { CallWithTimeline, Consumer, EventOfType } from '../core/index.ts';
import { createActiveGauge, type ActiveCounts } from './active-counts.ts';
import { ActiveTally } from './active-tally.ts';
import { createAnswering } from './answering.ts';
import { advanceConversation, type ConversationContext } from './advance-conversation.ts';
import { createCallTable, type CallTable } from './call-table.ts';
import type { Conversation } from './conversation.ts';
import { forgetConversation, type Person } from './forget-person.ts';
import { foldMessages, type FoldMessages } from './fold.ts';
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
  /** Forgets the open calls in which a person is a side, and lets nothing that still comes of them be written. What was handed over before is not taken back. */
  readonly forget: (person: Person, now: number) => void;
  /** Whether what comes of a Call-ID is passed over because somebody was forgotten. */
  readonly isForgotten: (callId: string) => boolean;
  readonly counts: ActiveCounts;
}

/** Creates a tracker with an empty table. `fold` is what folds messages; only tests have another one. */
export function createTracker(context: TrackerContext, fold: FoldMessages = foldMessages): Tracker {
  const { emit } = context;
  const tally = new ActiveTally();
  const table = createCallTable(context, tally);
  const reported = createReportedCalls(context);
  const gauge = createActiveGauge(emit);
  const sides = createSideCounts(context, reported);
  const told = [reported, sides];
  /** Those with something new since they were last advanced. */
  const changed = new Set<Conversation>();
  let counts: ActiveCounts = { setup: 0, ringing: 0, answered: 0 };
  const conversationContext = makeConversationContext(context, table, tally, fold);
  const advance = (one: Conversation, now: number, isFlush: boolean): void => {
    changed.delete(one);
    if (one.isOver) table.forget(one);
    else if (one.forgottenUntil === undefined) advanceConversation(one, conversationContext, now, isFlush);
    else table.schedule(one, one.rank, one.forgottenUntil);
    if (one.isOver || (one.forgottenUntil ?? Infinity) <= now) table.forget(one);
  };

  const take = createIntake(conversationContext, table, (one, now) => advance(one, now, false), changed);

  const beginTick = (now: number, isFlush: boolean): ((most: number) => boolean) => {
    for (const one of table.takeDue(now)) changed.add(one);
    const conversations = isFlush ? table.all() : [...changed].sort((a, b) => a.order - b.order);
    const due = [
      ...conversations.map((one) => () => advance(one, now, isFlush)),
      ...reported.due(now, isFlush).map((call) => () => reported.advance(call, now, isFlush)),
    ];
    let next = 0;
    return (most) => {
      for (const advance of due.slice(next, next + most)) advance();
      next += most;
      if (next < due.length) return false;
      counts = addCounts(tally.counts, reported.count(now));
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
      for (const one of calls) {
        if (one.call.isReported === true) reported.adopt(one, now);
        else changed.add(table.adopt(one, now));
      }
      advanceAll(now, false);
    },
    forget(person, now) {
      forgetConversations(table, person, context, tally, now);
      reported.forget(person, now);
    },
    isForgotten: (callId) => table.find(callId)?.forgottenUntil !== undefined,
    giveUp(silentSince, isDryRun) {
      const silent = silentConversations(table, silentSince);
      for (const one of isDryRun ? [] : silent) {
        one.isGivenUp = true;
        changed.add(one);
      }
      return [...silent.flatMap(openCallIds), ...reported.giveUp(silentSince, isDryRun)];
    },
    get counts() {
      return counts;
    },
  };
}

function makeConversationContext(context: TrackerContext, table: CallTable, tally: ActiveTally, fold: FoldMessages): ConversationContext {
  return {
    ...context,
    own: createOwnAddresses(context.settings.ownAddresses),
    answering: createAnswering(),
    replace: (callId) => markReplaced(table.find(callId)),
    schedule: (conversation, rank, dueAt) => table.schedule(conversation, rank, dueAt),
    tally,
    fold,
  };
}

/** The conversations with active calls of which nothing was heard since a time. */
function silentConversations(table: CallTable, silentSince: number): readonly Conversation[] {
  return table.all().filter(({ lastReceivedAt, calls }) => {
    return lastReceivedAt < silentSince && [...calls.values()].some(({ active }) => active !== undefined);
  });
}

function openCallIds({ calls }: Conversation): readonly string[] {
  return [...calls.values()].flatMap(({ stage, id }) => (stage === 'closed' ? [] : [id]));
}

function forgetConversations(table: CallTable, person: Person, context: TrackerContext, tally: ActiveTally, now: number): void {
  const { settings, emit, output } = context;
  for (const one of table.all()) {
    const step = { now, isFlush: false, settings, emit, output };
    if (forgetConversation(one, person, settings.sweepAnsweredSeconds, tally, step))
      table.schedule(one, one.rank, one.forgottenUntil ?? now);
  }
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
}

function addCounts(one: ActiveCounts, other: ActiveCounts): ActiveCounts {
  return { setup: one.setup + other.setup, ringing: one.ringing + other.ringing, answered: one.answered + other.answered };
}
