import type { CallStore, Distribution } from '../../core/index.ts';
import type { SummaryFigures } from '../../metrics/index.ts';
import { countWindow, type Counts, readUnsettled, withEnding } from './counts.ts';
import { LATENCY_TYPES } from './latency.ts';
import { LATENCY_TYPE, type LatencyType } from './words.ts';

const DAY = 86_400;

/** The figures of the metrics, as a store has them: plain data. */
export interface Figures extends Pick<Counts, 'byStatus' | 'byType' | 'successRate' | 'transcriptRate'> {
  /** Calls that the store keeps counts of, active ones included. */
  readonly total: number;
  /** Ended calls with a transcript. */
  readonly withTranscript: number;
  /** Calls that are not over, whenever they began. */
  readonly active: number;
  /** Talk time of calls that completed, seconds. */
  readonly duration: SummaryFigures;
  /** Milliseconds. */
  readonly latencies: Readonly<Record<LatencyType, SummaryFigures>>;
}

/** Reads the figures: statuses, types, rates and quantiles of the last 24 hours, counts and sums of all that the store keeps. */
export async function readFigures(store: CallStore, { now }: { readonly now: number }): Promise<Figures> {
  const unsettled = await readUnsettled(store);
  const [window, ever] = [
    { since: now - DAY, until: now },
    { since: 0, until: now },
  ];
  const { byStatus, byType, successRate, transcriptRate, duration, activeNow } = await countWindow(store, window, unsettled);
  const total = withEnding((await store.summarize(ever)).value.total, unsettled.ending);
  const { talked, talkSeconds } = total.counts;
  const [{ value: recent }, { value: all }] = [await store.summarizeLatencies(window), await store.summarizeLatencies(ever)];
  const latencyOf = (type: LatencyType): SummaryFigures => {
    const { count = 0, sum = 0 } = all[LATENCY_TYPE[type]] ?? {};
    return { count, sum: sum * 1000, quantiles: quantilesOf(recent[LATENCY_TYPE[type]], 1000) };
  };
  return {
    byStatus,
    byType,
    ...(successRate === undefined ? {} : { successRate }),
    ...(transcriptRate === undefined ? {} : { transcriptRate }),
    total: total.attempts + activeNow,
    withTranscript: total.withTranscript,
    active: activeNow,
    duration: { count: talked, sum: talkSeconds, quantiles: quantilesOf(duration, 1) },
    // The keys are the types; Object.fromEntries loses that.
    latencies: Object.fromEntries(LATENCY_TYPES.map((type) => [type, latencyOf(type)])) as Record<LatencyType, SummaryFigures>,
  };
}

/** Values of `QUANTILES`. */
function quantilesOf(found: Distribution | undefined, scale: number): readonly number[] | undefined {
  return found === undefined ? undefined : [found.p50, found.p95, found.p99].map((value) => value * scale);
}
