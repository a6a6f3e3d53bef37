import { catalog, moves, SPEAKER, SUCCESS, TRANSCRIPTION_REASON, TOLD } from '../core/index.ts';
import { counter, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE } from './buckets.ts';

const language = open(64);

export const transcriptionRequests = counter('telephony_transcription_requests_total', {
  help: 'Transcriptions asked for.',
  labels: { language },
});

export const transcriptions = counter('telephony_transcription_ended_total', {
  help: 'Transcriptions that are done or failed.',
  labels: { language, outcome: SUCCESS },
});

export const transcriptionFailures = counter('telephony_transcription_failures_total', {
  help: 'Transcriptions that failed, by reason.',
  labels: { language, reason: TRANSCRIPTION_REASON },
});

export const transcriptionSeconds = histogram('telephony_transcription_seconds', {
  help: 'What transcriptions took, in seconds. Absent where nobody told.',
  labels: { language },
  buckets: JOB_SECONDS,
  native: NATIVE,
});

export const transcriptionAudio = histogram('telephony_transcription_audio_seconds', {
  help: 'Length of what was transcribed, in seconds. Absent where nobody told.',
  labels: { language },
  buckets: JOB_SECONDS,
});

export const utterances = counter('telephony_transcription_utterances_total', {
  help: 'Utterances in transcripts, by who spoke.',
  labels: { speaker: SPEAKER },
});

/** Transcription. */
export const transcriptionCatalog = catalog(
  'transcription',
  [
    moves(transcriptionRequests, { 'transcription.started': ({ language }, metric) => metric.inc({ language }) }),
    moves(transcriptions, { 'transcription.ended': ({ language, outcome }, metric) => metric.inc({ language, outcome }) }),
    moves(transcriptionFailures, {
      'transcription.ended': ({ language, outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ language, reason: reason ?? 'other' });
      },
    }),
    moves(transcriptionSeconds, {
      'transcription.ended': ({ language, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { language });
      },
    }),
    moves(transcriptionAudio, {
      'transcription.ended': ({ language, audioSeconds }, metric) => {
        if (audioSeconds !== undefined) metric.observe(audioSeconds, { language });
      },
    }),
    moves(utterances, { 'transcription.utterance': ({ speaker }, metric) => metric.inc({ speaker }) }),
  ],
  TOLD,
);
