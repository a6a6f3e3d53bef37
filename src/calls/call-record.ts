import { isRegular, present, type CallRecord, type TimelineEntry } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import { type CallState, type Conversation, keyOf } from './conversation.ts';
import { adoptedCallId, type ShownCallId } from './known-people.ts';
import type { People } from './seen.ts';

/** How a record differs from what its messages say: the sweep ends what no message ended. */
export interface Verdict {
  readonly state: CallRecord['state'];
  readonly isProvisional: boolean;
  readonly sweptAt?: number;
}

/** The record of a call as of now. What was committed before stays as it was committed. */
export function makeCallRecord(view: CallView, state: CallState, conversation: Conversation, verdict: Verdict): CallRecord {
  // Hot: one literal; an object put together from many spread parts costs ten times as much.
  const { caller, callerName, callee } = view.people ?? NOBODY;
  const { callId, callIdSealed } = showCallId(view, state, conversation);
  const end = ending(view, state, verdict);
  const { timing, deepest } = view;
  const final = view.final?.entry;
  return present({
    id: state.id,
    callKey: keyOf(conversation),
    callId,
    callIdSealed,
    version: state.version,
    state: verdict.state,
    isProvisional: verdict.isProvisional,
    source: conversation.source,
    agent: view.near.request.agent,
    direction: view.direction,
    trunk: view.trunk,
    transport: view.near.request.transport,
    caller,
    callerName,
    callee,
    callerAddress: view.near.request.src,
    isEmergency: view.isEmergency,
    startedAt: view.startedAt,
    ringingAt: timing.ringingAt,
    answeredAt: end.answeredAt,
    endedAt: end.endedAt,
    outcome: end.outcome,
    ended: end.ended,
    releasedBy: end.releasedBy,
    cause: end.cause,
    sipCode: final?.status,
    hopCode: deepest?.entry.status,
    hopAddress: deepest?.hop.request.dst,
    reasonSip: end.reason?.reasonSip,
    reasonQ850: end.reason?.reasonQ850,
    hasRung: view.hasRung,
    isChallenged: view.isChallenged,
    isCompleted: isCompleted(view, end),
    race: view.race,
    attempts: 1,
    rounds: view.rounds.length,
    ...counts(view, state),
    reinvites: view.reinvites + state.letGo.reinvites,
    srdSeconds: timing.srdSeconds,
    firstSrdSeconds: timing.firstSrdSeconds,
    pddSeconds: timing.pddSeconds,
    ringSeconds: timing.ringSeconds,
    earlyMediaSeconds: timing.earlyMediaSeconds,
    setupSeconds: timing.setupSeconds,
    talkSeconds: end.talkSeconds,
    sddSeconds: timing.sddSeconds,
    sessionExpiresSeconds: view.sessionExpiresSeconds,
    callerAgentClass: view.callerAgentClass,
    calleeAgentClass: view.calleeAgentClass,
    legs: view.legs,
    anomalies: view.anomalies,
  });
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

function counts(view: CallView, { letGo }: CallState): Pick<CallRecord, 'messages' | 'retransmissions' | 'duplicates' | 'vantages'> {
  const { counts: seen, agents } = view.attempt.facts;
  return {
    messages: letGo.messages + seen.first,
    retransmissions: letGo.retransmissions + seen.retransmission,
    duplicates: letGo.duplicates + seen.duplicate,
    vantages: agents.size,
  };
}
