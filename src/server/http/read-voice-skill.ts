import { z } from 'zod';
import { TeleError } from '../../core/index.ts';
import { LATENCY_TYPE, LATENCY_TYPES } from '../../presets/voice-skill/index.ts';

const time = z.union([z.number().nonnegative(), z.iso.datetime({ offset: true })]).optional();
const callEvent = z.object({
  callId: z.string().min(1).max(256),
  eventType: z.enum(['call_started', 'call_ended', 'transcript_update']),
  phoneNumber: z.string().max(64).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  /** ISO 8601, or Unix time in milliseconds. */
  timestamp: time,
  data: z.record(z.string(), z.unknown()).optional(),
});
const latency = z.object({
  call_id: z.string().min(1).max(256),
  event_type: z.enum(LATENCY_TYPES),
  duration_ms: z.number().nonnegative().max(1e9),
  metadata: z.unknown().optional(),
});

const SOURCE = 'voice-skill';

/** `POST /call-event` as a `call.report`; its number is the far end of the call. Throws `BAD_REQUEST` that names the field. */
export function readCallEvent(body: unknown): { readonly event: object; readonly status: string } {
  const { callId, eventType, phoneNumber, direction, timestamp } = parse(callEvent, body);
  const number = phoneNumber === undefined ? {} : { [direction === 'outbound' ? 'callee' : 'caller']: phoneNumber };
  const at = timestamp === undefined ? {} : { at: unixSeconds(timestamp) };
  const report = { type: 'call.report', callId, source: SOURCE, ...at, ...number, ...(direction === undefined ? {} : { direction }) };
  switch (eventType) {
    case 'call_started':
      // A call of voice-skill is answered by the agent at once.
      return { event: { ...report, state: 'answered' }, status: 'session_mapped' };
    case 'call_ended':
      return { event: { ...report, state: 'ended' }, status: 'session_synced' };
    case 'transcript_update':
      return { event: { ...report, hasTranscript: true }, status: 'transcript_stored' };
  }
}

/** Unix seconds of a time; 0, which is out of bounds like it, of one before 1970. */
function unixSeconds(time: number | string): number {
  return Math.max(0, (typeof time === 'number' ? time : Date.parse(time)) / 1000);
}

/** `POST /metrics/latency` as an `agent.stage`. Throws `BAD_REQUEST` that names the field. */
export function readLatency(body: unknown): { readonly event: object; readonly callId: string } {
  const { call_id: callId, event_type: type, duration_ms: ms } = parse(latency, body);
  return { event: { type: 'agent.stage', callId, source: SOURCE, stage: LATENCY_TYPE[type], seconds: ms / 1000 }, callId };
}

function parse<S extends z.ZodObject>(shape: S, body: unknown): z.output<S> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // The message of zod names what was expected and never the value.
  throw new TeleError('BAD_REQUEST', `The field ${issue?.path.join('.') ?? ''} is wrong: ${issue?.message ?? 'it is invalid'}.`);
}
