import type { ActiveState } from '../core/index.ts';
import type { ActiveTally } from './active-tally.ts';
import { emitGaps } from './capture-gaps.ts';
import { advanceCall, viewedState } from './advance-call.ts';
import { CallsByKey } from './calls-by-key.ts';
import { advanceOthers } from './advance-others.ts';
import type { Answering } from './answering.ts';
import type { Attempt } from './attempt.ts';
import type { Bindings } from './bindings.ts';
import { viewCall, type CallView, type ViewContext } from './call-view.ts';
import { trimRecords, type CallState, type Conversation } from './conversation.ts';
import { countMessages } from './count-messages.ts';
import type { Folding } from './fold.ts';
import { firstSightSeconds, isDecisive, noteLook, provisionalSeconds } from './fresh.ts';
import { evictionRank, type EvictionRank } from './eviction-rank.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { withdrawCall, type Advance } from './life-cycle.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { letGoRefreshes } from './refreshes.ts';
import { openCall } from './open-call.ts';
import type { ReportedCalls } from './reported-calls.ts';
import { isSuccess } from './round.ts';
import type { Seen, Sight } from './seen.ts';
import type { Trunks } from './settings.ts';
import type { TrackerContext } from './tracker-context.ts';

/** What advancing a conversation needs from the tracker. */
export interface ConversationContext extends TrackerContext {
  readonly own: OwnAddresses;
  readonly answering: Answering;
  /** Tells the dialog of this Call-ID that another one has taken its place. */
  readonly replace: (callId: string) => void;
  /** Tells the table how well it can do without a conversation, when to look at it without a further message, and whether some of it is not handed over. */
  readonly schedule: (conversation: Conversation, rank: EvictionRank, dueAt: number, isPutOff: boolean) => void;
  readonly tally: ActiveTally;
  readonly bindings: Bindings;
  /** Those that are configured now. */
  readonly trunks: Trunks;
  readonly fold: Folding;
  /** What programs tell of the same calls. */
  readonly joins: ReportedCalls['joins'];
}

/** Of more attempts with one Call-ID than callers make, one is read again only when something of its own is new or due: else each message would cost as much as all of them. */
const FEW_ATTEMPTS = 8;
/** How long a conversation is kept after its last message once all of it has settled: the time in which SIP repeats messages. */
const LATE_SECONDS = REUSE_SECONDS;
/** How often it is tried to make room for messages, at most. */
const ROOM_SECONDS = 1;

/** What is looked at: what is due, that and whatever was not handed over yet, or everything for the last time. */
export type Look = 'due' | 'all' | 'end';

/** Brings everything in a conversation up to its messages and to the time. */
export function advanceConversation(conversation: Conversation, context: ConversationContext, now: number, look: Look): void {
  const { settings, emit, output } = context;
  const step: Advance = { now, isFlush: look === 'end', isAsked: look !== 'due', settings, emit, output };
  // Nothing came and nothing is due: only its time is over.
  if (conversation.isSettled && conversation.fresh === 0 && conversation.lastReceivedAt + LATE_SECONDS <= now) {
    conversation.isOver = true;
    return;
  }
  const { split, mayDiffer, hasNew } = takeFresh(conversation, context);
  const dueAt = Math.min(
    advanceAttempts(split.attempts, mayDiffer, conversation, context, step),
    advanceRest(split.others, hasNew, conversation, context, step),
  );
  if (conversation.seen.length >= settings.maxTimeline && conversation.roomAt <= now) makeRoom(split.attempts, conversation, context, now);
  settle(
    conversation,
    dueAt,
    split.attempts.some(({ fresh }) => fresh.length > 0),
    context,
    now,
  );
}

