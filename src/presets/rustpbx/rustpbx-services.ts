import { AUTH_METHOD, AUTH_REASON, moves, TRANSCRIPTION_REASON, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS, WAY, wayOf } from './rustpbx-words.ts';

const mailbox = open(256);
const language = open(64);
const method = AUTH_METHOD;

export const messages = legacy.counter('rustpbx_voicemail_messages_total', { help: 'Voicemail messages received', labels: { mailbox } });
const messageDuration = legacy.histogram('rustpbx_voicemail_duration_seconds', {
  help: 'Voicemail recording duration',
  labels: { mailbox },
  buckets: SECONDS,
});
const messagesStored = legacy.gauge('rustpbx_voicemail_messages_stored', { help: 'Voicemails stored per mailbox', labels: { mailbox } });
const transcriptions = legacy.counter('rustpbx_transcription_requests_total', { help: 'Transcription requests', labels: { language } });
export const transcribed = legacy.counter('rustpbx_transcription_success_total', {
  help: 'Successful transcriptions',
  labels: { language },
});
export const notTranscribed = legacy.counter('rustpbx_transcription_failed_total', {
  help: 'Failed transcriptions',
  labels: { language, reason: TRANSCRIPTION_REASON },
});
const transcriptionLatency = legacy.histogram('rustpbx_transcription_latency_seconds', {
  help: 'Transcription processing time',
  labels: { language },
  buckets: SECONDS,
});
const transcriptionAudio = legacy.histogram('rustpbx_transcription_audio_seconds', {
  help: 'Audio duration transcribed',
  labels: { language },
  buckets: SECONDS,
});
const routes = legacy.counter('rustpbx_routing_evaluations_total', {
  help: 'Route evaluations',
  labels: { direction: WAY, matched: ['true', 'false'] },
});
const defaultRoutes = legacy.counter('rustpbx_routing_default_route_total', { help: 'Default route usage', labels: { direction: WAY } });
const routeLatency = legacy.histogram('rustpbx_routing_evaluation_seconds', { help: 'Route evaluation latency', buckets: SECONDS });
const authAttempts = legacy.counter('rustpbx_auth_attempts_total', { help: 'Authentication attempts', labels: { method } });
const authSuccess = legacy.counter('rustpbx_auth_success_total', { help: 'Successful authentications', labels: { method } });
export const authFailure = legacy.counter('rustpbx_auth_failure_total', {
  help: 'Failed authentications',
  labels: { method, reason: AUTH_REASON },
});

/** Voicemail, transcription, routing and authentication. */
export const rustpbxServices: readonly Move[] = [
  moves(messages, { 'voicemail.left': (left, metric) => metric.inc({ mailbox: left.mailbox }) }),
  moves(messageDuration, { 'voicemail.left': (left, metric) => metric.observe(left.seconds, { mailbox: left.mailbox }) }),
  moves(messagesStored, { 'voicemail.stored': (stored, metric) => metric.set(stored.count, { mailbox: stored.mailbox }) }),
  moves(transcriptions, { 'transcription.started': (started, metric) => metric.inc({ language: started.language }) }),
  moves(transcribed, {
    'transcription.ended': (ended, metric) => {
      if (ended.outcome === 'ok') metric.inc({ language: ended.language });
    },
  }),
  moves(notTranscribed, {
    'transcription.ended': (ended, metric) => {
      if (ended.outcome === 'failed') metric.inc({ language: ended.language, reason: ended.reason ?? 'other' });
    },
  }),
  moves(transcriptionLatency, {
    'transcription.ended': (ended, metric) => {
      if (ended.seconds !== undefined) metric.observe(ended.seconds, { language: ended.language });
    },
  }),
  moves(transcriptionAudio, {
    'transcription.ended': (ended, metric) => {
      if (ended.audioSeconds !== undefined) metric.observe(ended.audioSeconds, { language: ended.language });
    },
  }),
  moves(routes, {
    'route.evaluated': ({ direction, isMatched }, metric) =>
      metric.inc({ direction: wayOf(direction), matched: isMatched ? 'true' : 'false' }),
  }),
  moves(defaultRoutes, {
    'route.evaluated': ({ direction, isDefault }, metric) => {
      if (isDefault) metric.inc({ direction: wayOf(direction) });
    },
  }),
  moves(routeLatency, {
    'route.evaluated': ({ seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds);
    },
  }),
  moves(authAttempts, { 'auth.checked': (checked, metric) => metric.inc({ method: checked.method }) }),
  moves(authSuccess, {
    'auth.checked': (checked, metric) => {
      if (checked.outcome === 'ok') metric.inc({ method: checked.method });
    },
  }),
  moves(authFailure, {
    'auth.checked': (checked, metric) => {
      if (checked.outcome === 'failed') metric.inc({ method: checked.method, reason: checked.reason ?? 'other' });
    },
  }),
];
