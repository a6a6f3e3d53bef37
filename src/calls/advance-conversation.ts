import type { ActiveState, CallRecord } from '../core/index.ts';
import { advanceCall, withdrawCall, type Advance } from './advance-call.ts';
import { advanceOthers } from './advance-others.ts';
import type { Answering } from './answering.ts';
import { splitAttempts, type Attempt } from './attempt.ts';
import { viewCall, type CallView, type ViewContext } from './call-view.ts';
import type { CallState, Conversation } from './conversation.ts';
import { countMessages } from './count-messages.ts';
import { evictionRank, type EvictionRank } from './eviction-rank.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { orderMessages } from './order.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { letGoRefreshes } from './refreshes.ts';
import { isSuccess } from './round.ts';
import { classifySights } from './sight.ts';
import type { TrackerContext } from './tracker-context.ts';

/** What advancing a conversation needs from the tracker. */
export interface ConversationContext extends TrackerContext {
  readonly own: OwnAddresses;
  readonly answering: Answering;
  /** Tells the dialog of this Call-ID that another one has taken its place. */
  readonly replace: (callId: string) => void;
  /** Tells the table how well it can do without a conversation. */
  readonly rank: (conversation: Conversation, rank: EvictionRank) => void;
}

/** How long a conversation is kept after its last message once all of it has settled: the time in which SIP repeats messages. */
const LATE_SECONDS = REUSE_SECONDS;
/** Ids of calls are stable per Call-ID, caller tag, generation and this span of time, so that a Call-ID used again makes another call. */
const ID_SPAN_SECONDS = REUSE_SECONDS;

/** Brings everything in a conversation up to its messages and to the time. */
export function advanceConversation(conversation: Conversation, context: ConversationContext, now: number, isFlush: boolean): void {
  const { own, settings, emit, output } = context;
  const step: Advance = { now, isFlush, settings, emit, output };
  conversation.isDirty = false;
  const sights = classifySights(orderMessages(conversation.seen));
  const { attempts, others } = splitAttempts(sights, settings.challengeSeconds);
  countMessages(sights, conversation, own, emit);
  let dueAt = Number.POSITIVE_INFINITY;
  const activeStates: ActiveState[] = [];
  const advanced = new Set<CallState>();
  let hasAnswer = false;
  for (const attempt of attempts) {
    const view = viewCall(attempt, viewContext(conversation, context, now));
    if (view === undefined) continue;
    const state = stateOf(attempt, conversation, context);
    advanced.add(state);
    dueAt = Math.min(dueAt, advanceCall(view, state, conversation, step));
    if (state.stage !== 'closed') activeStates.push(...activeState(view));
    announceReplacement(view, context);
    hasAnswer ||= state.stage !== 'closed' && view.dialog !== undefined;
    if (conversation.seen.length >= settings.maxTimeline) letGoRefreshes(view, state, conversation, now);
  }
  for (const state of conversation.calls.values()) if (!advanced.has(state)) withdrawCall(state, step);
  const rest = advanceOthers(others, conversation, context, step);
  dueAt = Math.min(dueAt, rest.dueAt);
  conversation.activeStates = activeStates;
  const isIdle = dueAt === Number.POSITIVE_INFINITY;
  const overAt = conversation.lastReceivedAt + LATE_SECONDS;
  conversation.isSettled = isIdle;
  conversation.isOver = isIdle && overAt <= now;
  context.rank(conversation, evictionRank(conversation, hasAnswer));
  conversation.dueAt = Math.min(dueAt, rest.letGoAt, isIdle ? overAt : Number.POSITIVE_INFINITY);
}

function viewContext(conversation: Conversation, { own, answering, trunkOf, settings }: ConversationContext, now: number): ViewContext {
  const { renewedAt, isTruncated, adopted } = conversation;
  return { own, answering, trunkOf, hasTrunks: settings.hasTrunks, now, isTruncated, renewedAt, isAdopted: adopted.length > 0 };
}

function stateOf(attempt: Attempt, conversation: Conversation, context: ConversationContext): CallState {
  const key = `${attempt.callerTag}|${attempt.generation}`;
  const known = conversation.calls.get(key);
  if (known !== undefined) return known;
  const stored = conversation.adopted[attempt.generation];
  const span = Math.floor(attempt.startedAt / ID_SPAN_SECONDS);
  const made: CallState = {
    id: stored?.id ?? context.hashId(`call|${conversation.key}|${key}|${span}`),
    version: stored?.version ?? 1,
    stage: stored === undefined ? 'open' : adoptedStage(stored),
    hasRungOnce: stored?.hasRung ?? false,
    outcome: stored?.isProvisional === false ? stored.outcome : undefined,
    record: undefined,
    adopted: stored,
    closedAt: undefined,
    isSilent: false,
    handed: stored === undefined ? 0 : conversation.seen.filter((seen) => seen.isHanded).length,
    letGo: { messages: 0, retransmissions: 0, duplicates: 0, reinvites: 0 },
  };
  conversation.calls.set(key, made);
  return made;
}

function adoptedStage(stored: { readonly state: CallRecord['state']; readonly isProvisional: boolean }): CallState['stage'] {
  return stored.isProvisional || stored.state !== 'answered' ? 'open' : 'answered';
}

/** The state in which a call stands in the table: one that has ended but not settled is no longer active. */
function activeState(view: CallView): readonly ActiveState[] {
  if (view.endedAt !== undefined) return [];
  if (view.dialog !== undefined) return ['answered'];
  return [view.hasRung ? 'ringing' : 'setup'];
}

function announceReplacement(view: CallView, context: ConversationContext): void {
  if (view.final === undefined || !isSuccess(view.final.entry)) return;
  for (const round of view.rounds) {
    for (const hop of round.hops) {
      const { replacesCallId } = hop.requestSight.seen;
      if (replacesCallId !== undefined) context.replace(replacesCallId);
    }
  }
}
