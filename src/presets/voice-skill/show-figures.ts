import { legacy, type Gauge, type Registry } from '../../metrics/index.ts';
import type { Figures } from './figures.ts';
import { HELP } from './help.ts';
import { LATENCY_METRIC, LATENCY_TYPES } from './latency.ts';
import { active, QUANTILES, total, TYPE, withTranscript } from './voice-skill.ts';
import { OVER } from './voice-skill-status.ts';

const successRate = legacy.gauge('voice_calls_success_rate', { help: HELP.voice_calls_success_rate });
const transcriptRate = legacy.gauge('voice_transcript_rate', { help: HELP.voice_transcript_rate });
const byStatus = legacy.gauge('voice_calls_by_status', { help: HELP.voice_calls_by_status, labels: { status: OVER } });
const byType = legacy.gauge('voice_calls_by_type', { help: HELP.voice_calls_by_type, labels: { type: TYPE } });
const duration = summaryOf('voice_call_duration_seconds');
const latencies = LATENCY_TYPES.map((type) => ({ type, metric: summaryOf(LATENCY_METRIC[type]) }));

function summaryOf(name: keyof typeof HELP) {
  return legacy.toldSummary(name, { help: HELP[name], quantiles: QUANTILES });
}

/** The names of the metrics that figures of a store show: no event moves them beside that. */
export const FIGURE_NAMES: ReadonlySet<string> = new Set(
  [total, active, withTranscript, successRate, transcriptRate, byStatus, byType, duration, ...latencies.map(({ metric }) => metric)].map(
    ({ name }) => name,
  ),
);

/** Shows figures of a store. The metrics come with the first ones: a counter that began at 0 would seem to have been set back. */
export function createFigureDisplay(registry: Registry): (figures: Figures) => void {
  const known = { total: 0, withTranscript: 0 };
  return (figures) => {
    for (const [name, def] of [
      ['total', total],
      ['withTranscript', withTranscript],
    ] as const) {
      // Counters do not fall when the store deletes old calls.
      registry.add(def).add(Math.max(0, figures[name] - known[name]));
      known[name] = Math.max(known[name], figures[name]);
    }
    registry.add(active).set(figures.active);
    showRate(registry.add(successRate), figures.successRate);
    showRate(registry.add(transcriptRate), figures.transcriptRate);
    for (const status of OVER) registry.add(byStatus).set(figures.byStatus[status], { status });
    for (const type of TYPE) registry.add(byType).set(figures.byType[type], { type });
    registry.add(duration).tell(figures.duration);
    for (const { type, metric } of latencies) registry.add(metric).tell(figures.latencies[type]);
  };
}

function showRate(gauge: Gauge<Record<never, never>>, rate: number | undefined): void {
  if (rate === undefined) gauge.clear();
  else gauge.set(rate);
}
