import type { Deadline, LatencyFilter, LatencyPage, LatencyRecord } from '../../core/index.ts';
import { encodeCursor, type PagePosition, pageStart } from './cursor.ts';
import { latestFirst, matchesLatency } from './latency-summary.ts';

/** A latency that was looked at, or how far back the search has come without one. */
export type LatencyStep = { readonly latency: LatencyRecord } | { readonly searchedUntil: number };

/**
 * The page that a filter asks for of these latencies, which come newest first; what does not meet it is passed over. Throws `BAD_REQUEST` for a bad cursor
 * or limit.
 */
export function latencyPage(steps: Iterable<LatencyStep>, filter: LatencyFilter, deadline: Deadline): LatencyPage {
  const start = pageStart(filter);
  const latencies: LatencyRecord[] = [];
  let position: PagePosition | undefined;
  for (const step of steps) {
    if ('latency' in step) {
      const { latency } = step;
      if (start === undefined || latestFirst(latency, { at: start.startedAt, id: start.id }) > 0) {
        if (matchesLatency(latency, filter)) {
          if (latencies.length === filter.limit && position !== undefined) return { latencies, nextCursor: encodeCursor(position) };
          latencies.push(latency);
        }
        position = { startedAt: latency.at, id: latency.id };
      }
    } else position = { startedAt: step.searchedUntil, id: '' };
    if (position !== undefined && deadline()) return { latencies, nextCursor: encodeCursor(position), isPartial: true };
  }
  return { latencies };
}