/** Folds in what has come, and counts it. What comes late may change what earlier messages are, also in another attempt: `mayDiffer`. */
function takeFresh(conversation: Conversation, { own, settings, emit, fold }: ConversationContext) {
  const { fold: known, seen, fresh } = conversation;
  if (known !== undefined && fresh === 0) {
    noteLook(conversation);
    return { split: known.split, mayDiffer: false, hasNew: false };
  }
  const messages = seen.all();
  const before = messages.length - fresh;
  const folded = fold.take(known, messages, known === undefined ? messages : messages.slice(before), settings.challengeSeconds);
  conversation.fold = folded.fold;
  noteLook(conversation);
  countMessages(folded.sights, conversation, own, emit);
  const { split } = folded.fold;
  return { split, mayDiffer: fresh > 0 && before > 0 && split.attempts.length <= FEW_ATTEMPTS, hasNew: true };
}

/** Reads the attempts about which something is new or due. Returns when the next one is. */
function advanceAttempts(
  attempts: readonly Attempt[],
  mayDiffer: boolean,
  conversation: Conversation,
  context: ConversationContext,
  step: Advance,
): number {
  const calls = new CallsByKey(conversation);
  const found: CallState[] = [];
  let nextAt = Number.POSITIVE_INFINITY;
  for (const attempt of attempts) {
    const known = calls.get(attempt.key);
    const wantedAt = wantedSince(attempt, known, mayDiffer, conversation, step);
    if (wantedAt > step.now && !step.isFlush) {
      nextAt = Math.min(nextAt, wantedAt);
      if (known !== undefined) found.push(known);
      continue;
    }
    const state = advanceAttempt(attempt, known, conversation, context, step);
    if (state === undefined) continue;
    if (known === undefined) {
      calls.add(state);
      // What has settled beside a call is let go with it.
      conversation.othersDue = { ...conversation.othersDue, letGoAt: Number.POSITIVE_INFINITY };
    }
    found.push(state);
    nextAt = Math.min(nextAt, state.dueAt);
  }
  if (found.length < conversation.calls.length) withdrawAllBut(new Set(found), conversation, context, step);
  return nextAt;
}

/**
 * When a call has to be read again. What may have ended its set-up or the call itself is read when that can be committed; everything else at most once a second, and
 * the first sight half a second after it came, when more of it is there. What comes late is never put off.
 */
function wantedSince(
  attempt: Attempt,
  state: CallState | undefined,
  mayDiffer: boolean,
  { isGivenUp }: Conversation,
  step: Advance,
): number {
  if (state?.stage === 'closed') return attempt.fresh.length > 0 ? step.now : state.dueAt;
  if (isGivenUp || (step.isAsked && attempt.fresh.length > 0)) return step.now;
  const unread = state === undefined ? attempt.fresh : attempt.fresh.slice(state.putOff);
  return state === undefined ? firstReadAt(unread, step) : readAgainAt(unread, state, mayDiffer, step);
}

function firstReadAt([first]: readonly Seen[], { now, settings }: Advance): number {
  return first === undefined ? now : first.entry.receivedAt + firstSightSeconds(settings);
}

function readAgainAt(unread: readonly Seen[], { dueAt, handedAt }: CallState, mayDiffer: boolean, { settings }: Advance): number {
  if (unread.length === 0 && !mayDiffer) return dueAt;
  const decisive = unread.find(({ entry }) => isDecisive(entry));
  return Math.min(
    dueAt,
    decisive === undefined ? handedAt + provisionalSeconds(settings) : decisive.entry.receivedAt + settings.settleSeconds,
  );
}

function advanceAttempt(
  attempt: Attempt,
  known: CallState | undefined,
  conversation: Conversation,
  context: ConversationContext,
  step: Advance,
): CallState | undefined {
  const view = viewCall(attempt, viewContext(conversation, context, step.now));
  if (view === undefined) return undefined;
  const state = known ?? openCall(attempt, conversation, context);
  state.startedAt = view.startedAt;
  state.endedAt = view.endedAt;
  state.isAnswerOnly = view.isAnswerOnly;
  const wasClosed = state.stage === 'closed';
  state.dueAt = advanceCall(view, state, conversation, context.answering, view.isAnswerOnly ? { ...step, emit: emitNothing } : step);
  const isOpen = state.stage !== 'closed';
  if (view.isAnswerOnly && !isOpen && !wasClosed) emitGaps(view, conversation.source, step.emit);
  const active = isOpen && !view.isAnswerOnly ? activeState(view) : undefined;
  if (active === undefined) context.tally.leave(state);
  else context.tally.move(state, active, conversation.source, 'sip');
  state.isAnswered = isOpen && view.dialog !== undefined && !view.isAnswerOnly;
  announceReplacement(view, context);
  return state;
}

