import type { CallStore, Distribution } from '../../core/index.ts';
import { countWindow, readUnsettled } from './counts.ts';
import { isoTime } from './words.ts';

const DAY = 86_400;
const NO_DURATIONS = {
  avg_duration: null,
  min_duration: null,
  max_duration: null,
  p50_duration: null,
  p95_duration: null,
  p99_duration: null,
};

/** `GET /metrics/calls`: what voice-skill's command line prints as `metrics`, the last 24 hours without rounding. Null for no data. */
export async function callMetricsAnswer(store: CallStore, { now }: { readonly now: number }): Promise<object> {
  const counts = await countWindow(store, { since: now - DAY, until: now }, await readUnsettled(store));
  const { byStatus, byType, duration } = counts;
  return {
    period_start: isoTime(now - DAY),
    period_end: isoTime(now),
    total_calls: counts.total,
    completed_calls: byStatus.completed,
    failed_calls: byStatus.failed,
    timeout_calls: byStatus.timeout,
    cancelled_calls: byStatus.cancelled,
    active_calls: byStatus.active,
    inbound_calls: byType.inbound,
    outbound_calls: byType.outbound,
    ...durationBody(duration),
    calls_with_transcript: counts.withTranscript,
    transcript_rate: counts.transcriptRate ?? null,
    success_rate: counts.successRate ?? null,
    failure_reasons: counts.failureReasons,
  };
}

function durationBody(duration: Distribution | undefined): object {
  if (duration === undefined) return { total_duration: 0, ...NO_DURATIONS };
  const { sum, count, min, max, p50, p95, p99 } = duration;
  return {
    total_duration: sum,
    avg_duration: sum / count,
    min_duration: min,
    max_duration: max,
    p50_duration: p50,
    p95_duration: p95,
    p99_duration: p99,
  };
}
