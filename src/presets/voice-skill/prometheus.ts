import type { CallStore, Distribution } from '../../core/index.ts';
import { countWindow, openNow } from './counts.ts';
import { LATENCY_TYPES } from './latency.ts';
import { LATENCY_TYPE, STATUS } from './words.ts';

const DAY = 86_400;
const QUANTILES = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
] as const;

/**
 * `GET /metrics/prometheus`, text format 0.0.4. `voice_calls_total` counts everything the store has ever settled and keeps counts of, so it never falls while
 * counts are kept; the others describe the last 24 hours, but for `voice_calls_active`, which has every call that is active. No data is an absent series.
 */
export async function prometheusAnswer(store: CallStore, { now }: { readonly now: number }): Promise<string> {
  const open = await openNow(store);
  const counts = await countWindow(store, now - DAY, now, open);
  const { value: all } = await store.summarize({ since: 0, until: now });
  const { value: latencies } = await store.summarizeLatencies({ since: now - DAY, until: now });
  const out = [
    ...family('voice_calls_total', 'counter', 'Total number of calls', [['', all.total.attempts + open.length]]),
    ...family('voice_calls_success_rate', 'gauge', 'Call success rate percentage', optional(counts.successRate)),
    ...family('voice_calls_active', 'gauge', 'Currently active calls', [['', open.length]]),
    ...summary('voice_call_duration_seconds', 'Call duration in seconds', counts.duration, 1),
    ...family(
      'voice_calls_by_status',
      'gauge',
      'Calls of the last 24 hours by status',
      STATUS.map((status) => [`{status="${status}"}`, counts.byStatus[status]]),
    ),
    ...family('voice_calls_by_type', 'gauge', 'Calls of the last 24 hours by type', [
      ['{type="inbound"}', counts.byType.inbound],
      ['{type="outbound"}', counts.byType.outbound],
    ]),
    ...family('voice_transcript_rate', 'gauge', 'Percentage of calls with a transcript', optional(counts.transcriptRate)),
    ...LATENCY_TYPES.flatMap((type) => summary(NAMES[type], `${type} in milliseconds`, latencies[LATENCY_TYPE[type]], 1000)),
  ];
  return `${out.join('\n')}\n`;
}

const NAMES = {
  speech_end_to_first_audio: 'voice_speech_to_audio_ms',
  tool_call_duration: 'voice_tool_call_duration_ms',
  session_duration: 'voice_session_duration_ms',
} as const;

type Sample = readonly [labels: string, value: number];

function optional(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [['', value]];
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${help}.`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)];
}

function summary(name: string, help: string, found: Distribution | undefined, scale: number): readonly string[] {
  if (found === undefined) return [];
  return [
    `# HELP ${name} ${help}.`,
    `# TYPE ${name} summary`,
    ...QUANTILES.map(([quantile, field]) => `${name}{quantile="${quantile}"} ${found[field] * scale}`),
    `${name}_sum ${found.sum * scale}`,
    `${name}_count ${found.count}`,
  ];
}
