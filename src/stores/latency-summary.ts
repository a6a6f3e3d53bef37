import type { LatencyRecord, LatencySummary, Sketch } from '../core/index.ts';
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
