import { reasonPhrase } from '../calls/index.ts';
import type { Span } from './span.ts';
import type { TracedCall } from './traced-call.ts';

type Failing = Pick<TracedCall, 'outcome' | 'ended' | 'cause' | 'sipCode' | 'isChallenged'>;

/**
 * Whether a call failed: its set-up did, or it was refused, or its dialog broke. Busy, no answer, a caller who gave up, a callee who declined, a redirection and a challenge
 * that nobody answered are no failures.
 */
export function isFailedCall({ outcome, ended, cause, isChallenged }: Failing): boolean {
  if (outcome === 'failed') return true;
  if (outcome === 'rejected') return !isChallenged && cause !== 'declined';
  return ended === 'no_ack' || ended === 'session_expired';
}

/** The status of the span of such a call. Undefined: it is left unset. */
export function callStatus(call: Failing): Span['status'] {
  if (!isFailedCall(call)) return undefined;
  const { sipCode, cause, outcome } = call;
  // Of an answered call the answer was right.
  const phrase = sipCode === undefined || outcome === 'answered' ? undefined : reasonPhrase(sipCode);
  return {
    code: 'error',
    message: [...(phrase === undefined ? [] : [`${sipCode} ${phrase}`]), call.ended ?? cause ?? 'failed'].join(', '),
  };
}

/** What the conventions call the type of its error: the status that the caller saw, else what broke. Undefined where there is none. */
export function callErrorType(call: Failing): string | undefined {
  if (!isFailedCall(call)) return undefined;
  const { outcome, sipCode, cause = 'other' } = call;
  return outcome === 'answered' ? (call.ended ?? cause) : sipCode === undefined ? cause : String(sipCode);
}
