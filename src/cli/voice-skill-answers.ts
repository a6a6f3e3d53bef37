import { TeleError } from '../core/index.ts';

/** The verbs of voice-skill's `call_metrics.py`. */
export const VOICE_SKILL_VERB = [
  'dashboard',
  'metrics',
  'prometheus',
  'export-csv',
  'export-json',
  'failures',
  'health',
  'hourly',
  'daily',
  'latency',
  'latency-events',
] as const;
export type VoiceSkillVerb = (typeof VOICE_SKILL_VERB)[number];

/** Whether a word is one of the verbs. */
export function isVoiceSkillVerb(word: string): word is VoiceSkillVerb {
  return VOICE_SKILL_VERB.some((verb) => verb === word);
}

/** The part of an answer that the program prints alone. Throws `SERVER_UNREACHABLE` for an answer without it. */
export function voiceSkillBody(answer: unknown, part: string): unknown {
  const body: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, part) : undefined;
  if (body === undefined) throw new TeleError('SERVER_UNREACHABLE', 'What answers is no ringscope server with the routes of voice-skill.');
  return body;
}

/** Its types of latency, and what their fields begin with where it prints them. */
const PRINTED = {
  speech_end_to_first_audio_ms: 'speech_to_audio',
  tool_call_duration_ms: 'tool_call',
  session_duration_ms: 'session',
} as const;

/** What `latency` prints: the answer of its route, flat. */
export function latencyStats(answer: unknown, hours: number, now: number): object {
  const stats = Object.entries(PRINTED).flatMap(([type, prefix]): [string, unknown][] => {
    const body = voiceSkillBody(answer, type);
    const field = (name: string): [string, unknown] => [`${prefix}_${name}_ms`, voiceSkillBody(body, name)];
    return [[`${prefix}_count`, voiceSkillBody(body, 'count')], ...['avg', 'min', 'max', 'p50', 'p95', 'p99'].map(field)];
  });
  return Object.fromEntries<unknown>([['period_start', isoTime(now - hours * 3600)], ['period_end', isoTime(now)], ...stats]);
}

function isoTime(at: number): string {
  return new Date(at * 1000).toISOString();
}
