import {
  isRegular,
  labelText,
  NO_TRUNK,
  present,
  secondsBetween,
  type CallRecord,
  type EventOfType,
  type LabelText,
  type StoredCall,
} from '../core/index.ts';
import { refineCause, setUpResult } from './cause.ts';
import { shownCallId } from './shown-call-id.ts';
import type { Timing } from './timing.ts';

export type CallReport = EventOfType<'call.report'>;
type State = NonNullable<CallReport['state']>;

/** What all reports of one call say together. Derived anew whenever one is added, so no order of arrival can change it. */
export interface ReportedView {
  readonly source: LabelText;
  /** The fields that reports gave, each as in the latest that gave it. */
  readonly given: Partial<CallReport>;
  /** When each state was first reached; when it ended, the last report counts as well. */
  readonly reachedAt: ReadonlyMap<State, number>;
  readonly startedAt: number;
}

/** How far a reported call has come, and what is known of it from elsewhere. */
export interface ReportedProgress {
  readonly id: string;
  readonly key: string;
  /** Absent for one read back after a restart until its next report brings it. */
  readonly callId: string | undefined;
  readonly version: number;
  readonly isProvisional: boolean;
  /** Unix seconds. Present when nothing but silence ended it. */
  readonly sweptAt?: number | undefined;
  /** Mean of what the caller waited for the agent's first audio. */
  readonly agentResponseSeconds?: number | undefined;
  readonly agentTurns?: number | undefined;
  readonly adopted: StoredCall | undefined;
}

