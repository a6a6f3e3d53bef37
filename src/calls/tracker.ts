import type { CallWithTimeline, Consumer, Emit, EventOfType } from '../core/index.ts';
import { createActiveGauge, type ActiveCounts } from './active-counts.ts';
import { ActiveTally } from './active-tally.ts';
import { createAnswering } from './answering.ts';
import { Bindings } from './bindings.ts';
import { advanceConversation, type ConversationContext, type Look } from './advance-conversation.ts';
import { createConversationTable, type ConversationTable } from './conversation-table.ts';
import type { Conversation } from './conversation.ts';
import { forgetConversation, type Person } from './forget-person.ts';
import { FOLDING, type Folding } from './fold.ts';
import { createDialogGauge } from './dialog-gauge.ts';
import { createIntake } from './intake.ts';
import { createReportedCalls, type ReportedCalls } from './reported-calls.ts';
import { createOwnAddresses } from './own-addresses.ts';
import { createSideCounts, type SideCounts } from './side-counts.ts';
import type { TrackerSettings, TrunkOf, Trunks } from './settings.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Folds SIP messages into calls and registrations, what programs report into calls, and what begins and ends into counts. It does its work in `tick`: a call is looked at a few times, however many messages it has. */
export interface Tracker extends Consumer {
  /**
   * Commits what has settled by `now` (arrival clock, Unix seconds). What came is counted, and what of an open call is new is handed over, a second later, or when
   * what it may end has settled: within twice that time. `isAsked` counts and hands over all of it.
   */
  readonly tick: (now: number, isAsked?: boolean) => void;
  /** The same in slices: each call of the result advances at most `most` conversations and says whether that was all. */
  readonly beginTick: (now: number, isAsked?: boolean) => (most: number) => boolean;
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
  /** Decides by other settings from now on, but for the own addresses and the most calls that a census holds. A call keeps the trunks that it began with. */
  readonly configure: (settings: TrackerSettings, trunkOf: TrunkOf) => void;
  readonly counts: ActiveCounts;
}

/** Creates a tracker with an empty table. `fold` is how messages are folded; only tests have another way. */
export function createTracker(given: TrackerContext, fold: Folding = FOLDING): Tracker {
  const context = { ...given, settings: { ...given.settings } };
  const tally = new ActiveTally();
  const bindings = new Bindings(context.emit, context.settings.maxCalls);
  const table = createConversationTable(context, tally);
  const reported = createReportedCalls({ ...context, emit: context.emitReported ?? context.emit }, table);
  const sides = createSideCounts(context);
  const told = [reported, sides];
  const conversationContext = makeConversationContext(context, table, tally, bindings, fold, reported);
  const advance = (one: Conversation, now: number, kind: Look): void => advanceOne(one, table, conversationContext, now, kind);
  const take = createIntake(conversationContext, table, (one, now) => advance(one, now, 'due'));
  const rounds = createTicks(context.emit, { table, reported, sides, tally, bindings, advance });
  const advanceAll = (now: number, look: Look): void => void rounds.begin(now, look)(Number.POSITIVE_INFINITY);
  return {
    name: 'calls',
    takes: (type) => type === 'sip.message' || type === 'media.report' || told.some((one) => one.takes(type)),
    accept(event) {
      if (event.type === 'sip.message') take(event);
      else if (event.type === 'media.report') keepAlive(event, table);
      else for (const one of told) one.accept(event);
    },
    tick: (now, isAsked = false) => advanceAll(now, isAsked ? 'all' : 'due'),
    beginTick: (now, isAsked = false) => rounds.begin(now, isAsked ? 'all' : 'due'),
    settleAll: (now) => advanceAll(now, 'end'),
    adopt(calls, now) {
      for (const one of calls) (one.call.isReported === true ? reported : table).adopt(one, now);
      advanceAll(now, 'due');
    },
    forget(person, now) {
      forgetConversations(table, person, context, tally, now);
      reported.forget(person, now);
      table.forgetSettled();
    },
    isForgotten: (callId) => table.find(callId)?.forgottenUntil !== undefined,
    giveUp: (silentSince, isDryRun) => [...giveUpSilent(table, silentSince, isDryRun), ...reported.giveUp(silentSince, isDryRun)],
    configure(settings, trunkOf) {
      Object.assign(context.settings, settings);
      Object.assign(conversationContext, { trunkOf, trunks: trunksOf(settings, trunkOf) });
    },
    get counts() {
      return rounds.counts;
    },
  };
}

