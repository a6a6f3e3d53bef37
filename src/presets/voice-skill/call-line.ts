import { present, type EventOfType } from '../../core/index.ts';
import { failureReasonOf, rounded, statusOf, typeOf } from './words.ts';

/** What voice-skill logs of a call that has ended (`call_ended` of `voice.metrics`), without its phone number. The id is that of the record, in which no number is. */
export function callLine(call: EventOfType<'call.ended'>): Readonly<Record<string, unknown>> {
  const ending = { ...call, state: 'ended' as const };
  const status = statusOf(ending);
  return present({
    call_id: call.callId,
    call_type: typeOf(call.direction),
    duration_seconds: rounded(call.talkSeconds ?? call.totalSeconds, 3),
    status,
    error_category: status === 'failed' || status === 'timeout' ? failureReasonOf(ending) : undefined,
    metrics: present({ pdd_seconds: call.pddSeconds, ring_seconds: call.ringSeconds, total_seconds: call.totalSeconds }),
  });
}

/** The same of a call that begins (`call_started`). */
export function startLine(call: EventOfType<'call.offered'>): Readonly<Record<string, unknown>> {
  return { call_id: call.callId, call_type: typeOf(call.direction), status: 'active' };
}
