import { present, scrub, type CallRecord } from '../core/index.ts';
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
  const { near, direction, trunk, hasRung, isChallenged, isEmergency, startedAt, legs, anomalies } = view;
  const { caller, callerName, callee, requestUser } = view.people ?? {};
  const scrubbed = scrub(conversation.callId ?? '', [caller, callee, requestUser]);
  const identity = { id: state.id, callKey: conversation.key, callId: state.adopted?.callId ?? scrubbed, version: state.version };
  const where = { source: conversation.source, agent: near.request.agent, direction, trunk, transport: near.request.transport };
  const who = { caller, callerName, callee, callerAddress: near.request.src };
  const agents = { callerAgentClass: view.callerAgentClass, calleeAgentClass: view.calleeAgentClass };
  const sessionExpiresSeconds = view.dialog?.sessionTimer?.seconds;
  return present({
    ...identity,
    state: verdict.state,
    isProvisional: verdict.isProvisional,
    ...where,
    ...who,
    isEmergency,
    startedAt,
    ...ending(view, state, verdict),
    hasRung,
    isChallenged,
    race: view.hasRace ? ('cancel' as const) : undefined,
    attempts: 1,
    rounds: view.rounds.length,
    ...counts(view),
    ...durations(view, verdict),
    sessionExpiresSeconds,
    ...agents,
    legs,
    anomalies,
  });
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
  const { endedAt, ended, releasedBy, cause } = view;
  const known = present({
    ringingAt: view.timing.ringingAt,
    answeredAt: outcome === 'answered' ? view.dialog?.answer.at : undefined,
    outcome,
    ...answers(view),
  });
  if (verdict.sweptAt !== undefined) return { ...known, ...sweptEnding(view, verdict.sweptAt) };
  return verdict.state === 'ended' ? { ...known, ...present({ endedAt, ended, releasedBy, cause }) } : known;
}

function answers({ final, deepest, dialog }: CallView) {
  const { reasonSip, reasonQ850 } = dialog?.bye ?? final?.entry ?? {};
  return { sipCode: final?.entry.status, hopCode: deepest?.entry.status, hopAddress: deepest?.hop.request.dst, reasonSip, reasonQ850 };
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
