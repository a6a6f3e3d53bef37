import {
  present,
  type AmendReason,
  type CallRecord,
  type Emit,
  type LabelText,
  type Outcome,
  type TimelineEntry,
  type TrackerOutput,
} from '../core/index.ts';
import { emitAnswered, emitEnded, emitOffered, emitRinging, type TracedIdentity } from './call-events.ts';
import type { Verdict } from './call-record.ts';
import type { CallState, CommittedEnd } from './conversation.ts';
import { isFinal } from './seen.ts';
import type { TrackerSettings } from './settings.ts';
import type { Timing } from './timing.ts';

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

/** How far a call has come in its life: what was told of it and is not told again. */
export type Progress = Pick<
  CallState,
  'id' | 'version' | 'stage' | 'isOffered' | 'hasRungOnce' | 'outcome' | 'record' | 'committed' | 'adopted'
>;

/** What a call is as of now, read from messages or from reports. All due times are by arrival. */
export interface CallFacts extends TracedIdentity, Pick<CallRecord, 'state' | 'startedAt'> {
  /** How set-up ended. Undefined while it is open. */
  readonly outcome: Outcome | undefined;
  /** When it first rang. Undefined: it has not. */
  readonly ringingAt: number | undefined;
  /** When the first of what came since the last look happened. Undefined: nothing came. */
  readonly freshAt: number | undefined;
  /** When set-up may be committed. Undefined while there is nothing to commit. */
  readonly setUpDueAt: number | undefined;
  /** The same of the end of an answered call. */
  readonly endDueAt: number | undefined;
  /** When a call with nothing to commit is given up. */
  readonly sweepDueAt: number;
  /** Durations that came out negative. */
  readonly inverted: Timing['inverted'];
  /** The trunk that it came from. Absent without one, and when a program tells of it. */
  readonly fromTrunk?: LabelText | undefined;
  readonly makeRecord: (verdict: Verdict) => CallRecord;
  /** What came since the last look as its stored timeline gets it; it is handed over once. */
  readonly takeTimeline: () => readonly TimelineEntry[];
  /** No record of it is stored before it has ended. */
  readonly isHeldBack?: boolean;
  /** Notes that what came is handed over only with the record that is soon committed. Absent: it is handed over at once. */
  readonly putOff?: () => void;
}

/** Brings a call up to its facts and to the time: commits what has settled, hands over what is new. Returns when to look again. */
export function advanceLife(call: Progress, facts: CallFacts, step: Advance): number {
  if (call.stage === 'closed') {
    if (facts.freshAt !== undefined) amend(call, facts, facts.freshAt, step);
    return Number.POSITIVE_INFINITY;
  }
  if (facts.isHeldBack === true && !step.isFlush) return advanceHeldBack(call, facts, step);
  announce(call, facts, step);
  const committed = commit(call, facts, step);
  const dueAt = nextDueAt(call, facts);
  const isSoon = committed === undefined && dueAt <= step.now + step.settings.settleSeconds;
  // What is soon committed is written once.
  if (facts.putOff !== undefined && isSoon && !step.isAsked) facts.putOff();
  else if (isNew(call) || facts.freshAt !== undefined || committed !== undefined) handOver(call, facts, committed, step);
  return dueAt;
}

/** Commits a call whose record is stored only once it has ended. */
function advanceHeldBack(call: Progress, facts: CallFacts, step: Advance): number {
  const committed = commit(call, facts, step);
  if (committed?.state === 'ended') handOver(call, facts, committed, step);
  else facts.putOff?.();
  return nextDueAt(call, facts);
}

/** Ends the record of what has turned out to be no call of its own. It moves no counter. */
export function withdrawCall(call: Progress, step: Advance): void {
  if (call.stage === 'closed') return;
  call.stage = 'closed';
  if (call.record === undefined) return;
  call.version += 1;
  const { outcome = 'unknown', endedAt = step.now, releasedBy = 'unknown', cause = 'other' } = call.record;
  call.record = { ...call.record, version: call.version, state: 'ended', isProvisional: false, outcome, endedAt, releasedBy, cause };
  step.output({ type: 'call.closed', record: call.record, timeline: [] });
}

function isNew({ record, adopted }: Progress): boolean {
  return record === undefined && adopted === undefined;
}

function announce(call: Progress, facts: CallFacts, { emit }: Advance): void {
  if (!call.isOffered) emitOffered(facts, facts.startedAt, emit);
  call.isOffered = true;
  if (facts.ringingAt === undefined || call.hasRungOnce) return;
  call.hasRungOnce = true;
  emitRinging(facts, facts.ringingAt, emit);
}