/** Folds the reports of one call, of which there is at least one. */
export function viewReports(reports: readonly CallReport[]): ReportedView {
  const ordered = reports.toSorted((a, b) => a.at - b.at || (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
  const reachedAt = new Map<State, number>();
  let given: Partial<CallReport> = {};
  for (const report of ordered) {
    given = { ...given, ...report };
    if (report.state !== undefined && !reachedAt.has(report.state)) reachedAt.set(report.state, report.at);
  }
  const [first] = ordered;
  return { source: first?.source ?? labelText(''), given, reachedAt, startedAt: reachedAt.get('offered') ?? first?.at ?? 0 };
}

/** The state of a call by its reports alone. */
export function reportedState({ reachedAt }: ReportedView): CallRecord['state'] {
  if (reachedAt.has('ended')) return 'ended';
  if (reachedAt.has('answered')) return 'answered';
  return reachedAt.has('ringing') ? 'ringing' : 'setup';
}

/** Durations that came out negative: the reports contradict each other, and the duration is absent. */
export function reportedInversions({ startedAt, reachedAt }: ReportedView): Timing['inverted'] {
  const answeredAt = reachedAt.get('answered');
  const endedAt = reachedAt.get('ended');
  return [
    ...(answeredAt !== undefined && answeredAt < startedAt ? (['setup'] as const) : []),
    ...(answeredAt !== undefined && endedAt !== undefined && endedAt < answeredAt ? (['talk'] as const) : []),
  ];
}

/** The record of a reported call as of now. */
export function makeReportedRecord(view: ReportedView, progress: ReportedProgress): CallRecord {
  const { given, startedAt, reachedAt } = view;
  const { adopted, sweptAt } = progress;
  const state = sweptAt === undefined ? reportedState(view) : 'ended';
  const ringingAt = reachedAt.get('ringing');
  const answeredAt = reachedAt.get('answered');
  const end = endOf(view, sweptAt);
  return present({
    id: progress.id,
    callKey: progress.key,
    callId: adopted?.callId ?? shownCallId(progress.callId ?? '', progress.key, [given.caller, given.callerName, given.callee]),
    version: progress.version,
    state,
    isProvisional: progress.isProvisional,
    isReported: true,
    source: view.source,
    agent: view.source,
    direction: given.direction ?? 'unknown',
    trunk: given.trunk ?? labelText(NO_TRUNK),
    transport: given.transport,
    carrier: given.carrier,
    caller: given.caller,
    callerName: given.callerName,
    callee: given.callee,
    isEmergency: given.isEmergency ?? false,
    startedAt,
    ringingAt,
    answeredAt,
    ...end,
    sipCode: given.sipCode,
    hopCode: given.sipCode,
    reasonQ850: given.reasonQ850,
    hasRung: ringingAt !== undefined,
    isChallenged: false,
    isCompleted: isRegular(end.ended),
    attempts: 1,
    rounds: 1,
    messages: 0,
    retransmissions: 0,
    duplicates: 0,
    vantages: 1,
    reinvites: 0,
    pddSeconds: secondsBetween(startedAt, ringingAt),
    ringSeconds: secondsBetween(ringingAt, answeredAt ?? reachedAt.get('ended')),
    setupSeconds: secondsBetween(startedAt, answeredAt),
    codec: given.codec,
    mos: given.mos,
    jitterSeconds: given.jitterSeconds,
    lossRatio: given.lossRatio,
    rttSeconds: given.rttSeconds,
    agentTurns: given.agentTurns ?? progress.agentTurns,
    agentResponseSeconds: progress.agentResponseSeconds,
    hasTranscript: given.hasTranscript,
    hasRecording: given.hasRecording,
    legs: [],
    anomalies: [],
  });
}

type End = Pick<CallRecord, 'outcome' | 'endedAt' | 'ended' | 'releasedBy' | 'cause' | 'talkSeconds'>;

/** How set-up and call ended, as far as either is over. */
function endOf(view: ReportedView, sweptAt: number | undefined): End {
  const { given, reachedAt } = view;
  const isAnswered = reachedAt.has('answered') || given.outcome === 'answered';
  if (sweptAt !== undefined) return sweptEnd(isAnswered, sweptAt);
  const endedAt = reachedAt.get('ended');
  if (endedAt === undefined) return isAnswered ? { outcome: 'answered' } : {};
  const end = isAnswered ? answeredEnd(view, endedAt) : refusal(view);
  return { ...end, endedAt, releasedBy: given.releasedBy ?? 'unknown' };
}

/** A swept call adds no talk time: nobody knows when it ended. */
function sweptEnd(isAnswered: boolean, endedAt: number): End {
  const swept = { endedAt, releasedBy: 'unknown' } as const;
  return isAnswered
    ? { ...swept, outcome: 'answered', ended: 'unknown', cause: 'other' }
    : { ...swept, outcome: 'unknown', cause: 'no_response' };
}

function answeredEnd({ given, reachedAt }: ReportedView, endedAt: number): End {
  const cause = given.cause ?? refineCause('normal', given.reasonQ850);
  return {
    outcome: 'answered',
    ended: given.ended ?? 'bye',
    cause,
    ...present({ talkSeconds: secondsBetween(reachedAt.get('answered'), endedAt) }),
  };
}

function refusal({ given, reachedAt }: ReportedView): End {
  const byCode = given.sipCode === undefined ? undefined : setUpResult(given.sipCode, reachedAt.has('ringing'));
  const outcome = given.outcome ?? byCode?.outcome ?? 'unknown';
  return { outcome, cause: given.cause ?? refineCause(byCode?.cause ?? CAUSE_OF[outcome], given.reasonQ850) };
}

/** The cause of an outcome that came without one. */
const CAUSE_OF = {
  answered: 'normal',
  busy: 'busy',
  no_answer: 'no_answer',
  cancelled: 'cancelled',
  redirected: 'other',
  rejected: 'declined',
  failed: 'server_error',
  unknown: 'other',
} as const;

/** The reports that a stored call amounts to: what a restart needs. Who spoke with whom is known to the store alone. */
export function reportsOf(call: StoredCall): readonly CallReport[] {
  const { startedAt, ringingAt, answeredAt, endedAt, outcome, ended, releasedBy, cause, sipCode, reasonQ850 } = call;
  const { trunk, direction, transport, carrier, isEmergency, codec, mos, jitterSeconds, lossRatio, rttSeconds, agentTurns } = call;
  const { hasTranscript, hasRecording } = call;
  const which = { type: 'call.report', callId: call.id, source: call.source } as const;
  const known = present({
    trunk,
    direction,
    transport,
    carrier,
    isEmergency,
    codec,
    mos,
    jitterSeconds,
    lossRatio,
    rttSeconds,
    agentTurns,
  });
  const end = present({ outcome, ended, releasedBy, cause, sipCode, reasonQ850, hasTranscript, hasRecording });
  return [
    { ...which, ...known, ...end, at: startedAt, state: 'offered' },
    ...(ringingAt === undefined ? [] : [{ ...which, at: ringingAt, state: 'ringing' } as const]),
    ...(answeredAt === undefined ? [] : [{ ...which, at: answeredAt, state: 'answered' } as const]),
    ...(endedAt === undefined ? [] : [{ ...which, at: endedAt, state: 'ended' } as const]),
  ];
}
