import type { LatencyRecord, StoredCall } from '../../core/index.ts';
import { STORE_DEADLINE_SECONDS, type AppContext } from './app-context.ts';
import { MAX_LIMIT } from './call-query.ts';

/** Clocks of programs and servers differ: a stage may lie this far outside of its call. */
const AROUND_SECONDS = 300;

/** What the stages of a call took, in the order of time, under its own id or under the one that it has when only its program tells of it. */
export async function callStages(stored: StoredCall, context: AppContext): Promise<readonly LatencyRecord[]> {
  const ids = new Set([stored.id, ...[stored.callKey, ...(stored.aliases ?? [])].map(context.reportedId)]);
  const since = stored.startedAt - AROUND_SECONDS;
  const until = (stored.endedAt ?? context.now()) + AROUND_SECONDS;
  const stages: LatencyRecord[] = [];
  for (const callId of ids) {
    const query = { callId, since, until, limit: MAX_LIMIT };
    const { latencies } = await context.query.call('latencyEvents', { query, afterLsn: 0 }, STORE_DEADLINE_SECONDS);
    stages.push(...latencies);
  }
  return stages.toSorted((a, b) => a.at - b.at);
}
