import { present, type AmendReason, type CallRecord, type Emit, type TrackerOutput } from '../core/index.ts';
import { emitAckMissed, emitAnswered, emitEnded, emitOffered, emitOneDirection, emitRinging } from './call-events.ts';
import { makeCallRecord, type Verdict } from './call-record.ts';
import type { CallView } from './call-view.ts';
import type { CallState, CommittedEnd, Conversation } from './conversation.ts';
import { handOverEntries } from './handed.ts';
import { endDueAt, setUpDueAt, silentDueAt, sweepDueAt } from './due.ts';
import { sweepSettings } from './sweep-settings.ts';
import { isFinal, type Seen } from './seen.ts';
import type { TrackerSettings } from './settings.ts';

/** What advancing a call needs from the tracker. */
export interface Advance {
  readonly now: number;
  /** End of a capture file: commit whatever has its final answer, sweep nothing. */
  readonly isFlush: boolean;
  /** Somebody asks for all that is known: nothing is put off. */
  readonly isAsked: boolean;
  readonly settings: TrackerSettings;
  readonly emit: Emit;
  readonly output: (output: TrackerOutput) => void;
}

/** Brings a call up to its messages and to the time: commits what has settled, hands over what is new. Returns when to look again. */
export function advanceCall(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  const { fresh } = view.attempt;
  if (state.stage === 'closed') {
    if (fresh.length > 0) amend(view, state, conversation, fresh, step);
    return Number.POSITIVE_INFINITY;
  }
  announce(view, state, conversation, step);
  const committed = commit(view, state, conversation, step);
  const silentAt = markSilent(view, state, conversation, step);
  const dueAt = state.closedAt === undefined ? Math.min(silentAt, nextDueAt(view, state, conversation, step)) : Number.POSITIVE_INFINITY;
  const isNew = state.record === undefined && state.adopted === undefined;
  // What is soon committed is written once.
  if (committed === undefined && dueAt <= step.now + step.settings.settleSeconds && !step.isAsked) state.putOff = fresh.length;
  else if (isNew || fresh.length > 0 || committed !== undefined) handOver(view, state, conversation, fresh, committed, step);
  return dueAt;
}

/** Tells once that nothing was heard of a call that has rung for as long as would end one that has not. Returns when to look again. */
function markSilent(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  if (state.stage === 'closed' || state.isSilent) return Number.POSITIVE_INFINITY;
  const dueAt = silentDueAt(view, conversation.renewedAt, sweepSettings(step.settings, conversation.source));
  if (dueAt === undefined || dueAt > step.now || step.isFlush) return dueAt ?? Number.POSITIVE_INFINITY;
  state.isSilent = true;
  const { direction, trunk, isEmergency } = view;
  const { source } = conversation;
  step.emit({ type: 'call.finding', at: dueAt, callId: state.id, source, direction, trunk, isEmergency, finding: 'silent_setup' });
  return Number.POSITIVE_INFINITY;
}

function announce(view: CallView, state: CallState, conversation: Conversation, step: Advance): void {
  const { direction, trunk, isEmergency } = view;
  const call = { id: state.id, source: conversation.source, direction, trunk, isEmergency };
  if (!state.isOffered) emitOffered(call, view.startedAt, step.emit);
  state.isOffered = true;
  if (!view.hasRung || state.hasRungOnce) return;
  state.hasRungOnce = true;
  if (state.adopted === undefined) emitRinging(call, view.timing.ringingAt ?? view.startedAt, step.emit);
}

/** Commits what is due. Returns the committed record, or undefined when nothing was due. */
function commit(view: CallView, state: CallState, conversation: Conversation, step: Advance): CallRecord | undefined {
  const { now, isFlush, settings } = step;
  const isDue = (dueAt: number | undefined): boolean => dueAt !== undefined && (isFlush || dueAt <= now);
  let committed: CallRecord | undefined;
  if (state.stage === 'open' && isDue(setUpDueAt(view, settings))) {
    state.outcome = view.outcome;
    state.version += 1;
    if (view.outcome !== 'answered') return close(view, state, conversation, undefined, step);
    state.stage = 'answered';
    committed = makeCallRecord(view, state, conversation, verdictOf(view, state));
    emitAnswered(committed, view.timing.inverted, step.emit);
  }
  if (state.stage === 'answered' && isDue(endDueAt(view, settings))) {
    state.version += 1;
    return close(view, state, conversation, undefined, step);
  }
  const isOpenEnded = state.stage === 'answered' ? view.ended === undefined : view.outcome === undefined;
  const isForgotten =
    conversation.isGivenUp || sweepDueAt(view, conversation.renewedAt, sweepSettings(settings, conversation.source)) <= now;
  if (!isOpenEnded || isFlush || !isForgotten) return committed;
  state.outcome = view.outcome ?? 'unknown';
  state.version += 1;
  return close(view, state, conversation, now, step);
}

