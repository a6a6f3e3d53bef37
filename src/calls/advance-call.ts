import type { CallRecord } from '../core/index.ts';
import type { Answering } from './answering.ts';
import { emitAckMissed, emitOneDirection } from './call-events.ts';
import { emitGaps } from './capture-gaps.ts';
import { makeCallRecord } from './call-record.ts';
import type { CallView } from './call-view.ts';
import { type CallState, type Conversation, keyOf, type Stage } from './conversation.ts';
import { endDueAt, setUpDueAt, silentDueAt, sweepDueAt } from './due.ts';
import { handOverEntries } from './handed.ts';
import { advanceLife, type Advance, type CallFacts } from './life-cycle.ts';
import { sweepSettings, type SweepSettings } from './sweep-settings.ts';
import { tellSetUp } from './tell-set-up.ts';
import { tellByes, tellDialogCreated, tellDialogEnded, tellLostBye } from './tell-dialog.ts';
import { tellWithin } from './tell-within.ts';

/** Brings a call that was seen in SIP up to its messages and to the time. Returns when to look again. */
export function advanceCall(view: CallView, state: CallState, conversation: Conversation, answering: Answering, step: Advance): number {
  const dueAt = advanceRecord(view, state, conversation, step);
  const saidAt = tellWithin(view, state, conversation, answering, step);
  if (state.stage !== 'closed') return Math.min(dueAt, saidAt);
  tellByes(view, state, conversation, step.emit);
  return Math.min(dueAt, saidAt, tellLostBye(view, state, conversation, answering, step));
}

function advanceRecord(view: CallView, state: CallState, conversation: Conversation, step: Advance): number {
  const { stage } = state;
  const wasClosed = stage === 'closed';
  const sweep = sweepSettings(step.settings, conversation.source);
  const dueAt = advanceLife(state, factsOf(view, state, conversation, sweep, step), step);
  if (state.record !== undefined && stage !== state.stage) tellCommitted(view, state, state.record, stage, step);
  if (state.stage !== 'closed') return Math.min(dueAt, markSilent(view, state, conversation, sweep, step), silenceDueAt(view));
  if (!wasClosed && state.record !== undefined) tellUnseen(view, state.record, step);
  return dueAt;
}

function factsOf(view: CallView, state: CallState, conversation: Conversation, sweep: SweepSettings, step: Advance): CallFacts {
  // Hot: made at each look at a call, so what only a look with news needs is a function.
  const { direction, trunk, isEmergency, startedAt, outcome, attempt, timing } = view;
  const { fresh } = attempt;
  return {
    id: state.id,
    callKey: keyOf(conversation),
    traceparent: conversation.traceparent,
    source: conversation.source,
    direction,
    trunk,
    isEmergency,
    state: viewedState(view),
    startedAt,
    outcome,
    ringingAt: view.isAlerted ? (timing.ringingAt ?? startedAt) : undefined,
    freshAt: fresh[0]?.entry.at,
    setUpDueAt: setUpDueAt(view, step.settings),
    endDueAt: endDueAt(view, step.settings),
    sweepDueAt: conversation.isGivenUp ? step.now : sweepDueAt(view, conversation.renewedAt, sweep),
    inverted: timing.inverted,
    // A flood of forged answers must not fill the store.
    isHeldBack: view.isAnswerOnly,
    fromTrunk: view.fromTrunk,
    makeRecord: (verdict) => applyReplaced(makeCallRecord(view, state, conversation, verdict), conversation),
    takeTimeline() {
      state.handedAt = step.now;
      state.putOff = 0;
      return handOverEntries(fresh, view, state, step);
    },
    putOff() {
      state.putOff = fresh.length;
    },
  };
}

/** How far a call has come, whether or not that is committed. */
export function viewedState(view: CallView): CallRecord['state'] {
  if (view.endedAt !== undefined) return 'ended';
  if (view.dialog !== undefined) return 'answered';
  return view.isAlerted ? 'ringing' : 'setup';
}

/** A BYE after another dialog has taken this one's place is how a replacement ends (RFC 3891). */
function applyReplaced(record: CallRecord, conversation: Conversation): CallRecord {
  return conversation.isReplaced && record.ended === 'bye' ? { ...record, ended: 'replaced' } : record;
}

/** Tells what comes with an answer or an end that was just committed, after the stage `before`. */
function tellCommitted(view: CallView, state: CallState, record: CallRecord, before: Stage, { emit }: Advance): void {
  const isAnswered = state.outcome === 'answered';
  if (before === 'open') tellSetUp(record, view, emit);
  if (isAnswered && before === 'open') tellDialogCreated(record, emit);
  if (isAnswered && state.stage === 'closed') tellDialogEnded(record, view, emit);
}

/** Emits what of a call that is over the capture has not shown. */
function tellUnseen(view: CallView, record: CallRecord, { emit }: Advance): void {
  const { silence, anomalies } = view;
  emitGaps(view, record.source, emit);
  if (silence?.isOneDirection === true) emitOneDirection(record, emit);
  if (anomalies.includes('ack_not_captured')) emitAckMissed(record, emit);
}

/** Tells once that nothing was heard of a call that has rung for as long as would end one that has not. Returns when to look again. */
function markSilent(view: CallView, state: CallState, { source, renewedAt }: Conversation, sweep: SweepSettings, step: Advance): number {
  if (state.isSilent) return Number.POSITIVE_INFINITY;
  const dueAt = silentDueAt(view, renewedAt, sweep);
  if (dueAt === undefined || dueAt > step.now || step.isFlush) return dueAt ?? Number.POSITIVE_INFINITY;
  state.isSilent = true;
  const { direction, trunk, isEmergency } = view;
  step.emit({ type: 'call.finding', at: dueAt, callId: state.id, source, direction, trunk, isEmergency, finding: 'silent_setup' });
  return Number.POSITIVE_INFINITY;
}

/** When the silence after its INVITE will mean that it has failed. */
function silenceDueAt({ outcome, silence }: CallView): number {
  return outcome === undefined && silence?.isOneDirection === false ? silence.dueAt : Number.POSITIVE_INFINITY;
}
