import type { CallStore, Distribution, LatencyPage, LatencyRecord, LatencyStage } from '../../core/index.ts';
import { isoTime, LATENCY_TYPE, rounded, type LatencyType } from './words.ts';

// The types are the keys of the table; Object.keys loses that.
export const LATENCY_TYPES = Object.keys(LATENCY_TYPE) as readonly LatencyType[];
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
  readonly callId?: string;
  readonly eventType?: LatencyType;
  readonly limit: number;
}

/** `GET /metrics/latency/events`, newest first. */
export async function latencyEvents(store: CallStore, { callId, eventType, limit }: LatencyEventsQuery): Promise<object> {
  const stage = eventType === undefined ? {} : { stage: LATENCY_TYPE[eventType] };
  const page: LatencyPage = await store.listLatencies({ ...(callId === undefined ? {} : { callId }), ...stage, limit });
  const events = page.latencies.flatMap((one) => eventBody(one));
  return { events, count: events.length, filters: { call_id: callId ?? null, event_type: eventType ?? null, limit } };
}

/** Stages that voice-skill has no name for are left out. */
function eventBody({ callId, stage, at, seconds }: LatencyRecord): readonly object[] {
  const type = TYPE_OF.get(stage);
  return type === undefined
    ? []
    : [{ call_id: callId, event_type: type, duration_ms: rounded(seconds * 1000, 2), timestamp: isoTime(at), metadata: null }];
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
