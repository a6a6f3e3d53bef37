import {
  catalog,
  createCountTotal,
  moves,
  movesFrom,
  movesFromZero,
  SERVER_SOURCE,
  type Direction,
  type LatencyStage,
  type Move,
} from '../../core/index.ts';
import { legacy } from '../../metrics/index.ts';
import type { Preset } from '../preset.ts';
import { HELP } from './help.ts';
import { OVER, voiceSkillStatus } from './voice-skill-status.ts';

const DAY_SECONDS = 86_400;
const MEGABYTE = 1_048_576;
/** The shares of the quantiles of every summary. */
export const QUANTILES = [0.5, 0.95, 0.99];
/** The words for the direction of a call. */
export const TYPE = ['inbound', 'outbound'] as const;

export const total = legacy.counter('voice_calls_total', { help: HELP.voice_calls_total });
export const successRate = legacy.windowed('voice_calls_success_rate', {
  help: HELP.voice_calls_success_rate,
  shows: 'mean',
  windowSeconds: DAY_SECONDS,
});
export const active = legacy.gauge('voice_calls_active', { help: HELP.voice_calls_active });
export const duration = legacy.summary('voice_call_duration_seconds', {
  help: HELP.voice_call_duration_seconds,
  quantiles: QUANTILES,
  windowSeconds: DAY_SECONDS,
});
export const byStatus = legacy.windowed('voice_calls_by_status', {
  help: HELP.voice_calls_by_status,
  labels: { status: OVER },
  shows: 'sum',
  windowSeconds: DAY_SECONDS,
});
export const byType = legacy.windowed('voice_calls_by_type', {
  help: HELP.voice_calls_by_type,
  labels: { type: TYPE },
  shows: 'sum',
  windowSeconds: DAY_SECONDS,
});
export const transcriptRate = legacy.windowed('voice_transcript_rate', {
  help: HELP.voice_transcript_rate,
  shows: 'mean',
  windowSeconds: DAY_SECONDS,
});
export const withTranscript = legacy.counter('voice_calls_with_transcript', { help: HELP.voice_calls_with_transcript });
export const storage = legacy.gauge('voice_storage_size_mb', { help: 'Storage size in MB' });
export const sessions = legacy.gauge('voice_bridge_active_sessions', { help: 'Active bridge sessions' });

/** Everything that is not inbound was outbound to it. */
function typeOf(direction: Direction): (typeof TYPE)[number] {
  return direction === 'inbound' ? 'inbound' : 'outbound';
}

/** A latency of an agent, in milliseconds. */
function latency(name: keyof typeof HELP, measured: LatencyStage): Move {
  return moves(legacy.summary(name, { help: HELP[name], quantiles: QUANTILES, windowSeconds: DAY_SECONDS }), {
    'agent.stage': ({ stage, seconds }, metric) => {
      if (stage === measured) metric.observe(seconds * 1000);
    },
  });
}

/** voice-skill, the observability of a voice agent on the telephone. Its routes are those of the server. */
export const voiceSkill: Preset = {
  metricsPaths: ['/metrics/prometheus'],
  catalog: catalog('voice-skill', [
    moves(total, { 'call.offered': (_, metric) => metric.inc() }),
    moves(successRate, {
      'call.ended': (call, metric) => {
        const status = voiceSkillStatus(call);
        // Whoever only met an authentication challenge did not try to call.
        if (!call.isChallenged && status !== 'unknown') metric.observe(status === 'completed' ? 100 : 0);
      },
    }),
    movesFromZero(active, () => {
      const calls = createCountTotal<string>();
      return {
        'call.carried': ({ source, state, carrier, count }, metric) => metric.set(calls.set(`${state}|${carrier}|${source}`, count)),
      };
    }),
    moves(duration, {
      'call.ended': (call, metric) => {
        if (voiceSkillStatus(call) === 'completed' && call.talkSeconds !== undefined) metric.observe(call.talkSeconds);
      },
    }),
    moves(byStatus, { 'call.ended': (call, metric) => metric.observe(1, { status: voiceSkillStatus(call) }) }),
    moves(byType, { 'call.offered': ({ direction }, metric) => metric.observe(1, { type: typeOf(direction) }) }),
    moves(transcriptRate, { 'call.ended': ({ hasTranscript = false }, metric) => metric.observe(hasTranscript ? 100 : 0) }),
    moves(withTranscript, {
      'call.ended': ({ hasTranscript = false }, metric) => {
        if (hasTranscript) metric.inc();
      },
    }),
    latency('voice_speech_to_audio_ms', 'speech_end_to_first_audio'),
    latency('voice_tool_call_duration_ms', 'tool_call'),
    latency('voice_session_duration_ms', 'session'),
    movesFrom(storage, () => {
      const bytes = createCountTotal<string>();
      return {
        'program.disk': ({ source, path, usedBytes }, metric) => {
          // The disk of a server says nothing of the recordings of its programs.
          if (source !== SERVER_SOURCE) metric.set(bytes.set(path, usedBytes) / MEGABYTE);
        },
      };
    }),
    moves(sessions, { 'agent.active': ({ count }, metric) => metric.set(count) }),
  ]),
  counted: ['voice_calls_active', 'voice_storage_size_mb', 'voice_bridge_active_sessions'],
  outcomeOf: voiceSkillStatus,
  differences: [
    {
      of: ['voice_calls_total', 'voice_calls_with_transcript'],
      what: 'They count and never fall: since the start in a program, everything that the store keeps counts of in a server. There they were values of the last 24 hours, so that `rate` and `increase` gave nonsense.',
    },
    {
      of: ['voice_calls_success_rate', 'voice_transcript_rate'],
      what: 'Over the calls of the last 24 hours that are over; the rate of success without lone authentication challenges, and without calls of which nothing tells how they came out. There active calls and statuses without a bucket made them worse. Without a call they are absent.',
    },
    {
      of: ['voice_calls_active'],
      what: 'Every call that is not over, however old, so that calls that never end show. There only those that began within 24 hours.',
    },
    {
      of: ['voice_calls_by_status', 'voice_calls_by_type'],
      what: 'They turn by the hour in a program. busy and no answer are failed; a call that was swept is timeout.',
    },
    {
      of: ['voice_calls_by_status'],
      what: 'It has the status unknown, for a call whose end was told without a word about its outcome. There it counted in no status.',
      isDeviation: true,
    },
    {
      of: ['voice_call_duration_seconds', 'voice_speech_to_audio_ms', 'voice_tool_call_duration_ms', 'voice_session_duration_ms'],
      what: 'Durations are the talk time of calls that completed. Sum and count are of all values ever, the quantiles of the last 24 hours, within 1 %. All four have a sum. Without a value the quantiles are absent, there they were 0.',
    },
    {
      of: ['voice_storage_size_mb'],
      what: 'All parts of the disk that the program tells (`program.disk`), in units of 1,048,576 bytes.',
    },
  ],
};
