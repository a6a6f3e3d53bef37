import { apduCommand, isSuccessful, present, type EventOfType, type RegistrationRecord, type TelephonyEvent } from '../core/index.ts';
import { attributesOf } from './attributes-of.ts';
import { ATTRIBUTE, EVENT_ATTRIBUTE as SAYS, EVENT_SPAN } from './names.ts';
import type { Span, SpanAttributes } from './span.ts';
import { spanIdOf, derivedTraceId, type TraceHash } from './trace-ids.ts';

/** What a span of an event is, besides its ids and its times. */
interface Made {
  readonly name: string;
  readonly kind: Span['kind'];
  readonly seconds: number | undefined;
  readonly attributes: SpanAttributes;
  /** What kind of error ended it. Undefined: none. */
  readonly error: string | undefined;
  /** With it, all of one session are in one trace. */
  readonly sessionId?: string | undefined;
}

type MakerOf<T extends TelephonyEvent['type']> = (event: EventOfType<T>) => Made;

function ofResponse({ ins, sw, seconds, sessionId, interface: reader }: EventOfType<'apdu.response'>): Made {
  const command = apduCommand(ins);
  const word = sw.toString(16).toUpperCase().padStart(4, '0');
  return {
    name: `${EVENT_SPAN.apdu}.${command}`,
    kind: 'client',
    seconds,
    sessionId,
    attributes: { [SAYS.command]: command, [SAYS.statusWord]: word, [SAYS.interface]: reader },
    error: isSuccessful(sw) ? undefined : word,
  };
}

function ofHandshake({ outcome, reason = 'other', seconds, cipherSuite, version }: EventOfType<'tls.handshake'>): Made {
  return {
    name: EVENT_SPAN.handshake,
    kind: 'server',
    seconds,
    attributes: { [SAYS.cipher]: cipherSuite, [SAYS.tlsVersion]: version },
    error: outcome === 'ok' ? undefined : reason,
  };
}

function ofSession({ kind, outcome, reason, seconds, commandCount, sessionId }: EventOfType<'ota.ended'>): Made {
  return {
    name: EVENT_SPAN.session,
    kind: 'internal',
    seconds,
    sessionId,
    attributes: present({ [SAYS.sessionKind]: kind, [SAYS.commands]: commandCount }),
    error: outcome === 'completed' ? undefined : outcome === 'timeout' || reason === 'normal' ? outcome : reason,
  };
}

function ofQuery({ operation, table, outcome, reason = 'other', seconds }: EventOfType<'db.query'>): Made {
  return {
    name: `${EVENT_SPAN.query}.${operation}`,
    kind: 'client',
    seconds,
    attributes: present({ [SAYS.operation]: operation, [SAYS.table]: table === 'none' ? undefined : table }),
    error: outcome === 'ok' ? undefined : reason,
  };
}

function ofTest({ suite, test, outcome, seconds, assertions, isFlaky }: EventOfType<'test.ended'>): Made {
  return {
    name: `${EVENT_SPAN.test}.${test}`,
    kind: 'internal',
    seconds,
    attributes: present({
      [SAYS.suite]: suite,
      [SAYS.test]: test,
      [SAYS.testResult]: outcome,
      [SAYS.assertions]: assertions,
      [SAYS.isFlaky]: isFlaky || undefined,
    }),
    error: outcome === 'fail' || outcome === 'error' ? outcome : undefined,
  };
}

/** What the events of which there is a span are. */
const MAKERS: { readonly [T in TelephonyEvent['type']]?: MakerOf<T> } = {
  'apdu.response': ofResponse,
  'tls.handshake': ofHandshake,
  'ota.ended': ofSession,
  'db.query': ofQuery,
  'test.ended': ofTest,
};

/** Whether there are spans of such events, or they say when one begins. */
export function hasSpan(type: TelephonyEvent['type']): boolean {
  return MAKERS[type] !== undefined || type === 'ota.started';
}

function makeOf<T extends TelephonyEvent['type']>(type: T, event: EventOfType<T>): Made | undefined {
  const maker: MakerOf<T> | undefined = MAKERS[type];
  return maker?.(event);
}