/** Drops the events of a call that is known by its answers alone: those can be forged. */
function emitNothing(): void {}

/** Brings what belongs to no call up to the time, when there is something new or due. Returns when there will be. */
function advanceRest(
  others: readonly Sight[],
  hasNew: boolean,
  conversation: Conversation,
  context: ConversationContext,
  step: Advance,
): number {
  const { dueAt, letGoAt } = conversation.othersDue;
  if (hasNew || step.isFlush || Math.min(dueAt, letGoAt) <= step.now)
    conversation.othersDue = advanceOthers(others, conversation, context, step);
  return conversation.othersDue.dueAt;
}

/** Lets go of refreshes of calls whose messages have no room. It looks at all of them, so not at each tick. */
function makeRoom(attempts: readonly Attempt[], conversation: Conversation, context: ConversationContext, now: number): void {
  conversation.roomAt = now + ROOM_SECONDS;
  const calls = new CallsByKey(conversation);
  for (const attempt of attempts) {
    const state = calls.get(attempt.key);
    const view = state === undefined ? undefined : viewCall(attempt, viewContext(conversation, context, now));
    if (state !== undefined && view !== undefined) letGoRefreshes(view, state, conversation, now);
  }
}

/** Notes what is left to do, and keeps no more than that takes. */
function settle(conversation: Conversation, dueAt: number, isPutOff: boolean, context: ConversationContext, now: number): void {
  const { calls } = conversation;
  const isIdle = dueAt === Number.POSITIVE_INFINITY;
  const overAt = conversation.lastReceivedAt + LATE_SECONDS;
  conversation.isSettled = isIdle;
  conversation.isOver = isIdle && overAt <= now;
  trimRecords(conversation);
  if (isIdle) conversation.people.rest();
  if (conversation.seen.length <= context.fold.packsUpTo) {
    conversation.fold = undefined;
    conversation.seen.pack();
    if (isIdle) conversation.seen.trim();
  }
  const rank = evictionRank(
    conversation,
    calls.some((state) => state.isAnswered),
  );
  context.schedule(
    conversation,
    rank,
    Math.min(dueAt, conversation.othersDue.letGoAt, isIdle ? overAt : Number.POSITIVE_INFINITY),
    isPutOff,
  );
}

/** Ends what has turned out to be no call of its own. */
function withdrawAllBut(found: ReadonlySet<CallState>, conversation: Conversation, context: ConversationContext, step: Advance): void {
  for (const state of conversation.calls) if (!found.has(state)) withdraw(state, context, step);
}

function withdraw(state: CallState, { tally }: ConversationContext, step: Advance): void {
  withdrawCall(state, step);
  tally.leave(state);
  state.isAnswered = false;
}

function viewContext(conversation: Conversation, { own, answering, trunks }: ConversationContext, now: number): ViewContext {
  const { trunkOf, hasTrunks, accessTrunks } = (conversation.trunks ??= trunks);
  const { renewedAt, isTruncated, adopted } = conversation;
  return { own, answering, trunkOf, hasTrunks, accessTrunks, now, isTruncated, renewedAt, isAdopted: adopted.length > 0 };
}

/** The state in which a call stands in the table: one that has ended but not settled is no longer active. */
function activeState(view: CallView): ActiveState | undefined {
  const state = viewedState(view);
  return state === 'ended' ? undefined : state;
}

function announceReplacement(view: CallView, context: ConversationContext): void {
  if (view.final === undefined || !isSuccess(view.final.entry)) return;
  for (const round of view.rounds) {
    for (const hop of round.hops) {
      const replacesCallId = hop.requestSight.seen.notes?.replacesCallId;
      if (replacesCallId !== undefined) context.replace(replacesCallId);
    }
  }
}
