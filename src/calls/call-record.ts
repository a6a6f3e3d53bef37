import { scrub, type CallRecord } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import type { CallState, Conversation } from './conversation.ts';

/** How a record differs from what its messages say: the sweep ends what no message ended. */
export interface Verdict {
  readonly state: CallRecord['state'];
  readonly isProvisional: boolean;
  readonly sweptAt?: number;
}

/** The record of a call as of now. What was committed before stays as it was committed. */
export function makeCallRecord(view: CallView, state: CallState, conversation: Conversation, verdict: Verdict): CallRecord {
  const { near } = view;
  const { people } = view;
  const own = people === undefined ? undefined : scrub(conversation.callId ?? '', [people.caller, people.callee, people.requestUser]);
  return {
    id: state.id,
    callKey: conversation.key,
    callId: state.adopted?.callId ?? own ?? '',
    version: state.version,
    state: verdict.state,
    isProvisional: verdict.isProvisional,
    source: conversation.source,
    agent: near.request.agent,
    direction: view.direction,
    trunk: view.trunk,
    transport: near.request.transport,
    ...(people?.caller === undefined ? {} : { caller: people.caller }),
    ...(people?.callerName === undefined ? {} : { callerName: people.callerName }),
    ...(people?.callee === undefined ? {} : { callee: people.callee }),
    callerAddress: near.request.src,
    isEmergency: view.isEmergency,
    startedAt: view.startedAt,
    ...ending(view, state, verdict),
    hasRung: view.hasRung,
    isChallenged: view.isChallenged,
    ...(view.hasRace ? { race: 'cancel' } : {}),
    attempts: 1,
    rounds: view.rounds.length,
    ...counts(view),
    ...durations(view, verdict),
    ...(view.dialog?.sessionTimer === undefined ? {} : { sessionExpiresSeconds: view.dialog.sessionTimer.seconds }),
    ...(view.callerAgentClass === undefined ? {} : { callerAgentClass: view.callerAgentClass }),
    ...(view.calleeAgentClass === undefined ? {} : { calleeAgentClass: view.calleeAgentClass }),
    legs: view.legs,
    anomalies: view.anomalies,
  };
}

type Ending = Pick<
  CallRecord,
  | 'answeredAt'
  | 'ringingAt'
  | 'endedAt'
  | 'outcome'
  | 'ended'
  | 'releasedBy'
  | 'cause'
  | 'sipCode'
  | 'hopCode'
  | 'hopAddress'
  | 'reasonSip'
  | 'reasonQ850'
>;

function ending(view: CallView, state: CallState, verdict: Verdict): Ending {
  const outcome = state.outcome ?? view.outcome;
  const reason = view.dialog?.bye ?? view.final?.entry;
  const deepest =
    view.deepest?.entry.status === undefined ? {} : { hopCode: view.deepest.entry.status, hopAddress: view.deepest.hop.request.dst };
  const known: Ending = {
    ...(view.timing.ringingAt === undefined ? {} : { ringingAt: view.timing.ringingAt }),
    ...(view.dialog === undefined || outcome !== 'answered' ? {} : { answeredAt: view.dialog.answer.at }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(view.final?.entry.status === undefined ? {} : { sipCode: view.final.entry.status }),
    ...deepest,
    ...(reason?.reasonSip === undefined ? {} : { reasonSip: reason.reasonSip }),
    ...(reason?.reasonQ850 === undefined ? {} : { reasonQ850: reason.reasonQ850 }),
  };
  if (verdict.sweptAt !== undefined) return { ...known, ...sweptEnding(view, verdict.sweptAt) };
  if (verdict.state !== 'ended') return known;
  return {
    ...known,
    ...(view.endedAt === undefined ? {} : { endedAt: view.endedAt }),
    ...(view.ended === undefined ? {} : { ended: view.ended }),
    ...(view.releasedBy === undefined ? {} : { releasedBy: view.releasedBy }),
    ...(view.cause === undefined ? {} : { cause: view.cause }),
  };
}

/** A swept call keeps its outcome; one that was never answered has none to keep. */
function sweptEnding(view: CallView, sweptAt: number): Ending {
  const isAnswered = view.dialog !== undefined;
  return {
    endedAt: sweptAt,
    releasedBy: 'unknown',
    cause: isAnswered ? 'other' : 'no_response',
    outcome: isAnswered ? 'answered' : 'unknown',
    ...(isAnswered ? { ended: 'unknown' } : {}),
  };
}

function counts(view: CallView): Pick<CallRecord, 'messages' | 'retransmissions' | 'duplicates' | 'vantages' | 'reinvites'> {
  let messages = 0;
  let retransmissions = 0;
  let duplicates = 0;
  const agents = new Set<string>();
  for (const { kind, entry } of view.sights) {
    agents.add(entry.agent);
    if (kind === 'first') messages += 1;
    else if (kind === 'retransmission') retransmissions += 1;
    else if (kind === 'duplicate') duplicates += 1;
  }
  return { messages, retransmissions, duplicates, vantages: agents.size, reinvites: view.dialog?.reinvites ?? 0 };
}

type Durations = Pick<
  CallRecord,
  'srdSeconds' | 'firstSrdSeconds' | 'pddSeconds' | 'ringSeconds' | 'earlyMediaSeconds' | 'setupSeconds' | 'talkSeconds' | 'sddSeconds'
>;

/** A swept call adds no talk time: nobody knows when it ended. */
function durations(view: CallView, verdict: Verdict): Durations {
  const { inverted: _inverted, ringingAt: _ringingAt, talkSeconds, ...others } = view.timing;
  return talkSeconds === undefined || verdict.sweptAt !== undefined ? others : { ...others, talkSeconds };
}
