import { NO_TRUNK, present, secondsBetween, type CallRecord, type Emit } from '../core/index.ts';
import type { Timing } from './timing.ts';

/** The call that an event is about. */
export type CallIdentity = Pick<CallRecord, 'id' | 'source' | 'trunk' | 'direction' | 'carrier' | 'isEmergency'>;

/** The fields that all call events share. */
function which({ id, source, trunk, direction, carrier, isEmergency }: CallIdentity, at: number) {
  return { at, callId: id, source, trunk, direction, ...present({ carrier }), isEmergency };
}

/** Emits that a call was seen for the first time. */
export function emitOffered(call: CallIdentity, at: number, emit: Emit): void {
  emit({ type: 'call.offered', ...which(call, at) });
}

/** Emits that the callee was alerted. */
export function emitRinging(call: CallIdentity, at: number, emit: Emit): void {
  emit({ type: 'call.ringing', ...which(call, at) });
}

function setUpDurations({ srdSeconds, firstSrdSeconds, pddSeconds, ringSeconds, earlyMediaSeconds }: CallRecord) {
  return present({ srdSeconds, firstSrdSeconds, pddSeconds, ringSeconds, earlyMediaSeconds });
}

/** The durations that came out negative and are absent. */
type Inverted = Timing['inverted'];

/** Emits the committed form of an answer, its hops and what its set-up shows. */
export function emitAnswered(record: CallRecord, inverted: Inverted, emit: Emit): void {
  emit({
    type: 'call.answered',
    ...which(record, record.answeredAt ?? record.startedAt),
    ...setUpDurations(record),
    ...present({ setupSeconds: record.setupSeconds, race: record.race }),
    hasRung: record.hasRung,
  });
  if (record.race !== undefined) emit({ type: 'call.finding', ...which(record, record.startedAt), finding: 'cancel_race' });
  emitHops(record, emit);
  emitInversions(record, inverted, emit);
}

/** Emits the committed form of an end. A call that was not answered shows its hops only now. */
export function emitEnded(record: CallRecord, inverted: Inverted, emit: Emit): void {
  const at = record.endedAt ?? record.startedAt;
  const { ended, isCompleted, sipCode, hopCode, talkSeconds, sddSeconds, hasTranscript } = record;
  const isSwept = ended === 'unknown' || record.outcome === 'unknown';
  // Nobody knows when a swept call ended.
  const totalSeconds = isSwept ? undefined : secondsBetween(record.startedAt, record.endedAt);
  emit({
    type: 'call.ended',
    ...which(record, at),
    ...setUpDurations(record),
    outcome: record.outcome ?? 'unknown',
    releasedBy: record.releasedBy ?? 'unknown',
    cause: record.cause ?? 'other',
    ...present({ ended, sipCode, hopCode, talkSeconds, sddSeconds, totalSeconds, hasTranscript }),
    hasRung: record.hasRung,
    isChallenged: record.isChallenged,
    isCompleted,
  });
  if (record.ended === 'no_ack') emit({ type: 'call.finding', ...which(record, at), finding: 'no_ack' });
  if (record.ended === 'unknown') emit({ type: 'call.finding', ...which(record, at), finding: 'no_bye' });
  if (record.outcome !== 'answered') {
    emitHops(record, emit);
    emitInversions(record, inverted, emit);
  }
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
  const nearDepth = Math.min(...record.legs.map((leg) => leg.depth));
  for (const leg of record.legs) {
    // The caller-side leg is the call itself, unless a trunk is what it was sent to.
    if (leg.depth === nearDepth && leg.trunk === NO_TRUNK) continue;
    emit({
      type: 'call.hop',
      ...which(record, leg.startedAt),
      hopTrunk: leg.trunk,
      outcome: leg.outcome,
      ...present({ status: leg.status }),
    });
  }
}

function emitInversions(record: CallRecord, inverted: Inverted, emit: Emit): void {
  for (const duration of inverted) {
    emit({ type: 'sip.clock_inverted', at: record.startedAt, source: record.source, agent: record.agent, duration });
  }
}
