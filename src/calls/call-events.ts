import { NO_TRUNK, secondsBetween, type CallLeg, type CallRecord, type Emit, type EventOfType, type LabelText } from '../core/index.ts';
import type { Timing } from './timing.ts';

/** The call that an event is about. */
export type CallIdentity = Pick<CallRecord, 'id' | 'source' | 'trunk' | 'direction' | 'carrier' | 'isEmergency'>;

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** The fields that all call events share. */
type Which = Pick<EventOfType<'call.offered'>, 'at' | 'callId' | 'source' | 'trunk' | 'direction' | 'carrier' | 'isEmergency'>;

// Hot: several events per call. Each is one literal and what only some have; put together from spread parts it would cost ten times as much.
function which({ id, source, trunk, direction, carrier, isEmergency }: CallIdentity, at: number): Which {
  const shared: Open<Which> = { at, callId: id, source, trunk, direction, isEmergency };
  if (carrier !== undefined) shared.carrier = carrier;
  return shared;
}

/** Such a call with what its trace id is made of. */
export interface TracedIdentity extends CallIdentity {
  readonly callKey: string;
  readonly traceparent?: string | undefined;
}

/** Emits that a call was seen for the first time. */
export function emitOffered(call: TracedIdentity, at: number, emit: Emit): void {
  const { id, callKey, source, trunk, direction, carrier, isEmergency, traceparent } = call;
  const event: Open<EventOfType<'call.offered'>> = {
    type: 'call.offered',
    at,
    callId: id,
    callKey,
    source,
    trunk,
    direction,
    isEmergency,
  };
  if (traceparent !== undefined) event.traceparent = traceparent;
  if (carrier !== undefined) event.carrier = carrier;
  emit(event);
}

/** Emits that the callee was alerted. */
export function emitRinging({ id, source, trunk, direction, carrier, isEmergency }: CallIdentity, at: number, emit: Emit): void {
  const event: Open<EventOfType<'call.ringing'>> = { type: 'call.ringing', at, callId: id, source, trunk, direction, isEmergency };
  if (carrier !== undefined) event.carrier = carrier;
  emit(event);
}

type SetUpDurations = Pick<CallRecord, 'srdSeconds' | 'firstSrdSeconds' | 'pddSeconds' | 'ringSeconds' | 'earlyMediaSeconds'>;

function addSetUpDurations(event: Open<SetUpDurations>, record: CallRecord): void {
  if (record.srdSeconds !== undefined) event.srdSeconds = record.srdSeconds;
  if (record.firstSrdSeconds !== undefined) event.firstSrdSeconds = record.firstSrdSeconds;
  if (record.pddSeconds !== undefined) event.pddSeconds = record.pddSeconds;
  if (record.ringSeconds !== undefined) event.ringSeconds = record.ringSeconds;
  if (record.earlyMediaSeconds !== undefined) event.earlyMediaSeconds = record.earlyMediaSeconds;
}

/** What is told of a call and not kept in its record. */
interface Beside {
  /** The durations that came out negative and are absent. */
  readonly inverted: Timing['inverted'];
  readonly fromTrunk?: LabelText | undefined;
}

/** Emits the committed form of an answer, its hops and what its set-up shows. */
export function emitAnswered(record: CallRecord, beside: Beside, emit: Emit): void {
  const { id, source, trunk, direction, isEmergency, hasRung } = record;
  const event: Open<EventOfType<'call.answered'>> = {
    type: 'call.answered',
    at: record.answeredAt ?? record.startedAt,
    callId: id,
    source,
    trunk,
    direction,
    isEmergency,
    hasRung,
  };
  if (record.carrier !== undefined) event.carrier = record.carrier;
  if (beside.fromTrunk !== undefined) event.fromTrunk = beside.fromTrunk;
  addSetUpDurations(event, record);
  if (record.setupSeconds !== undefined) event.setupSeconds = record.setupSeconds;
  if (record.race !== undefined) event.race = record.race;
  emit(event);
  if (record.race !== undefined) emit({ type: 'call.finding', ...which(record, record.startedAt), finding: 'cancel_race' });
  emitHops(record, emit);
  emitInversions(record, beside, emit);
}

