import {
  isRegular,
  labelText,
  LATENCY_STAGE,
  NO_TRUNK,
  present,
  secondsBetween,
  traceparentOf,
  type CallRecord,
  type Cause,
  type EventOfType,
  type LabelText,
  type StoredCall,
  type ToldFact,
  joinTold,
  type Outcome,
} from '../core/index.ts';
import type { CallIdentity } from './call-events.ts';
import type { CapturedCall } from './captured-call.ts';
import type { Verdict } from './call-record.ts';
import { refineCause, setUpResult } from './cause.ts';
import { adoptedCallId } from './known-people.ts';
import type { ReportedCall } from './reported-call.ts';
import { reportedMetadata } from './reported-metadata.ts';
import type { Timing } from './timing.ts';

export type CallReport = EventOfType<'call.report'>;
type State = NonNullable<CallReport['state']>;

/** What all reports of one call say together. Derived anew whenever one is added, so no order of arrival can change it. */
export interface ReportedView {
  readonly source: LabelText;
  /** The fields that reports gave, each as in the latest that gave it, but numbers as in the first. */
  readonly given: Partial<CallReport>;
  /** When each state was first reached; when it ended, the last report counts as well. */
  readonly reachedAt: ReadonlyMap<State, number>;
  readonly startedAt: number;
  /** Its answer holds unless its end says otherwise. */
  readonly isAssumed: boolean;
}

