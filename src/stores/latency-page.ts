import type { LatencyFilter, LatencyPage, LatencyRecord } from '../core/index.ts';
import { encodeCursor, pageStart } from './cursor.ts';
import { latestFirst } from './latency-summary.ts';

/** The page that a filter asks for of these latencies, which come newest first. Throws `BAD_REQUEST` for a bad cursor or limit. */
export function latencyPage(found: Iterable<LatencyRecord>, filter: LatencyFilter): LatencyPage {
  const start = pageStart(filter);
  const latencies: LatencyRecord[] = [];
  for (const latency of found) {
    if (start !== undefined && latestFirst(latency, { at: start.startedAt, id: start.id }) <= 0) continue;
    const last = latencies.at(-1);
    if (latencies.length === filter.limit && last !== undefined)
      return { latencies, nextCursor: encodeCursor({ startedAt: last.at, id: last.id }) };
    latencies.push(latency);
  }
  return { latencies };
}
