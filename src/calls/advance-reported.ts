import { advanceLife, type Advance, type CallFacts } from './life-cycle.ts';
import type { ReportedCall } from './reported-call.ts';
import {
  givenTrace,
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
  const sweepDueAt = call.isGivenUp ? now : call.lastReceivedAt + sweepSeconds;
  return {
    ...identifyReported(call.id, view),
    callKey: call.key,
    traceparent: givenTrace(view.given),
    state,
    startedAt: view.startedAt,
    outcome: reportedEnd(view).outcome,
    ringingAt: view.reachedAt.get('ringing'),
    freshAt: call.isDirty ? call.reports.at(-1)?.at : undefined,
    setUpDueAt: setUpDueAt(view, { state, settledAt, sweepDueAt }),
    endDueAt: state === 'ended' ? settledAt : undefined,
    sweepDueAt,
    inverted: reportedInversions(view),
    makeRecord: (verdict) => makeReportedRecord(view, call, verdict),
    takeTimeline: () => [],
  };
}

/** When set-up may be committed: an answer that its end decides on only with that, or when nothing more is heard. */
function setUpDueAt(
  { isAssumed }: ReportedView,
  { state, settledAt, sweepDueAt }: { readonly state: CallFacts['state']; readonly settledAt: number; readonly sweepDueAt: number },
): number | undefined {
  if (state === 'ended') return settledAt;
  if (state !== 'answered') return undefined;
  return isAssumed ? sweepDueAt : settledAt;
}
