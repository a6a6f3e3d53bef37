import type { CallStore } from '../../core/index.ts';
import { readFigures } from './figures.ts';

/** Body of `GET /storage/stats`. Values that only the host's disk and settings have are null. */
export async function storageStatsAnswer(store: CallStore, query: { readonly now: number }): Promise<object> {
  const { total, active, withTranscript } = await readFigures(store, query);
  return {
    total_calls: total,
    active_calls: active,
    calls_with_audio: null,
    calls_with_transcripts: withTranscript,
    recordings_directory: null,
    recordings_size_mb: null,
    recording_enabled: null,
    transcription_enabled: null,
  };
}
