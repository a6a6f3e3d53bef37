/** What is timed of a voice agent. `speech_end_to_first_audio` is what the caller waits for; `session` is its whole connection. */
export const LATENCY_STAGE = [
  'speech_end_to_first_audio',
  'asr_first_partial',
  'llm_first_token',
  'tts_first_byte',
  'tool_call',
  'session',
  'other',
] as const;
export type LatencyStage = (typeof LATENCY_STAGE)[number];