/** What the ids of a session over the air are of. */
export function sessionSubject(source: string, sessionId: string): string {
  return `session|${source}|${sessionId}`;
}

/** What is known of the session of an event. */
interface KnownSession {
  readonly subject: string;
  readonly startedAt: number | undefined;
}

/**
 * The span of an event that is no part of a call. `place` tells apart events of one kind, source and time. Undefined: there is none of such events, or nobody told how long it took.
 * What belongs to a session lies in the trace of that, below its span, which comes last, and lasts from when it is known to have begun where nobody told how long it took.
 */
export function eventSpan(event: TelephonyEvent, place: string, hash: TraceHash, known: Partial<KnownSession> = {}): Span | undefined {
  const made = makeOf(event.type, event);
  if (made === undefined) return undefined;
  const source = 'source' in event ? String(event.source) : '';
  const own = `${event.type}|${source}|${event.at}|${place}`;
  const session = made.sessionId === undefined ? undefined : (known.subject ?? sessionSubject(source, made.sessionId));
  const isSession = event.type === 'ota.ended' && session !== undefined;
  const begunAt = isSession ? known.startedAt : undefined;
  const startTime = made.seconds === undefined ? begunAt : event.at - made.seconds;
  if (startTime === undefined) return undefined;
  return {
    traceId: derivedTraceId({ callKey: session ?? own }, hash),
    ...idsWithin(session, isSession, own, hash),
    name: made.name,
    kind: made.kind,
    startTime,
    endTime: Math.max(startTime, event.at),
    attributes: present({ [ATTRIBUTE.source]: source || undefined, ...made.attributes, [ATTRIBUTE.errorType]: made.error }),
    ...present({ status: errorStatus(made.error) }),
  };
}

/** The id of a span, and that of the session that it belongs to. */
function idsWithin(session: string | undefined, isSession: boolean, own: string, hash: TraceHash): Pick<Span, 'spanId' | 'parentSpanId'> {
  if (session === undefined) return { spanId: spanIdOf(own, hash) };
  return isSession ? { spanId: spanIdOf(session, hash) } : { spanId: spanIdOf(own, hash), parentSpanId: spanIdOf(session, hash) };
}

function errorStatus(error: string | undefined): Span['status'] {
  return error === undefined ? undefined : { code: 'error', message: error };
}

/** After 64*T1 a REGISTER has failed without an answer (RFC 3261 17.1.2.2). */
const UNANSWERED_SECONDS = 32;

/** The span of a registration round, of whoever it was: a trace of its own, since a phone may register for months with one Call-ID. */
export function registrationSpan(record: Omit<RegistrationRecord, 'user'>, hash: TraceHash): Span {
  const { id, startedAt, endedAt, outcome, sipCode, isChallenged, source, agent, expiresSeconds, isSynthetic } = record;
  const isFailed = outcome === 'failed' || outcome === 'timeout' || outcome === 'rejected';
  const error = isFailed ? String(sipCode ?? outcome) : undefined;
  return {
    traceId: derivedTraceId({ callKey: `registration|${id}` }, hash),
    spanId: spanIdOf(`registration|${id}`, hash),
    name: EVENT_SPAN.register,
    kind: 'server',
    startTime: startedAt,
    endTime: Math.max(startedAt, endedAt ?? startedAt + UNANSWERED_SECONDS),
    attributes: attributesOf([
      [ATTRIBUTE.protocol, 'sip'],
      [ATTRIBUTE.method, EVENT_SPAN.register],
      [ATTRIBUTE.source, source],
      [ATTRIBUTE.agent, agent],
      [ATTRIBUTE.outcome, outcome],
      [ATTRIBUTE.statusCode, sipCode],
      [ATTRIBUTE.isChallenged, isChallenged || undefined],
      [ATTRIBUTE.isSynthetic, isSynthetic || undefined],
      [SAYS.expires, expiresSeconds],
      [ATTRIBUTE.errorType, error],
    ]),
    ...present({ status: errorStatus(error) }),
  };
}
