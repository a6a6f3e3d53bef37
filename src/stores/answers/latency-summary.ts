import type { LatencyFilter, LatencyRecord, LatencySummary, Sketch } from '../../core/index.ts';
import { newestFirst } from './newest-first.ts';

/** The order of lists of latencies: by time, then by id, the greatest first. */
export function latestFirst(a: LatencyPosition, b: LatencyPosition): number {
  return newestFirst({ startedAt: a.at, id: a.id }, { startedAt: b.at, id: b.id });
}
type LatencyPosition = Pick<LatencyRecord, 'at' | 'id'>;

/** The distributions of stages that occurred. */
export function latencySummary(sketches: ReadonlyMap<LatencyRecord['stage'], Sketch>): LatencySummary {
  const entries = [...sketches].flatMap(([stage, sketch]) => {
    const distribution = sketch.distribution();
    return distribution === undefined ? [] : [[stage, distribution] as const];
  });
  return Object.fromEntries(entries);
}

/** Which latencies are meant. */
export type LatencyConditions = Pick<LatencyFilter, 'callId' | 'stage' | 'since' | 'until'>;

/** Whether a latency meets all conditions that are given. */
export function matchesLatency(one: LatencyRecord, { callId, stage, since = 0, until = Infinity }: LatencyConditions): boolean {
  return (
    (callId === undefined || one.callId === callId) && (stage === undefined || one.stage === stage) && one.at >= since && one.at < until
  );
}
