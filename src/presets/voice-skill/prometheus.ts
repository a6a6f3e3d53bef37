import type { CallStore, Distribution } from '../../core/index.ts';
import { countWindow, readUnsettled, withEnding } from './counts.ts';
import { HELP } from './help.ts';
import { LATENCY_TYPES } from './latency.ts';
import { OVER } from './voice-skill-status.ts';
import { LATENCY_TYPE } from './words.ts';

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
  const unsettled = await readUnsettled(store);
  const window = { since: now - DAY, until: now };
  const { byStatus, byType, ...counts } = await countWindow(store, window, unsettled);
  const { value: all } = await store.summarize({ since: 0, until: now });
  const total = withEnding(all.total, unsettled.ending);
  const { value: latencies } = await store.summarizeLatencies(window);
  const out = [
    ...family('voice_calls_total', 'counter', [['', total.attempts + counts.activeNow]]),
    ...family('voice_calls_success_rate', 'gauge', optional(counts.successRate)),
    ...family('voice_calls_active', 'gauge', [['', counts.activeNow]]),
    ...summary('voice_call_duration_seconds', counts.duration, 1),
    ...family(
      'voice_calls_by_status',
      'gauge',
      OVER.map((status) => [`{status="${status}"}`, byStatus[status]]),
    ),
    ...family('voice_calls_by_type', 'gauge', [
      ['{type="inbound"}', byType.inbound],
      ['{type="outbound"}', byType.outbound],
    ]),
    ...family('voice_transcript_rate', 'gauge', optional(counts.transcriptRate)),
    ...family('voice_calls_with_transcript', 'counter', [['', total.withTranscript]]),
    ...LATENCY_TYPES.flatMap((type) => summary(NAMES[type], latencies[LATENCY_TYPE[type]], 1000)),
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

function family(name: keyof typeof HELP, type: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${HELP[name]}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)];
}

function summary(name: keyof typeof HELP, found: Distribution | undefined, scale: number): readonly string[] {
  if (found === undefined) return [];
  return [
    `# HELP ${name} ${HELP[name]}`,
    `# TYPE ${name} summary`,
    ...QUANTILES.map(([quantile, field]) => `${name}{quantile="${quantile}"} ${found[field] * scale}`),
    `${name}_sum ${found.sum * scale}`,
    `${name}_count ${found.count}`,
  ];
}