/** Emits the committed form of an end. A call that was not answered shows its hops only now. */
export function emitEnded(record: CallRecord, beside: Beside, emit: Emit): void {
  const at = record.endedAt ?? record.startedAt;
  emit(endedEvent(record, beside, at));
  if (record.ended === 'no_ack') emit({ type: 'call.finding', ...which(record, at), finding: 'no_ack' });
  if (record.ended === 'unknown') emit({ type: 'call.finding', ...which(record, at), finding: 'no_bye' });
  if (record.outcome !== 'answered') {
    emitHops(record, emit);
    emitInversions(record, beside, emit);
  }
}

function endedEvent(record: CallRecord, { fromTrunk }: Beside, at: number): EventOfType<'call.ended'> {
  const { id, callKey, source, trunk, direction, isEmergency, hasRung, isChallenged, isCompleted } = record;
  const event: Open<EventOfType<'call.ended'>> = {
    type: 'call.ended',
    at,
    callId: id,
    callKey,
    source,
    trunk,
    direction,
    isEmergency,
    outcome: record.outcome ?? 'unknown',
    releasedBy: record.releasedBy ?? 'unknown',
    cause: record.cause ?? 'other',
    hasRung,
    isChallenged,
    isCompleted,
  };
  if (record.carrier !== undefined) event.carrier = record.carrier;
  if (fromTrunk !== undefined) event.fromTrunk = fromTrunk;
  if (record.traceparent !== undefined) event.traceparent = record.traceparent;
  addSetUpDurations(event, record);
  addEnd(event, record);
  return event;
}

function addEnd(event: Open<EventOfType<'call.ended'>>, record: CallRecord): void {
  const isSwept = record.ended === 'unknown' || record.outcome === 'unknown';
  // Nobody knows when a swept call ended.
  const totalSeconds = isSwept ? undefined : secondsBetween(record.startedAt, record.endedAt);
  if (record.ended !== undefined) event.ended = record.ended;
  if (record.sipCode !== undefined) event.sipCode = record.sipCode;
  if (record.hopCode !== undefined) event.hopCode = record.hopCode;
  if (record.reasonSip !== undefined) event.reasonSip = record.reasonSip;
  if (record.reasonQ850 !== undefined) event.reasonQ850 = record.reasonQ850;
  if (record.talkSeconds !== undefined) event.talkSeconds = record.talkSeconds;
  if (record.sddSeconds !== undefined) event.sddSeconds = record.sddSeconds;
  if (totalSeconds !== undefined) event.totalSeconds = totalSeconds;
  if (record.hasTranscript !== undefined) event.hasTranscript = record.hasTranscript;
}

/** Emits that nothing can be said of a call without an answer, because its agent shows no response of anybody. */
export function emitOneDirection(record: CallRecord, emit: Emit): void {
  emit({ type: 'call.finding', ...which(record, record.endedAt ?? record.startedAt), finding: 'one_direction' });
}

/** Emits that an ACK which was sent was not captured. */
export function emitAckMissed({ endedAt, startedAt, source, agent }: CallRecord, emit: Emit): void {
  emit({ type: 'sip.anomaly', at: endedAt ?? startedAt, source, agent, anomaly: 'ack_not_captured' });
}

function emitHops(record: CallRecord, emit: Emit): void {
  const nearDepth = record.legs.reduce((least, leg) => Math.min(least, leg.depth), Infinity);
  for (const leg of record.legs) {
    // The caller-side leg is the call itself, unless a trunk is what it was sent to.
    if (leg.depth !== nearDepth || leg.trunk !== NO_TRUNK) emit(hopEvent(record, leg));
  }
}

function hopEvent({ id, source, trunk, direction, carrier, isEmergency }: CallRecord, leg: CallLeg): EventOfType<'call.hop'> {
  const event: Open<EventOfType<'call.hop'>> = {
    type: 'call.hop',
    at: leg.startedAt,
    callId: id,
    source,
    trunk,
    direction,
    isEmergency,
    hopTrunk: leg.trunk,
    outcome: leg.outcome,
  };
  if (carrier !== undefined) event.carrier = carrier;
  if (leg.status !== undefined) event.status = leg.status;
  return event;
}

function emitInversions(record: CallRecord, { inverted }: Beside, emit: Emit): void {
  for (const duration of inverted) {
    emit({ type: 'sip.clock_inverted', at: record.startedAt, source: record.source, agent: record.agent, duration });
  }
}