/** Commits what is due. Returns the committed record, or undefined when nothing was due. */
function commit(call: Progress, facts: CallFacts, step: Advance): CallRecord | undefined {
  const { now, isFlush, emit } = step;
  const isDue = (dueAt: number | undefined): boolean => dueAt !== undefined && (isFlush || dueAt <= now);
  let committed: CallRecord | undefined;
  if (call.stage === 'open' && isDue(facts.setUpDueAt)) {
    call.outcome = facts.outcome;
    if (facts.outcome !== 'answered') return close(call, facts, undefined, step);
    call.stage = 'answered';
    call.version += 1;
    committed = facts.makeRecord(verdictOf(call, facts));
    emitAnswered(committed, facts, emit);
  }
  const dueAt = commitDueAt(call, facts);
  if (isDue(dueAt)) return close(call, facts, undefined, step);
  if (dueAt !== undefined || isFlush || facts.sweepDueAt > now) return committed;
  call.outcome = facts.outcome ?? 'unknown';
  return close(call, facts, now, step);
}

/** When what comes next in the life of a call may be committed. Undefined while there is nothing to commit. */
function commitDueAt({ stage }: Progress, { setUpDueAt, endDueAt }: CallFacts): number | undefined {
  return stage === 'open' ? setUpDueAt : endDueAt;
}

function nextDueAt(call: Progress, facts: CallFacts): number {
  return call.stage === 'closed' ? Number.POSITIVE_INFINITY : (commitDueAt(call, facts) ?? facts.sweepDueAt);
}

/** Commits the end of a call; `sweptAt` when nothing but silence ended it. */
function close(call: Progress, facts: CallFacts, sweptAt: number | undefined, { emit }: Advance): CallRecord {
  call.stage = 'closed';
  call.version += 1;
  const record = facts.makeRecord({ ...verdictOf(call, facts), ...present({ sweptAt }) });
  emitEnded(record, facts, emit);
  return record;
}

function verdictOf({ stage }: Progress, { state }: CallFacts): Verdict {
  if (stage === 'closed') return { state: 'ended', isProvisional: false };
  return { state, isProvisional: stage === 'open' || state !== 'answered' };
}

function handOver(call: Progress, facts: CallFacts, committed: CallRecord | undefined, { output }: Advance): void {
  const type = call.stage === 'closed' ? 'call.closed' : isNew(call) ? 'call.opened' : 'call.changed';
  call.record = committed ?? facts.makeRecord(verdictOf(call, facts));
  output({ type, record: call.record, timeline: facts.takeTimeline() });
}

/** What comes after closing changes record and timeline; what was committed stays. */
function amend(call: Progress, facts: CallFacts, at: number, { emit, output }: Advance): void {
  call.version += 1;
  const current = facts.makeRecord(verdictOf(call, facts));
  const committed = call.record ?? call.committed;
  const record = committed === undefined ? current : keepCommitted(current, committed);
  call.record = record;
  const timeline = facts.takeTimeline();
  const { id, source, trunk, direction, isEmergency } = record;
  const isCompleted = committed?.outcome === 'answered' && !committed.isCompleted && record.isCompleted;
  const event = { type: 'call.amended', at, callId: id, source, trunk, direction, isEmergency, reason: amendReason(timeline) } as const;
  emit(isCompleted ? { ...event, isCompleted } : event);
  output({ type: 'call.amended', record, timeline });
}

/** Whether a program reports the outcome of a call that it had ended without one: no committed value is changed. */
function isLearned(current: CallRecord, { outcome, cause }: CommittedEnd): boolean {
  const wasUntold = current.isReported === true && outcome === 'unknown' && cause !== 'no_response';
  return wasUntold && current.state === 'ended' && current.outcome !== undefined;
}

function keepCommitted(current: CallRecord, committed: CommittedEnd): CallRecord {
  if (isLearned(current, committed)) return current;
  const { outcome, ended, releasedBy, cause, sipCode, isChallenged, isCompleted, endedAt, talkSeconds } = committed;
  // A program told the end before the capture began: what was counted stays, and the times are those that were seen.
  const isBefore = endedAt !== undefined && endedAt < current.startedAt;
  const times = isBefore ? {} : present({ endedAt, talkSeconds });
  // A BYE may be answered late.
  const isCompletedSince = current.isCompleted && current.ended === ended;
  const kept = {
    ...present({ outcome, ended, releasedBy, cause, sipCode }),
    ...times,
    isChallenged,
    isCompleted: isCompleted || isCompletedSince,
  };
  if (outcome === 'answered') return { ...current, ...kept };
  // What was told as unanswered has none of what only an answer brings.
  const { ended: _ended, answeredAt: _at, setupSeconds: _setup, talkSeconds: _talk, sddSeconds: _sdd, ...unanswered } = current;
  return { ...unanswered, ...kept };
}

function amendReason(timeline: readonly TimelineEntry[]): AmendReason {
  if (timeline.some(({ method }) => method === 'BYE')) return 'late_end';
  return timeline.some((entry) => entry.method === 'INVITE' && isFinal(entry)) ? 'late_final' : 'late_message';
}
