import { secondsBetween } from '../core/index.ts';
import { attributesOf, type AttributePair } from './attributes-of.ts';
import { callErrorType } from './call-status.ts';
import { ATTRIBUTE, COMPLETION } from './names.ts';
import type { SpanAttributes } from './span.ts';
import type { TracedCall } from './traced-call.ts';

/** What the root span of a call says of it. What is not known is absent. `spansLeftOut`: how many spans of it are not made. */
export function callAttributes(call: TracedCall, spansLeftOut: number): SpanAttributes {
  const leftOut: AttributePair = [ATTRIBUTE.spansLeftOut, spansLeftOut === 0 ? undefined : spansLeftOut];
  return attributesOf([...whichCall(call), ...whatBecame(call), ...howItWas(call), ...completion(call), leftOut]);
}

function whichCall(call: TracedCall): readonly AttributePair[] {
  return [
    [ATTRIBUTE.protocol, call.isReported === true ? undefined : 'sip'],
    [ATTRIBUTE.transport, call.transport],
    [ATTRIBUTE.recordId, call.id],
    [ATTRIBUTE.callKey, call.callKey],
    [ATTRIBUTE.state, call.state],
    [ATTRIBUTE.source, call.source],
    [ATTRIBUTE.agent, call.agent],
    [ATTRIBUTE.trunk, call.trunk],
    [ATTRIBUTE.carrier, call.carrier],
    [ATTRIBUTE.isEmergency, call.isEmergency || undefined],
    [ATTRIBUTE.isSynthetic, call.isSynthetic],
  ];
}

function whatBecame(call: TracedCall): readonly AttributePair[] {
  return [
    [ATTRIBUTE.outcome, call.outcome],
    [ATTRIBUTE.ended, call.ended],
    [ATTRIBUTE.cause, call.cause],
    [ATTRIBUTE.releasedBy, call.releasedBy],
    [ATTRIBUTE.reasonQ850, call.reasonQ850],
    [ATTRIBUTE.hopCode, call.hopCode],
    [ATTRIBUTE.hopAddress, call.hopAddress],
    [ATTRIBUTE.isChallenged, call.isChallenged || undefined],
    [ATTRIBUTE.race, call.race],
    [ATTRIBUTE.errorType, callErrorType(call)],
  ];
}

function howItWas(call: TracedCall): readonly AttributePair[] {
  return [
    [ATTRIBUTE.attempts, call.isReported === true ? undefined : call.attempts],
    [ATTRIBUTE.retransmissions, call.retransmissions === 0 ? undefined : call.retransmissions],
    [ATTRIBUTE.pdd, call.pddSeconds],
    [ATTRIBUTE.setup, call.setupSeconds],
    [ATTRIBUTE.codec, call.codec],
    [ATTRIBUTE.mos, call.mos],
    [ATTRIBUTE.jitter, call.jitterSeconds],
    [ATTRIBUTE.loss, call.lossRatio],
    [ATTRIBUTE.rtt, call.rttSeconds],
  ];
}

function completion(call: TracedCall): readonly AttributePair[] {
  return [
    [COMPLETION.callId, call.callId],
    [COMPLETION.direction, call.direction],
    [COMPLETION.result, resultOf(call)],
    [COMPLETION.durationSeconds, secondsBetween(call.startedAt, call.endedAt)],
    [COMPLETION.talkSeconds, call.talkSeconds],
    [COMPLETION.statusCode, call.sipCode],
  ];
}

/** As RustPBX has it, of the final answer alone: 6xx is `failed`. Undefined without one. */
function resultOf({ sipCode }: TracedCall): string | undefined {
  if (sipCode === undefined) return undefined;
  if (sipCode < 300) return 'ok';
  if (sipCode < 400) return 'redirect';
  return sipCode < 500 ? 'rejected' : 'failed';
}
