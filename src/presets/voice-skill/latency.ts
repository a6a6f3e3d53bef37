import { present, type CallStore, type Distribution, type LatencyPage, type LatencyRecord, type LatencyStage } from '../../core/index.ts';
import { metadataBody } from './calls.ts';
import { isoTime, LATENCY_TYPE, rounded, type LatencyType } from './words.ts';

// The types are the keys of the table; Object.keys loses that.
export const LATENCY_TYPES = Object.keys(LATENCY_TYPE) as readonly LatencyType[];
/** The metric of each. */
export const LATENCY_METRIC = {
  speech_end_to_first_audio: 'voice_speech_to_audio_ms',
  tool_call_duration: 'voice_tool_call_duration_ms',
  session_duration: 'voice_session_duration_ms',
} as const satisfies Readonly<Record<LatencyType, string>>;
const TYPE_OF = new Map<LatencyStage, LatencyType>(LATENCY_TYPES.map((type) => [LATENCY_TYPE[type], type]));

/** What one type of latency took, in milliseconds. Null where nothing was measured. */
export interface LatencyBody {
  readonly count: number;
  readonly avg: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The latencies of a window by type, as `<type>_ms`. */
export async function latencyBodies(
  store: CallStore,
  since: number,
  until: number,
  decimals: number,
): Promise<Record<string, LatencyBody>> {
  const { value } = await store.summarizeLatencies({ since, until });
  return Object.fromEntries(LATENCY_TYPES.map((type) => [`${type}_ms`, latencyBody(value[LATENCY_TYPE[type]], decimals)]));
}

/** `GET /metrics/latency`. */
export async function latencyAnswer(store: CallStore, query: { readonly hours: number; readonly now: number }): Promise<object> {
  return { period_hours: query.hours, ...(await latencyBodies(store, query.now - query.hours * 3600, query.now, 2)) };
}

/** Which latency events to list. */
export interface LatencyEventsQuery {
  /** Of one call: the id that was asked for, and that of its record. */
  readonly call?: { readonly asked: string; readonly id: string };
  readonly eventType?: LatencyType;
  readonly limit: number;
}

/** `GET /metrics/latency/events`, newest first. */
export async function latencyEvents(store: CallStore, { call, eventType, limit }: LatencyEventsQuery): Promise<object> {
  const stage = eventType === undefined ? {} : { stage: LATENCY_TYPE[eventType] };
  const page: LatencyPage = await store.listLatencies({ ...(call === undefined ? {} : { callId: call.id }), ...stage, limit });
  const known = page.latencies.filter((one) => TYPE_OF.has(one.stage));
  const callIds = await callIdsOf(store, new Set(known.map(({ callId }) => callId)));
  const events = known.map((one) => eventBody(one, callIds.get(one.callId) ?? one.callId));
  return { events, count: events.length, filters: { call_id: call?.asked ?? null, event_type: eventType ?? null, limit } };
}

/** The program's own ids of calls by those of their records; a call that is not in the store has none. */
async function callIdsOf(store: CallStore, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for (const id of ids) {
    const [found] = await store.findCalls(id);
    if (found !== undefined) known.set(id, found.call.callId);
  }
  return known;
}

function eventBody({ id, stage, at, seconds, metadata }: LatencyRecord, callId: string): object {
  const shown = metadataBody(present({ metadata }));
  const type = TYPE_OF.get(stage) ?? null;
  return { id, call_id: callId, event_type: type, duration_ms: rounded(seconds * 1000, 2), timestamp: isoTime(at), metadata: shown };
}

function latencyBody(found: Distribution | undefined, decimals: number): LatencyBody {
  const ms = (seconds: number | undefined): number | null => rounded(seconds === undefined ? undefined : seconds * 1000, decimals);
  const average = found === undefined ? undefined : found.sum / found.count;
  return {
    count: found?.count ?? 0,
    avg: ms(average),
    min: ms(found?.min),
    max: ms(found?.max),
    p50: ms(found?.p50),
    p95: ms(found?.p95),
    p99: ms(found?.p99),
  };
}