/** What a tick moves on. */
interface Ticked {
  readonly table: ConversationTable;
  readonly reported: ReportedCalls;
  readonly sides: SideCounts;
  readonly tally: ActiveTally;
  readonly bindings: Bindings;
  readonly advance: (one: Conversation, now: number, look: Look) => void;
}

/** Makes the ticks: what has changed or is due, in slices, then the counts. */
function createTicks(emit: Emit, { table, reported, sides, tally, bindings, advance }: Ticked) {
  const gauge = createActiveGauge(emit);
  const dialogs = createDialogGauge(emit);
  let counts: ActiveCounts = { setup: 0, ringing: 0, answered: 0 };
  return {
    begin(now: number, look: Look): (most: number) => boolean {
      const isFlush = look === 'end';
      const conversations = isFlush ? table.all() : table.due(now, look === 'all');
      const calls = reported.due(now, isFlush);
      let next = 0;
      return (most) => {
        const end = Math.min(conversations.length + calls.length, next + most);
        while (next < end) {
          const place = next;
          next += 1;
          const conversation = conversations[place];
          const call = calls[place - conversations.length];
          if (conversation !== undefined) advance(conversation, now, look);
          else if (call !== undefined) reported.advance(call, now, isFlush);
        }
        if (next < conversations.length + calls.length) return false;
        counts = addCounts(tally.counts, reported.counts);
        gauge.show(counts, now);
        dialogs.show(tally.groups, now);
        bindings.tick(now);
        sides.tick(now, [...tally.groups, ...reported.groups]);
        return true;
      };
    },
    get counts() {
      return counts;
    },
  };
}

function advanceOne(one: Conversation, table: ConversationTable, context: ConversationContext, now: number, look: Look): void {
  table.advanced(one);
  if (one.isOver) return table.forget(one);
  if (one.forgottenUntil === undefined) advanceConversation(one, one.isProbe ? { ...context, emit: tellNothing } : context, now, look);
  else table.schedule(one, one.rank, one.forgottenUntil, false);
  table.advanced(one);
  if (one.isOver || (one.forgottenUntil ?? Infinity) <= now) table.forget(one);
}

/** Of a test nobody is told but who looks for it. */
function tellNothing(): void {}

function makeConversationContext(
  context: TrackerContext,
  table: ConversationTable,
  tally: ActiveTally,
  bindings: Bindings,
  fold: Folding,
  reported: ReportedCalls,
): ConversationContext {
  return {
    ...context,
    trunks: trunksOf(context.settings, context.trunkOf),
    own: createOwnAddresses(context.settings.ownAddresses),
    answering: createAnswering(),
    replace: (callId) => markReplaced(table.find(callId)),
    schedule: (...args) => table.schedule(...args),
    tally,
    bindings,
    fold,
    joins: reported.joins,
  };
}

/** Gives up the conversations with active calls of which nothing was heard since a time. The ids of the calls. */
function giveUpSilent(table: ConversationTable, silentSince: number, isDryRun: boolean): readonly string[] {
  const ids: string[] = [];
  for (const one of table.all()) {
    if (one.lastReceivedAt >= silentSince || one.calls.every(({ active }) => active === undefined)) continue;
    if (!isDryRun) {
      one.isGivenUp = true;
      table.change(one);
    }
    for (const { stage, id } of one.calls) if (stage !== 'closed') ids.push(id);
  }
  return ids;
}

function forgetConversations(table: ConversationTable, person: Person, context: TrackerContext, tally: ActiveTally, now: number): void {
  const { settings, emit, output } = context;
  for (const one of table.all()) {
    const step = { now, isFlush: false, isAsked: true, settings, emit, output };
    if (!forgetConversation(one, person, settings.sweepAnsweredSeconds, tally, step)) continue;
    table.advanced(one);
    table.schedule(one, one.rank, one.forgottenUntil ?? now, false);
  }
}

/** Media flows, so the call is not over: its sweep begins anew. One that has settled is not kept for it. */
function keepAlive({ callId, receivedAt, at }: EventOfType<'media.report'>, table: ConversationTable): void {
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

function trunksOf({ hasTrunks, accessTrunks }: TrackerSettings, trunkOf: TrunkOf): Trunks {
  return { trunkOf, hasTrunks, accessTrunks };
}
