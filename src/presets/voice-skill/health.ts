import type { CallStore } from '../../core/index.ts';
import { averageOf, countWindow, readUnsettled } from './counts.ts';
import { isoTime, rounded } from './words.ts';

const HOUR = 3600;
const LOW_SUCCESS_PERCENT = 80;
const MANY_ACTIVE = 10;
const MANY_FAILURES = 3;

/** What `GET /metrics/health` answers. */
export interface HealthAnswer {
  /** `degraded` when calls fail; the other warnings leave it healthy. */
  readonly status: 'healthy' | 'degraded';
  readonly timestamp: string;
  readonly indicators: object;
  readonly warnings: readonly string[];
}

/** `GET /metrics/health`: the last hour. Active calls are counted whenever they started. */
export async function healthAnswer(store: CallStore, { now }: { readonly now: number }): Promise<HealthAnswer> {
  const counts = await countWindow(store, { since: now - HOUR, until: now }, await readUnsettled(store));
  const { successRate, activeNow, byStatus, tried } = counts;
  const isLow = successRate !== undefined && successRate < LOW_SUCCESS_PERCENT;
  // Health fails closed: a call whose outcome is unknown does not count as one that went well.
  const isDegraded = byStatus.completed < (LOW_SUCCESS_PERCENT / 100) * tried;
  const failures = byStatus.failed + byStatus.timeout;
  return {
    status: isDegraded ? 'degraded' : 'healthy',
    timestamp: isoTime(now),
    indicators: {
      calls_last_hour: counts.total,
      success_rate: rounded(successRate, 1),
      active_calls: activeNow,
      avg_duration: rounded(averageOf(counts), 1),
    },
    warnings: [
      ...(isLow ? [`Low success rate: ${rounded(successRate, 1) ?? ''}%`] : []),
      ...(byStatus.unknown > 0 ? [`Unknown outcome: ${byStatus.unknown} in the last hour`] : []),
      ...(activeNow > MANY_ACTIVE ? [`High active calls: ${activeNow}`] : []),
      ...(failures > MANY_FAILURES ? [`Multiple recent failures: ${failures} in the last hour`] : []),
    ],
  };
}
