import type { CallStore } from '../../core/index.ts';
import type { SummaryFigures } from '../../metrics/index.ts';
import { readFigures } from './figures.ts';
import { HELP } from './help.ts';
import { LATENCY_METRIC, LATENCY_TYPES } from './latency.ts';
import { QUANTILES, TYPE } from './voice-skill.ts';
import { OVER } from './voice-skill-status.ts';

/** `GET /metrics/prometheus`, text format 0.0.4. A rate and a quantile of nothing is an absent series. */
export async function prometheusAnswer(store: CallStore, query: { readonly now: number }): Promise<string> {
  const figures = await readFigures(store, query);
  const { byStatus, byType } = figures;
  const out = [
    ...family('voice_calls_total', 'counter', [['', figures.total]]),
    ...family('voice_calls_success_rate', 'gauge', optional(figures.successRate)),
    ...family('voice_calls_active', 'gauge', [['', figures.active]]),
    ...summary('voice_call_duration_seconds', figures.duration),
    ...family(
      'voice_calls_by_status',
      'gauge',
      OVER.map((status) => [`{status="${status}"}`, byStatus[status]]),
    ),
    ...family(
      'voice_calls_by_type',
      'gauge',
      TYPE.map((type) => [`{type="${type}"}`, byType[type]]),
    ),
    ...family('voice_transcript_rate', 'gauge', optional(figures.transcriptRate)),
    ...family('voice_calls_with_transcript', 'counter', [['', figures.withTranscript]]),
    ...LATENCY_TYPES.flatMap((type) => summary(LATENCY_METRIC[type], figures.latencies[type])),
  ];
  return `${out.join('\n')}\n`;
}

type Sample = readonly [labels: string, value: number];

function optional(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [['', value]];
}

function family(name: keyof typeof HELP, type: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${HELP[name]}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)];
}

function summary(name: keyof typeof HELP, { count, sum, quantiles = [] }: SummaryFigures): readonly string[] {
  return [
    `# HELP ${name} ${HELP[name]}`,
    `# TYPE ${name} summary`,
    ...quantiles.map((value, index) => `${name}{quantile="${QUANTILES[index] ?? 0}"} ${value}`),
    `${name}_sum ${sum}`,
    `${name}_count ${count}`,
  ];
}