/** Commits the end of a call; `sweptAt` when nothing but silence ended it. */
function close(view: CallView, state: CallState, conversation: Conversation, sweptAt: number | undefined, step: Advance): CallRecord {
  state.stage = 'closed';
  state.closedAt = step.now;
  const verdict = { state: 'ended', isProvisional: false } as const;
  const record = applyReplaced(
    makeCallRecord(view, state, conversation, sweptAt === undefined ? verdict : { ...verdict, sweptAt }),
    conversation,
  );
  emitEnded(record, view.timing.inverted, step.emit);
  if (view.silence?.isOneDirection === true) emitOneDirection(record, step.emit);
  if (view.anomalies.includes('ack_not_captured')) emitAckMissed(record, step.emit);
  return record;
}

/** Ends the record of what later messages have shown to be no call of its own. It moves no counter. */
export function withdrawCall(state: CallState, step: Advance): void {
  if (state.stage === 'closed') return;
  state.stage = 'closed';
  state.closedAt = step.now;
  if (state.record === undefined) return;
  state.version += 1;
  const { outcome = 'unknown', endedAt = step.now, releasedBy = 'unknown', cause = 'other' } = state.record;
  state.record = { ...state.record, version: state.version, state: 'ended', isProvisional: false, outcome, endedAt, releasedBy, cause };
  step.output({ type: 'call.closed', record: state.record, timeline: [] });
}

/** A BYE after another dialog has taken this one's place is how a replacement ends (RFC 3891). */
function applyReplaced(record: CallRecord, conversation: Conversation): CallRecord {
  return conversation.isReplaced && record.ended === 'bye' ? { ...record, ended: 'replaced' } : record;
}

function verdictOf(view: CallView, state: CallState): Verdict {
  if (state.stage === 'closed') return { state: 'ended', isProvisional: false };
  if (view.endedAt !== undefined) return { state: 'ended', isProvisional: true };
  if (view.dialog !== undefined) return { state: 'answered', isProvisional: state.stage === 'open' };
  return { state: view.hasRung ? 'ringing' : 'setup', isProvisional: true };
}

function handOver(
  view: CallView,
  state: CallState,
  conversation: Conversation,
  fresh: readonly Seen[],
  committed: CallRecord | undefined,
  step: Advance,
): void {
  const isFirst = state.record === undefined && state.adopted === undefined;
  state.handedAt = step.now;
  state.putOff = 0;
  state.record = committed ?? applyReplaced(makeCallRecord(view, state, conversation, verdictOf(view, state)), conversation);
  const type = state.stage === 'closed' ? 'call.closed' : isFirst ? 'call.opened' : 'call.changed';
  step.output({ type, record: state.record, timeline: handOverEntries(fresh, view, state, step) });
}

/** A message after closing changes record and timeline; what was committed stays. */
function amend(view: CallView, state: CallState, conversation: Conversation, fresh: readonly Seen[], step: Advance): void {
  state.version += 1;
  const committed = state.record ?? state.committed;
  const current = makeCallRecord(view, state, conversation, { state: 'ended', isProvisional: false });
  const record = committed === undefined ? current : keepCommitted(current, committed);
  state.record = record;
  const { id, source, trunk, direction, isEmergency } = record;
  const at = fresh[0]?.entry.at ?? record.startedAt;
  step.emit({ type: 'call.amended', at, callId: id, source, trunk, direction, isEmergency, reason: amendReason(fresh) });
  step.output({ type: 'call.amended', record, timeline: handOverEntries(fresh, view, state, step) });
}

function keepCommitted(current: CallRecord, committed: CommittedEnd): CallRecord {
  const { outcome, ended, releasedBy, cause, sipCode, isChallenged, isCompleted, endedAt } = committed;
  const kept = { ...present({ outcome, ended, releasedBy, cause, sipCode, endedAt }), isChallenged, isCompleted };
  if (outcome === 'answered') return { ...current, ...kept };
  // What was told as unanswered has none of what only an answer brings.
  const { ended: _ended, answeredAt: _at, setupSeconds: _setup, talkSeconds: _talk, sddSeconds: _sdd, ...unanswered } = current;
  return { ...unanswered, ...kept };
}

function amendReason(fresh: readonly Seen[]): AmendReason {
  if (fresh.some(({ entry }) => entry.method === 'BYE')) return 'late_end';
  return fresh.some(({ entry }) => entry.method === 'INVITE' && isFinal(entry)) ? 'late_final' : 'late_message';
}

function nextDueAt(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  const due = state.stage === 'open' ? setUpDueAt(view, step.settings) : endDueAt(view, step.settings);
  if (due !== undefined) return due;
  const sweepAt = sweepDueAt(view, conversation.renewedAt, sweepSettings(step.settings, conversation.source));
  const silentAt = view.silence?.isOneDirection === false ? view.silence.dueAt : sweepAt;
  return view.outcome === undefined ? Math.min(sweepAt, silentAt) : sweepAt;
}
