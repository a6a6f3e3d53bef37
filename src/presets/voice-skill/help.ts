/** The help texts of voice-skill's metrics. */
export const HELP = {
  voice_calls_total: 'Total number of calls',
  voice_calls_success_rate: 'Call success rate percentage',
  voice_calls_active: 'Currently active calls',
  voice_call_duration_seconds: 'Call duration statistics',
  voice_calls_by_status: 'Number of calls by status',
  voice_calls_by_type: 'Number of calls by type',
  voice_transcript_rate: 'Percentage of calls with transcripts',
  voice_calls_with_transcript: 'Calls with transcripts',
  voice_speech_to_audio_ms: 'Time from user speech end to first AI audio',
  voice_tool_call_duration_ms: 'Duration of tool call execution',
  voice_session_duration_ms: 'Total session/call duration',
} as const;
