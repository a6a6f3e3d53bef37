import { isCovered, type CallStore } from '../../core/index.ts';
import { averageOf, countWindow, type Counts, readUnsettled } from './counts.ts';
import { latencyBodies } from './latency.ts';
import { hourly } from './series.ts';
import { isoTime, rounded } from './words.ts';

const DAY = 86_400;

/** `GET /metrics/dashboard`: the last 24 hours, with changes in percent against the 24 before where the store covers those. */
export async function dashboardAnswer(store: CallStore, { now }: { readonly now: number }): Promise<object> {
  const unsettled = await readUnsettled(store);
  const window = { since: now - DAY, until: now };
  const current = await countWindow(store, window, unsettled);
  const before = { since: now - 2 * DAY, until: now - DAY };
  const previous = await countWindow(store, before, unsettled);
  const hasBefore = await isCovered(store, before);
  const delta = (of: (counts: Counts) => number | undefined): number | null => (hasBefore ? change(of(current), of(previous)) : null);
  const { duration } = current;
  return {
    generated_at: isoTime(now),
    period: { start: isoTime(now - DAY), end: isoTime(now) },
    summary: {
      total_calls: current.total,
      total_calls_delta: delta(({ total }) => total),
      success_rate: rounded(current.successRate, 1),
      success_rate_delta: delta(({ successRate }) => successRate),
      avg_duration: rounded(averageOf(current), 1),
      avg_duration_delta: delta(averageOf),
      active_now: current.activeNow,
    },
    breakdown: { by_status: current.byStatus, by_type: current.byType, failure_reasons: current.failureReasons },
    duration: {
      avg: rounded(averageOf(current), 1),
      min: rounded(duration?.min, 1),
      max: rounded(duration?.max, 1),
      p50: rounded(duration?.p50, 1),
      p95: rounded(duration?.p95, 1),
      p99: rounded(duration?.p99, 1),
      total_seconds: Math.round(duration?.sum ?? 0),
    },
    transcript: { calls_with_transcript: current.withTranscript, transcript_rate: rounded(current.transcriptRate, 1) },
    timeseries: { hourly: await hourly(store, window, unsettled) },
    latency: await latencyBodies(store, now - DAY, now, 1),
  };
}

/** The change in percent; from nothing to something is 100, and null when there is nothing to compare. */
function change(current: number | undefined, previous: number | undefined): number | null {
  if (current === undefined || previous === undefined) return null;
  if (previous === 0) return current > 0 ? 100 : 0;
  return rounded(((current - previous) / previous) * 100, 1);
}
