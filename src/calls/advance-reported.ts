import { present, type CallRecord } from '../core/index.ts';
import type { Advance } from './advance-call.ts';
import { emitAnswered, emitEnded, emitOffered, emitRinging } from './call-events.ts';
import { sweepSettings } from './sweep-settings.ts';
import type { ReportedCall } from './reported-calls.ts';
import { makeReportedRecord, reportedInversions, reportedState, viewReports, type ReportedView } from './reported-record.ts';

/** Brings a reported call up to its reports and to the time: commits what has settled, hands over what is new. */
export function advanceReported(call: ReportedCall, step: Advance): void {
  const view = viewReports(call.reports);
  const isChanged = call.isDirty;
  call.isDirty = false;
  if (call.stage === 'closed') {
    if (isChanged) amend(call, view, step);
    return;
  }
  announce(call, view, step);
  if (commit(call, view, step) || isChanged) handOver(call, view, step);
  call.dueAt = nextDueAt(call, view, step);
}

function announce(call: ReportedCall, view: ReportedView, { emit }: Advance): void {
  const record = call.record ?? recordOf(call, view, true);
  if (call.record === undefined && call.adopted === undefined) emitOffered(record, view.startedAt, emit);
  const ringingAt = view.reachedAt.get('ringing');
  if (ringingAt === undefined || call.hasRungOnce) return;
  call.hasRungOnce = true;
  emitRinging(record, ringingAt, emit);
}

/** Commits what is due. True when something was. */
function commit(call: ReportedCall, view: ReportedView, step: Advance): boolean {
  const due = dueNow(call, view, step);
  if (due === undefined) return false;
  const isAnswered = view.reachedAt.has('answered') || view.given.outcome === 'answered';
  if (isAnswered && call.stage === 'open') {
    call.stage = 'answered';
    emitAnswered(recordOf(call, view, false), reportedInversions(view), step.emit);
  }
  if (due === 'answer') return true;
  call.stage = 'closed';
  call.record = recordOf(call, view, false, due === 'sweep' ? step.now : undefined);
  emitEnded(call.record, reportedInversions(view), step.emit);
  return true;
}

/** What may be committed by now. */
function dueNow(call: ReportedCall, view: ReportedView, step: Advance): 'answer' | 'end' | 'sweep' | undefined {
  const { now, isFlush, settings } = step;
  const state = reportedState(view);
  if (!isFlush && state !== 'ended' && (call.isGivenUp || sweepAt(call, view, step) <= now)) return 'sweep';
  if (!isFlush && call.lastReceivedAt + settings.settleSeconds > now) return undefined;
  if (state === 'ended') return 'end';
  return state === 'answered' && call.stage === 'open' ? 'answer' : undefined;
}

function handOver(call: ReportedCall, view: ReportedView, { output }: Advance): void {
  const isFirst = call.record === undefined && call.adopted === undefined;
  call.version += 1;
  if (call.stage === 'closed') {
    const record = { ...(call.record ?? recordOf(call, view, false)), version: call.version };
    call.record = record;
    output({ type: 'call.closed', record, timeline: [] });
    return;
  }
  call.record = recordOf(call, view, call.stage === 'open' || reportedState(view) === 'ended');
  output({ type: isFirst ? 'call.opened' : 'call.changed', record: call.record, timeline: [] });
}

/** A report after closing changes the record; what was committed stays. */
function amend(call: ReportedCall, view: ReportedView, { emit, output }: Advance): void {
  call.version += 1;
  const fresh = recordOf(call, view, false);
  const record = call.record === undefined ? fresh : keepCommitted(fresh, call.record);
  call.record = record;
  const { id, source, trunk, direction, isEmergency } = record;
  const at = call.reports.at(-1)?.at ?? record.startedAt;
  emit({ type: 'call.amended', at, callId: id, source, trunk, direction, isEmergency, reason: 'late_message' });
  output({ type: 'call.amended', record, timeline: [] });
}

function keepCommitted(fresh: CallRecord, committed: CallRecord): CallRecord {
  const { outcome, ended, releasedBy, cause, sipCode, endedAt, talkSeconds, state, isCompleted } = committed;
  return { ...fresh, ...present({ outcome, ended, releasedBy, cause, sipCode, endedAt, talkSeconds }), state, isCompleted };
}

function recordOf(call: ReportedCall, view: ReportedView, isProvisional: boolean, sweptAt?: number): CallRecord {
  const { count, seconds } = call.responses;
  const { id, key, callId, version, adopted } = call;
  const responses = count === 0 ? {} : { agentTurns: count, agentResponseSeconds: Math.round((seconds / count) * 1e6) / 1e6 };
  return makeReportedRecord(view, { id, key, callId, version, isProvisional, sweptAt, adopted, ...responses });
}

/** When a call of which nothing more is heard is given up, by arrival. */
function sweepAt(call: ReportedCall, view: ReportedView, { settings }: Advance): number {
  const { sweepAnsweredSeconds, sweepUnansweredSeconds } = sweepSettings(settings, view.source);
  return call.lastReceivedAt + (reportedState(view) === 'answered' ? sweepAnsweredSeconds : sweepUnansweredSeconds);
}

function nextDueAt(call: ReportedCall, view: ReportedView, step: Advance): number {
  if (call.stage === 'closed') return Number.POSITIVE_INFINITY;
  const state = reportedState(view);
  const isWaiting = state === 'ended' || (state === 'answered' && call.stage === 'open');
  return isWaiting ? call.lastReceivedAt + step.settings.settleSeconds : sweepAt(call, view, step);
}