/** Folds the reports of one call. Without any, `stageSource` is who told of its stages. */
export function viewReports(reports: readonly CallReport[], stageSource?: LabelText): ReportedView {
  const ordered = reports.toSorted((a, b) => a.at - b.at || (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
  const reachedAt = new Map<State, number>();
  let given: Partial<CallReport> = {};
  for (const report of ordered) {
    given = { ...given, ...report };
    if (report.state !== undefined && !isAssumption(report) && !reachedAt.has(report.state)) reachedAt.set(report.state, report.at);
  }
  const assumedAt = assumedAnswer(ordered, given, reachedAt);
  if (assumedAt !== undefined) reachedAt.set('answered', assumedAt);
  const [first] = ordered;
  return {
    source: first?.source ?? stageSource ?? labelText(''),
    given: { ...given, ...firstNumbers(ordered) },
    reachedAt,
    startedAt: reachedAt.get('offered') ?? first?.at ?? 0,
    isAssumed: assumedAt !== undefined,
  };
}

/** Takes the first number of each side: a later report may give the number of the other side. */
function firstNumbers(ordered: readonly CallReport[]): Pick<CallReport, 'caller' | 'callee'> {
  const first = (side: 'caller' | 'callee') => ordered.find((report) => report[side] !== undefined)?.[side];
  return present({ caller: first('caller'), callee: first('callee') });
}

function isAssumption({ state, isAnswerAssumed }: CallReport): boolean {
  return state === 'answered' && isAnswerAssumed === true;
}

/** When a call was answered that nothing but an assumption says was, and that its end does not deny. */
function assumedAnswer(
  ordered: readonly CallReport[],
  { outcome }: Partial<CallReport>,
  reachedAt: ReadonlyMap<State, number>,
): number | undefined {
  if (reachedAt.has('answered') || (outcome !== undefined && outcome !== 'answered')) return undefined;
  return ordered.find(isAssumption)?.at;
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

/** Which call the reports are about. */
export function identifyReported(id: string, { source, given }: ReportedView): CallIdentity {
  const { direction = 'unknown', trunk = labelText(NO_TRUNK), carrier, isEmergency = false } = given;
  return { id, source, direction, trunk, ...present({ carrier }), isEmergency };
}

/** The record of a reported call as of now. */
export function makeReportedRecord(view: ReportedView, call: ReportedCall, { state, isProvisional, sweptAt }: Verdict): CallRecord {
  const { given, startedAt, reachedAt } = view;
  const { id, key, callId, people, version, adopted } = call;
  // Durations from the offer on are absent when it was not reported: 0 would be a measurement.
  const offeredAt = reachedAt.get('offered');
  const ringingAt = reachedAt.get('ringing');
  const answeredAt = reachedAt.get('answered');
  const end = reportedEnd(view, sweptAt);
  return present({
    ...identifyReported(id, view),
    callKey: key,
    ...(adoptedCallId(adopted, callId) ?? people.show(callId ?? '', key, given)),
    version,
    state,
    isProvisional,
    isReported: true,
    agent: view.source,
    transport: given.transport,
    caller: given.caller,
    callerName: given.callerName,
    callee: given.callee,
    ends: people.ends.length === 0 ? undefined : people.ends,
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
    pddSeconds: secondsBetween(offeredAt, ringingAt),
    ringSeconds: secondsBetween(ringingAt, answeredAt ?? reachedAt.get('ended')),
    setupSeconds: secondsBetween(offeredAt, answeredAt),
    codec: given.codec,
    mos: given.mos,
    jitterSeconds: given.jitterSeconds,
    lossRatio: given.lossRatio,
    rttSeconds: given.rttSeconds,
    ...agentFacts(call, given),
    hasTranscript: given.hasTranscript,
    hasRecording: given.hasRecording,
    traceparent: givenTrace(given),
    ...reportedMetadata(call),
    told: toldOf(call),
    legs: [],
    anomalies: [],
  });
}

/** What only the program knows of a call, as the record of a captured one gets it. */
export function toldFacts(call: ReportedCall): Partial<CallRecord> {
  const { given } = viewReports(call.reports);
  const { codec, mos, jitterSeconds, lossRatio, rttSeconds, hasTranscript, hasRecording } = given;
  return present({
    codec,
    mos,
    jitterSeconds,
    lossRatio,
    rttSeconds,
    ...agentFacts(call, given),
    hasTranscript,
    hasRecording,
    traceparent: givenTrace(given),
    ...reportedMetadata(call),
  });
}

/** The trace that its program puts it in. Undefined: it does not. */
export function givenTrace({ traceparent }: Partial<CallReport>): string | undefined {
  return traceparent === undefined ? undefined : traceparentOf(traceparent);
}

/** The half of a captured call that its program tells: it is joined to the other where it is stored, and is a call of its own until that is there. */
export function makeToldHalf(view: ReportedView, call: ReportedCall, captured: CapturedCall): CallRecord {
  const verdict = { state: reportedState(view), isProvisional: captured.stage !== 'closed' };
  return { ...makeReportedRecord(view, call, verdict), id: captured.id, startedAt: captured.startedAt };
}

function agentFacts(
  { responses, isContinued, timed }: ReportedCall,
  given: Partial<CallReport>,
): Pick<CallRecord, 'agentTurns' | 'agentResponseSeconds' | 'stages'> {
  const stages = timed.size === 0 ? undefined : LATENCY_STAGE.filter((stage) => timed.has(stage));
  // Of a call that was told of before, nobody knows any more of how many turns.
  if (isContinued) return present({ agentTurns: given.agentTurns, stages });
  return present({
    stages,
    agentTurns: given.agentTurns ?? (responses.count === 0 ? undefined : responses.count),
    agentResponseSeconds: meanSeconds(responses),
  });
}

/** What the reports of a call tell; of one read back after a restart also those before it. */
function toldOf({ reports, adopted }: ReportedCall): readonly ToldFact[] | undefined {
  const told = adopted === undefined ? reports : reports.filter(({ callId }) => callId !== adopted.id);
  return joinTold(adopted?.told, told.flatMap(toldFact));
}

/** What a report tells, as the timeline shows it. */
function toldFact({ at, source, state, outcome, ended, cause, sipCode }: CallReport): ToldFact[] {
  const fact = present({ state, outcome, ended, cause, sipCode });
  return Object.keys(fact).length === 0 ? [] : [{ at, source, ...fact }];
}

/** To the microsecond. Undefined: there was none. */
function meanSeconds({ count, seconds }: ReportedCall['responses']): number | undefined {
  return count === 0 ? undefined : Math.round((seconds / count) * 1e6) / 1e6;
}

type End = Pick<CallRecord, 'outcome' | 'endedAt' | 'ended' | 'releasedBy' | 'cause' | 'talkSeconds'>;

/** How set-up and call ended, as far as either is over. */
export function reportedEnd(view: ReportedView, sweptAt?: number): End {
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
  const byCause = given.cause === undefined ? undefined : OUTCOME_OF[given.cause];
  const outcome = given.outcome ?? byCode?.outcome ?? byCause ?? 'unknown';
  return { outcome, cause: given.cause ?? refineCause(byCode?.cause ?? CAUSE_OF[outcome], given.reasonQ850) };
}

/** The outcome of a set-up that ended by a cause which leaves no choice. */
const OUTCOME_OF: Readonly<Partial<Record<Cause, Outcome>>> = {
  busy: 'busy',
  no_answer: 'no_answer',
  cancelled: 'cancelled',
  declined: 'rejected',
};

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

/** Whether the begin of a stored call was reported. A call stored without its reports began with the first of them. */
function wasOffered({ told, setupSeconds, pddSeconds }: StoredCall): boolean {
  return told === undefined || setupSeconds !== undefined || pddSeconds !== undefined || told.some(({ state }) => state === 'offered');
}

/** The reports that a stored call amounts to: what a restart needs. Who spoke with whom is known to the store alone. */
export function reportsOf(call: StoredCall): readonly CallReport[] {
  const { startedAt, ringingAt, answeredAt, endedAt, outcome, ended, releasedBy, cause, sipCode, reasonQ850 } = call;
  const { trunk, direction, transport, carrier, isEmergency, codec, mos, jitterSeconds, lossRatio, rttSeconds, agentTurns } = call;
  const { hasTranscript, hasRecording, traceparent, state, isProvisional } = call;
  // An answer that was not counted by then is one that its end decides on.
  const assumed = state === 'answered' && isProvisional ? { isAnswerAssumed: true } : {};
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
    traceparent,
  });
  const end = present({ outcome, ended, releasedBy, cause, sipCode, reasonQ850, hasTranscript, hasRecording });
  return [
    { ...which, ...known, ...end, ...(wasOffered(call) ? { state: 'offered' as const } : {}), at: startedAt },
    ...(ringingAt === undefined ? [] : [{ ...which, at: ringingAt, state: 'ringing' } as const]),
    ...(answeredAt === undefined ? [] : [{ ...which, ...assumed, at: answeredAt, state: 'answered' } as const]),
    ...(endedAt === undefined ? [] : [{ ...which, at: endedAt, state: 'ended' } as const]),
  ];
}
