import { z } from 'zod';
import { joinMetadata, MAX_SECONDS, type OffsetAt, TeleError } from '../../core/index.ts';
import { callEnd, LATENCY_TYPE, LATENCY_TYPES } from '../../presets/voice-skill/index.ts';
import { readTime } from './local-time.ts';

/** Its program sends `''` and `null` for what it does not know. */
function orNothing<S extends z.ZodType>(shape: S) {
  return z.union([z.literal('').transform(() => undefined), z.null().transform(() => undefined), shape]).optional();
}

/** Number, or the SIP header that holds it. */
const MAX_NUMBER = 1024;

const facts = z.record(z.string(), z.unknown());
const callEvent = z.object({
  callId: z.string().min(1).max(256),
  eventType: z.string().min(1).max(64),
  phoneNumber: orNothing(z.string().max(MAX_NUMBER)),
  direction: orNothing(z.enum(['inbound', 'outbound'])),
  timestamp: orNothing(z.union([z.number().nonnegative(), z.string()])),
  data: orNothing(facts),
});
const latency = z.object({
  call_id: z.string().min(1).max(256),
  event_type: z.enum(LATENCY_TYPES),
  duration_ms: z.number().nonnegative().max(1e9),
  metadata: orNothing(facts),
});

const SOURCE = 'voice-skill';

/** What a time needs to be read by. */
export interface ReadingClock {
  /** Unix seconds. */
  readonly now: number;
  /** The clocks by which times without a zone are meant. */
  readonly offsetAt: OffsetAt;
}

/** What the session bridge answers, and the events to take. */
export interface BridgeEvent {
  readonly events: readonly object[];
  readonly status: 'session_mapped' | 'session_synced' | 'transcript_stored' | 'ignored';
}

/** `POST /call-event` as reports of its call. Throws `BAD_REQUEST` that names the field. */
export function readCallEvent(body: unknown, clock: ReadingClock): BridgeEvent {
  const { callId, eventType, phoneNumber, direction, timestamp, data = {} } = parse(callEvent, body);
  const number = numberOf(phoneNumber, direction, eventType);
  const at = unixSeconds(timestamp, clock);
  const report = { type: 'call.report', callId, source: SOURCE, at, ...number, ...(direction === undefined ? {} : { direction }) };
  switch (eventType) {
    case 'call_started':
      // Its agent speaks at once, and whether the far end was ever there its program says at the end.
      return { events: [{ ...report, state: 'answered', isAnswerAssumed: true, ...metadataOf(data) }], status: 'session_mapped' };
    case 'call_ended':
      return { events: endReports(report, data), status: 'session_synced' };
    case 'transcript_update':
      // What was said is not kept.
      return { events: [{ ...report, hasTranscript: true }], status: 'transcript_stored' };
    default:
      return { events: [], status: 'ignored' };
  }
}

/** The number is the far end of a call. With the end of an outbound call the program gives its own one where it has that: it says nothing. */
function numberOf(phoneNumber: string | undefined, direction: string | undefined, eventType: string): object {
  if (phoneNumber === undefined || (direction === 'outbound' && eventType === 'call_ended')) return {};
  return { [direction === 'outbound' ? 'callee' : 'caller']: phoneNumber };
}

/** An end, and when the call began as far as its duration tells that. */
function endReports(report: { readonly at: number }, data: Facts): readonly object[] {
  const end = callEnd(textOf(data['status']), textOf(data['error']));
  const seconds = secondsOf(data['duration'] ?? data['duration_seconds']);
  const begun = { ...report, at: Math.max(0, report.at - (seconds ?? 0)), state: end.outcome === 'answered' ? 'answered' : 'offered' };
  return [...(seconds === undefined ? [] : [begun]), { ...report, state: 'ended', ...end, ...metadataOf(data) }];
}

type Facts = z.output<typeof facts>;

/** What does not fit into the length that is kept is left out. */
function metadataOf(data: Facts | undefined): { readonly metadata?: string } {
  const metadata = joinMetadata(Object.entries(data ?? {}).map(([name, value]) => JSON.stringify({ [name]: value })));
  return metadata === undefined ? {} : { metadata };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Twilio sends durations as texts. Undefined when it is none. */
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}

/** Unix seconds of a time, ISO 8601 or Unix milliseconds; now without one; 0, which is out of bounds like it, of one before 1970. */
function unixSeconds(time: number | string | undefined, { now, offsetAt }: ReadingClock): number {
  if (time === undefined) return now;
  const at = typeof time === 'number' ? time / 1000 : readTime(time, offsetAt, now);
  if (at === undefined) throw new TeleError('BAD_REQUEST', 'The field timestamp is wrong: it is no ISO 8601 time.');
  return Math.max(0, at);
}

/** `POST /metrics/latency` as an `agent.stage`. Throws `BAD_REQUEST` that names the field. */
export function readLatency(body: unknown): { readonly event: object; readonly callId: string; readonly told: object } {
  const { call_id: callId, event_type: type, duration_ms: ms, metadata } = parse(latency, body);
  const event = { type: 'agent.stage', callId, source: SOURCE, stage: LATENCY_TYPE[type], seconds: ms / 1000, ...metadataOf(metadata) };
  return { event, callId, told: { call_id: callId, event_type: type, duration_ms: ms } };
}

function parse<S extends z.ZodObject>(shape: S, body: unknown): z.output<S> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // The message of zod names what was expected and never the value.
  throw new TeleError('BAD_REQUEST', `The field ${issue?.path.join('.') ?? ''} is wrong: ${issue?.message ?? 'it is invalid'}.`);
}
