import { parseTraceparent, type TraceContext } from '../core/index.ts';
import type { TracedCall } from './traced-call.ts';

/** A keyed hash of a text (HMAC-SHA-256 with the privacy key, in a domain of its own), as at least 32 lower-case hex digits. */
export type TraceHash = (text: string) => string;

/** Hex digits of the ids (W3C Trace Context 3.2.2). */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

type Traced = Pick<TracedCall, 'callKey' | 'traceparent'>;

/** The trace that a call belongs to: that of its program or its INVITE, else the derived one. */
export function traceIdOf(call: Traced, hash: TraceHash): string {
  return contextOf(call)?.traceId ?? derivedTraceId(call, hash);
}

/** The span that its program or its INVITE puts a call below. Undefined: neither does. */
export function contextOf({ traceparent }: Pick<Traced, 'traceparent'>): TraceContext | undefined {
  return traceparent === undefined ? undefined : parseTraceparent(traceparent);
}

/**
 * The trace of a call by its `callKey`, which is the keyed hash of its Call-ID: whoever has the same key has the same trace, and without the key the id tells nothing of the
 * Call-ID.
 */
export function derivedTraceId({ callKey }: Pick<Traced, 'callKey'>, hash: TraceHash): string {
  return hash(`trace|${callKey}`).slice(0, TRACE_DIGITS);
}

/** The id of a span, by what it is of: always the same, so that a span that is sent twice is one. */
export function spanIdOf(subject: string, hash: TraceHash): string {
  return hash(`span|${subject}`).slice(0, SPAN_DIGITS);
}
