import { isRegular, type CallRecord, type TimelineEntry } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import { type CallState, type Conversation, keyOf } from './conversation.ts';
import { adoptedCallId, type ShownCallId } from './known-people.ts';
import { toldFacts } from './reported-record.ts';
import type { People } from './seen.ts';
import type { Timing } from './timing.ts';

/** How a record differs from what its messages say: the sweep ends what no message ended. */
export interface Verdict {
  readonly state: CallRecord['state'];
  readonly isProvisional: boolean;
  readonly sweptAt?: number;
}

/** The record of a call as of now. What was committed before stays as it was committed. */
export function makeCallRecord(view: CallView, state: CallState, conversation: Conversation, verdict: Verdict): CallRecord {
  const { caller, callerName, callee } = view.people ?? NOBODY;
  const { callId, callIdSealed } = showCallId(view, state, conversation);
  const end = ending(view, state, verdict);
  const { counts, agents } = view.attempt.facts;
  const { request } = view.near;
  const { letGo } = state;
  // Hot: what every call has as one literal, then what only some have: an object that is put together by names is a hash table.
  const record: OpenRecord = {
    id: state.id,
    callKey: keyOf(conversation),
    callId,
    version: state.version,
    state: verdict.state,
    isProvisional: verdict.isProvisional,
    source: conversation.source,
    agent: request.agent,
    direction: view.direction,
    trunk: view.trunk,
    transport: request.transport,
    callerAddress: request.src,
    isEmergency: view.isEmergency,
    startedAt: view.startedAt,
    hasRung: view.hasRung,
    isChallenged: view.isChallenged,
    isCompleted: isCompleted(view, end),
    attempts: 1,
    rounds: view.rounds.length,
    messages: letGo.messages + counts.first,
    retransmissions: letGo.retransmissions + counts.retransmission,
    duplicates: letGo.duplicates + counts.duplicate,
    vantages: agents.length,
    reinvites: view.reinvites + letGo.reinvites,
    legs: view.legs,
    anomalies: view.anomalies,
  };
  if (view.isAnswerOnly) record.isAnswerOnly = true;
  if (callIdSealed !== undefined) record.callIdSealed = callIdSealed;
  if (caller !== undefined) record.caller = caller;
  if (callerName !== undefined) record.callerName = callerName;
  if (callee !== undefined) record.callee = callee;
  if (view.callerAgentClass !== undefined) record.callerAgentClass = view.callerAgentClass;
  addTiming(record, view.timing);
  addAnswers(record, view);
  addEnding(record, end);
  if (conversation.aliasKeys.length > 0) record.aliases = conversation.aliasKeys;
  if (conversation.traceparent !== undefined) record.traceparent = conversation.traceparent;
  const { ends } = conversation.people;
  if (ends.length > 0) record.ends = ends;
  if (state.told !== undefined) Object.assign(record, toldFacts(state.told));
  return record;
}

type OpenRecord = { -readonly [K in keyof CallRecord]: CallRecord[K] };

function addTiming(record: OpenRecord, timing: Timing): void {
  if (timing.ringingAt !== undefined) record.ringingAt = timing.ringingAt;
  if (timing.srdSeconds !== undefined) record.srdSeconds = timing.srdSeconds;
  if (timing.firstSrdSeconds !== undefined) record.firstSrdSeconds = timing.firstSrdSeconds;
  if (timing.pddSeconds !== undefined) record.pddSeconds = timing.pddSeconds;
  if (timing.ringSeconds !== undefined) record.ringSeconds = timing.ringSeconds;
  if (timing.earlyMediaSeconds !== undefined) record.earlyMediaSeconds = timing.earlyMediaSeconds;
  if (timing.setupSeconds !== undefined) record.setupSeconds = timing.setupSeconds;
  if (timing.sddSeconds !== undefined) record.sddSeconds = timing.sddSeconds;
}

/** What its answers and its dialog say. */
function addAnswers(record: OpenRecord, { final, deepest, race, sessionExpiresSeconds, calleeAgentClass }: CallView): void {
  if (final?.entry.status !== undefined) record.sipCode = final.entry.status;
  if (deepest !== undefined) {
    if (deepest.entry.status !== undefined) record.hopCode = deepest.entry.status;
    record.hopAddress = deepest.hop.request.dst;
  }
  if (race !== undefined) record.race = race;
  if (sessionExpiresSeconds !== undefined) record.sessionExpiresSeconds = sessionExpiresSeconds;
  if (calleeAgentClass !== undefined) record.calleeAgentClass = calleeAgentClass;
}

function addEnding(record: OpenRecord, end: Ending): void {
  if (end.answeredAt !== undefined) record.answeredAt = end.answeredAt;
  if (end.outcome !== undefined) record.outcome = end.outcome;
  if (end.cause !== undefined) record.cause = end.cause;
  if (end.releasedBy !== undefined) record.releasedBy = end.releasedBy;
  if (end.ended !== undefined) record.ended = end.ended;
  if (end.endedAt !== undefined) record.endedAt = end.endedAt;
  if (end.talkSeconds !== undefined) record.talkSeconds = end.talkSeconds;
  if (end.reason?.reasonSip !== undefined) record.reasonSip = end.reason.reasonSip;
  if (end.reason?.reasonQ850 !== undefined) record.reasonQ850 = end.reason.reasonQ850;
}

const NOBODY: People = {};

function showCallId(view: CallView, { adopted }: CallState, conversation: Conversation): ShownCallId {
  const { callId, people } = conversation;
  return adoptedCallId(adopted, callId) ?? people.show(callId ?? '', keyOf(conversation), view.people ?? NOBODY);
}

interface Ending {
  readonly outcome: CallRecord['outcome'];
  readonly answeredAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly ended?: CallRecord['ended'];
  readonly releasedBy?: CallRecord['releasedBy'];
  readonly cause?: CallRecord['cause'];
  readonly reason: Pick<TimelineEntry, 'reasonSip' | 'reasonQ850'> | undefined;
  /** A swept call adds no talk time: nobody knows when it ended. */
  readonly talkSeconds?: number | undefined;
}

function ending(view: CallView, state: CallState, verdict: Verdict): Ending {
  const { dialog, endedAt, releasedBy, cause } = view;
  const outcome = state.outcome ?? view.outcome;
  const reason = dialog?.bye?.first ?? view.reason;
  const answeredAt = outcome === 'answered' ? dialog?.answer.at : undefined;
  if (verdict.sweptAt !== undefined) return sweptEnding(view, verdict.sweptAt);
  const { talkSeconds } = view.timing;
  if (verdict.state !== 'ended') return { outcome, answeredAt, reason, talkSeconds };
  const ended = view.ended ?? (outcome === 'answered' ? 'unknown' : undefined);
  return { outcome, answeredAt, endedAt, ended, releasedBy, cause, reason, talkSeconds };
}

/** RFC 6076 4.9: the BYE was answered. */
function isCompleted({ dialog }: CallView, { ended }: Ending): boolean {
  return isRegular(ended) && dialog?.bye?.isAnswered === true;
}

/** A swept call keeps its outcome; one that was never answered has none to keep. */
function sweptEnding({ dialog, reason }: CallView, endedAt: number): Ending {
  if (dialog === undefined) return { outcome: 'unknown', endedAt, releasedBy: 'unknown', cause: 'no_response', reason };
  return { outcome: 'answered', answeredAt: dialog.answer.at, endedAt, ended: 'unknown', releasedBy: 'unknown', cause: 'other', reason };
}
