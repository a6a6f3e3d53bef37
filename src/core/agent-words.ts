/** What is timed of a voice agent. `speech_end_to_first_audio` is what the caller waits for; `session` is its whole connection. */
export const LATENCY_STAGE = [
  'speech_end_to_first_audio',
  'asr_final_to_first_audio',
  'asr_first_partial',
  'llm_first_token',
  'tts_first_byte',
  'tool_call',
  'session',
  'other',
] as const;
export type LatencyStage = (typeof LATENCY_STAGE)[number];

/** How a voice agent listens and speaks: recogniser, model and synthesiser in a row, or one model for all. */
export const AGENT_MODE = ['cascaded', 'realtime', 'native', 'other'] as const;
export type AgentMode = (typeof AGENT_MODE)[number];

/** The parts of a voice agent that fail by themselves. */
export const AGENT_PART = ['asr', 'tts', 'llm', 'tool', 'dialog', 'media', 'other'] as const;
export type AgentPart = (typeof AGENT_PART)[number];

/** Whether a voice agent was attached to a call. */
export const ATTACH_OUTCOME = ['ok', 'config_error', 'failed'] as const;
export type AttachOutcome = (typeof ATTACH_OUTCOME)[number];

/** Why a voice agent or one of its parts failed. */
export const AGENT_REASON = ['timeout', 'rate_limited', 'quota', 'auth', 'network', 'provider', 'invalid', 'filtered', 'other'] as const;
export type AgentReason = (typeof AGENT_REASON)[number];

/** What is paid for. Tokens, characters or seconds of audio, as the name says. */
export const AGENT_USAGE = [
  'llm_input_tokens',
  'llm_output_tokens',
  'llm_cached_tokens',
  'tts_characters',
  'asr_characters',
  'asr_audio_seconds',
  'tts_audio_seconds',
] as const;
export type AgentUsage = (typeof AGENT_USAGE)[number];

/** What an autonomous contact centre decided by itself. */
export const AUTONOMOUS_DECISION = ['route', 'answer', 'transfer', 'callback', 'hangup', 'other'] as const;
export type AutonomousDecision = (typeof AUTONOMOUS_DECISION)[number];
