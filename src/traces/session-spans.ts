import { type Clock, type EventOfType, present, type TelephonyEvent } from '../core/index.ts';
import { eventSpan, sessionSubject } from './event-spans.ts';
import { ATTRIBUTE, EVENT_ATTRIBUTE, EVENT_SPAN } from './names.ts';
import type { Span } from './span.ts';
import { derivedTraceId, spanIdOf, type TraceHash } from './trace-ids.ts';

type SessionEvent = EventOfType<'ota.started' | 'ota.ended' | 'apdu.response'>;

/** What events tell of a session over the air. */
interface ToldSession {
  /** What its ids are of. */
  readonly subject: string;
  readonly source: string;
  kind: string | undefined;
  /** The earliest that is known of it. */
  startedAt: number | undefined;
  lastAt: number;
  /** When its last event arrived. */
  heardAt: number;
  /** Spans were made that name its own as their parent. */
  isNamed: boolean;
  /** Its own span was made: there is no other. */
  isMade: boolean;
  /** While its span is not made. */
  ended: EventOfType<'ota.ended'> | undefined;
}

/** Sessions that go on, and as many that are over; beyond it the one that was heard of longest ago is given up. */
const MOST_SESSIONS = 10_000;
/** A session of which nothing was heard for so long is over, whoever does not say so. */
const QUIET_SECONDS = 3600;

/**
 * The spans of events that are no part of a call. A command names the span of its session before that is over, so there is always one: of a session whose end nobody tells, or
 * not how long it took, from the first to the last that was told of it.
 */
export class EventSpans {
  readonly #hash: TraceHash;
  readonly #now: Clock;
  /** Both in the order in which they were heard of, by source and id. */
  readonly #open = new Map<string, ToldSession>();
  /** Those whose span was made, and those that nothing was told of for long. */
  readonly #over = new Map<string, ToldSession>();
  /** Tells apart events of one kind, source and time. */
  #place = 0;

  constructor(hash: TraceHash, now: Clock) {
    this.#hash = hash;
    this.#now = now;
  }

  /** The spans of an event, and of sessions that it shows to be over, a child before its parent. */
  take(event: TelephonyEvent): readonly Span[] {
    this.#place += 1;
    const place = String(this.#place);
    if (!isOfSession(event) || event.sessionId === undefined) return listed(eventSpan(event, place, this.#hash));
    const key = sessionSubject(String(event.source), event.sessionId);
    const session = this.#hear(key, event);
    const own = event.type === 'apdu.response' ? eventSpan(event, place, this.#hash, session) : undefined;
    if (own !== undefined) session.isNamed = true;
    const ended = session.ended === undefined || session.isMade ? undefined : eventSpan(session.ended, place, this.#hash, session);
    if (ended !== undefined) this.#end(key, session, true);
    return [...listed(own), ...listed(ended), ...this.#giveUp()];
  }

  /** The spans of the sessions that go on. None goes on after that. */
  end(): readonly Span[] {
    return [...this.#open].flatMap(([key, session]) => this.#cut(key, session));
  }

  #hear(key: string, event: SessionEvent): ToldSession {
    const session = sessionOf(key, event, this.#open.get(key) ?? this.#over.get(key));
    this.#open.delete(key);
    this.#over.delete(key);
    (session.isMade ? this.#over : this.#open).set(key, session);
    session.heardAt = this.#now();
    learn(session, event);
    return session;
  }

  #end(key: string, session: ToldSession, isMade: boolean): void {
    this.#open.delete(key);
    this.#over.set(key, session);
    session.isMade = isMade;
    if (isMade) session.ended = undefined;
    const [oldest = key] = this.#over.keys();
    if (this.#over.size > MOST_SESSIONS) this.#over.delete(oldest);
  }

  /** Ends what is too much, or was not heard of for long. */
  #giveUp(): readonly Span[] {
    const spans: Span[] = [];
    for (const [key, session] of this.#open) {
      if (this.#open.size <= MOST_SESSIONS && session.heardAt >= this.#now() - QUIET_SECONDS) break;
      spans.push(...this.#cut(key, session));
    }
    return spans;
  }

  /** The span of a session of which nobody told that it ended. None without one that names it. */
  #cut(key: string, session: ToldSession): readonly Span[] {
    const { subject, source, kind, startedAt, lastAt, isNamed } = session;
    this.#end(key, session, isNamed);
    if (!isNamed || startedAt === undefined) return [];
    return [
      {
        traceId: derivedTraceId({ callKey: subject }, this.#hash),
        spanId: spanIdOf(subject, this.#hash),
        name: EVENT_SPAN.session,
        kind: 'internal',
        startTime: startedAt,
        endTime: Math.max(startedAt, lastAt),
        attributes: present({ [ATTRIBUTE.source]: source || undefined, [EVENT_ATTRIBUTE.sessionKind]: kind }),
      },
    ];
  }
}

function listed(span: Span | undefined): readonly Span[] {
  return span === undefined ? [] : [span];
}

function isOfSession(event: TelephonyEvent): event is SessionEvent {
  return event.type === 'ota.started' || event.type === 'ota.ended' || event.type === 'apdu.response';
}

function newSession(subject: string, { source, at }: SessionEvent): ToldSession {
  return {
    subject,
    source: String(source),
    kind: undefined,
    startedAt: undefined,
    lastAt: at,
    heardAt: at,
    isNamed: false,
    isMade: false,
    ended: undefined,
  };
}

/** The session that an event is of: an id that begins again once its session is over is another one. */
function sessionOf(key: string, event: SessionEvent, known: ToldSession | undefined): ToldSession {
  if (known === undefined) return newSession(key, event);
  const isAgain = event.type === 'ota.started' && known.isMade && event.at > known.lastAt;
  return isAgain ? newSession(`${key}|${event.at}`, event) : known;
}

function learn(session: ToldSession, event: SessionEvent): void {
  session.lastAt = Math.max(session.lastAt, event.at);
  const begunAt = beginOf(event);
  if (begunAt !== undefined) session.startedAt = Math.min(session.startedAt ?? begunAt, begunAt);
  if (event.type === 'ota.started') session.kind = event.kind;
  if (event.type === 'ota.ended') session.ended ??= event;
}

/** When a session had begun at the latest. Undefined: the event does not say. */
function beginOf(event: SessionEvent): number | undefined {
  if (event.type === 'ota.started') return event.at;
  return event.seconds === undefined ? undefined : event.at - event.seconds;
}
