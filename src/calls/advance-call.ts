import { present, type AmendReason, type CallRecord, type Emit, type TrackerOutput } from '../core/index.ts';
import { emitAnswered, emitEnded, emitOffered, emitRinging } from './call-events.ts';
import { makeCallRecord, type Verdict } from './call-record.ts';
import type { CallView } from './call-view.ts';
import type { CallState, Conversation } from './conversation.ts';
import { endDueAt, setUpDueAt, sweepDueAt } from './due.ts';
import { isFinal, type Seen } from './seen.ts';
import type { TrackerSettings } from './settings.ts';

/** What advancing a call needs from the tracker. */
export interface Advance {
  readonly now: number;
  /** End of a capture file: commit whatever has its final answer, sweep nothing. */
  readonly isFlush: boolean;
  readonly settings: TrackerSettings;
  readonly emit: Emit;
  readonly output: (output: TrackerOutput) => void;
}

/** Brings a call up to its messages and to the time: commits what has settled, hands over what is new. Returns when to look again. */
export function advanceCall(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  const fresh = view.sights.map((sight) => sight.seen).filter((seen) => !conversation.handed.has(seen));
  const before = state.stage;
  if (state.stage === 'closed') {
    if (fresh.length > 0) amend(view, state, conversation, fresh, step);
    return Number.POSITIVE_INFINITY;
  }
  announce(view, state, conversation, step);
  const sweptAt = commit(view, state, conversation, step);
  const isNew = state.record === undefined && state.adopted === undefined;
  if (isNew || fresh.length > 0 || state.stage !== before) handOver(view, state, conversation, fresh, sweptAt, step);
  return state.closedAt === undefined ? nextDueAt(view, state, conversation, step) : Number.POSITIVE_INFINITY;
}

function announce(view: CallView, state: CallState, conversation: Conversation, step: Advance): void {
  if (state.record === undefined && state.adopted === undefined)
    emitOffered(makeCallRecord(view, state, conversation, verdictOf(view, state)), step.emit);
  if (view.hasRung && !state.hasRungOnce) {
    state.hasRungOnce = true;
    if (state.adopted === undefined) emitRinging(makeCallRecord(view, state, conversation, verdictOf(view, state)), step.emit);
  }
}

/** Commits what is due. Returns the time of the sweep when that is what ended the call. */
function commit(view: CallView, state: CallState, conversation: Conversation, step: Advance): number | undefined {
  const { now, isFlush, settings } = step;
  const isDue = (dueAt: number | undefined): boolean => dueAt !== undefined && (isFlush || dueAt <= now);
  if (state.stage === 'open' && isDue(setUpDueAt(view, settings))) {
    state.outcome = view.outcome;
    state.version += 1;
    if (view.outcome === 'answered') {
      state.stage = 'answered';
      emitAnswered(makeCallRecord(view, state, conversation, verdictOf(view, state)), view, step.emit);
    } else {
      close(view, state, conversation, { state: 'ended', isProvisional: false }, step);
    }
  }
  if (state.stage === 'answered' && isDue(endDueAt(view, settings))) {
    state.version += 1;
    close(view, state, conversation, { state: 'ended', isProvisional: false }, step);
  }
  const isOpenEnded = state.stage === 'answered' ? view.ended === undefined : state.stage === 'open' && view.outcome === undefined;
  if (!isOpenEnded || isFlush || sweepDueAt(view, conversation.lastReceivedAt, settings) > now) return undefined;
  state.outcome = view.outcome ?? 'unknown';
  state.version += 1;
  close(view, state, conversation, { state: 'ended', isProvisional: false, sweptAt: now }, step);
  return now;
}

function close(view: CallView, state: CallState, conversation: Conversation, verdict: Verdict, step: Advance): void {
  state.stage = 'closed';
  state.closedAt = step.now;
  emitEnded(applyReplaced(makeCallRecord(view, state, conversation, verdict), conversation), view, step.emit);
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
  sweptAt: number | undefined,
  step: Advance,
): void {
  const isFirst = state.record === undefined && state.adopted === undefined;
  const verdict = verdictOf(view, state);
  const record = makeCallRecord(view, state, conversation, sweptAt === undefined ? verdict : { ...verdict, sweptAt });
  state.record = applyReplaced(record, conversation);
  for (const seen of fresh) conversation.handed.add(seen);
  const type = state.stage === 'closed' ? 'call.closed' : isFirst ? 'call.opened' : 'call.changed';
  step.output({ type, record: state.record, timeline: fresh.map((seen) => seen.entry) });
}

/** A message after closing changes record and timeline; what was committed stays. */
function amend(view: CallView, state: CallState, conversation: Conversation, fresh: readonly Seen[], step: Advance): void {
  for (const seen of fresh) conversation.handed.add(seen);
  state.version += 1;
  const committed = state.record;
  const current = makeCallRecord(view, state, conversation, { state: 'ended', isProvisional: false });
  const record = committed === undefined ? current : keepCommitted(current, committed);
  state.record = record;
  const { id, source, trunk, direction, isEmergency } = record;
  const at = fresh[0]?.entry.at ?? record.startedAt;
  step.emit({ type: 'call.amended', at, callId: id, source, trunk, direction, isEmergency, reason: amendReason(fresh) });
  step.output({ type: 'call.amended', record, timeline: fresh.map((seen) => seen.entry) });
}

function keepCommitted(current: CallRecord, committed: CallRecord): CallRecord {
  const { outcome, ended, releasedBy, cause, sipCode, isChallenged, endedAt } = committed;
  return { ...current, ...present({ outcome, ended, releasedBy, cause, sipCode, endedAt }), isChallenged };
}

function amendReason(fresh: readonly Seen[]): AmendReason {
  if (fresh.some(({ entry }) => entry.method === 'BYE')) return 'late_end';
  return fresh.some(({ entry }) => entry.method === 'INVITE' && isFinal(entry)) ? 'late_final' : 'late_message';
}

function nextDueAt(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  const due = state.stage === 'open' ? setUpDueAt(view, step.settings) : endDueAt(view, step.settings);
  return due ?? sweepDueAt(view, conversation.lastReceivedAt, step.settings);
}
