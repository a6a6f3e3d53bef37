import { advanceLife, type Advance, type CallFacts } from './life-cycle.ts';
import type { ReportedCall } from './reported-call.ts';
import {
  identifyReported,
  makeReportedRecord,
  reportedEnd,
  reportedInversions,
  reportedState,
  viewReports,
  type ReportedView,
} from './reported-record.ts';
import { sweepSettings } from './sweep-settings.ts';

/** Brings a reported call up to its reports and to the time. */
export function advanceReported(call: ReportedCall, step: Advance): void {
  const facts = factsOf(call, viewReports(call.reports), step);
  call.isDirty = false;
  call.dueAt = advanceLife(call, facts, step);
}

function factsOf(call: ReportedCall, view: ReportedView, { now, settings }: Advance): CallFacts {
  const state = reportedState(view);
  const { sweepAnsweredSeconds, sweepUnansweredSeconds } = sweepSettings(settings, view.source);
  const sweepSeconds = state === 'answered' ? sweepAnsweredSeconds : sweepUnansweredSeconds;
  const settledAt = call.isGivenUp ? now : call.lastReceivedAt + settings.settleSeconds;
  return {
    ...identifyReported(call.id, view),
    state,
    startedAt: view.startedAt,
    outcome: reportedEnd(view).outcome,
    ringingAt: view.reachedAt.get('ringing'),
    freshAt: call.isDirty ? call.reports.at(-1)?.at : undefined,
    setUpDueAt: state === 'answered' || state === 'ended' ? settledAt : undefined,
    endDueAt: state === 'ended' ? settledAt : undefined,
    sweepDueAt: call.isGivenUp ? now : call.lastReceivedAt + sweepSeconds,
    inverted: reportedInversions(view),
    makeRecord: (verdict) => makeReportedRecord(view, call, verdict),
    takeTimeline: () => [],
  };
}
