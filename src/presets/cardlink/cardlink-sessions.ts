import {
  BIP_BEARER,
  DATA_DIRECTION,
  FAILURE_REASON,
  moves,
  OTA_KIND,
  OTA_OUTCOME,
  OTA_PROTOCOL,
  OTA_REASON,
  TLS_REASON,
  type Move,
} from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { RESULT, resultOf } from './cardlink-result.ts';

const SESSION_SECONDS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600];
const cipherSuite = open(64);

export const activeSessions = legacy.gauge('cardlink_active_sessions', {
  help: 'Number of currently active sessions',
  labels: { session_type: OTA_KIND },
});
export const sessionDuration = legacy.histogram('cardlink_session_duration_seconds', {
  help: 'Session duration in seconds',
  labels: { session_type: OTA_KIND, status: OTA_OUTCOME },
  buckets: SESSION_SECONDS,
});
export const sessionErrors = legacy.counter('cardlink_session_errors_total', {
  help: 'Total number of session errors',
  labels: { session_type: OTA_KIND, error_type: OTA_REASON },
});
export const sessions = legacy.counter('cardlink_sessions_total', {
  help: 'Total number of sessions started',
  labels: { session_type: OTA_KIND, protocol: OTA_PROTOCOL },
});
export const bipActive = legacy.gauge('cardlink_bip_connections_active', {
  help: 'Number of active BIP connections',
  labels: { bearer_type: BIP_BEARER },
});
export const bipBytes = legacy.counter('cardlink_bip_bytes_transferred_total', {
  help: 'Total bytes transferred over BIP',
  labels: { direction: DATA_DIRECTION, bearer_type: BIP_BEARER },
});
const bipDuration = legacy.histogram('cardlink_bip_connection_duration_seconds', {
  help: 'BIP connection duration in seconds',
  labels: { bearer_type: BIP_BEARER, status: RESULT },
  buckets: SESSION_SECONDS,
});
export const bipErrors = legacy.counter('cardlink_bip_errors_total', {
  help: 'Total number of BIP errors',
  labels: { error_type: FAILURE_REASON, bearer_type: BIP_BEARER },
});
export const handshakes = legacy.counter('cardlink_tls_handshakes_total', {
  help: 'Total number of TLS handshakes',
  labels: { cipher_suite: cipherSuite, result: RESULT },
});
export const handshakeDuration = legacy.histogram('cardlink_tls_handshake_duration_seconds', {
  help: 'TLS handshake duration in seconds',
  labels: { cipher_suite: cipherSuite },
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});
export const tlsActive = legacy.gauge('cardlink_tls_connections_active', { help: 'Number of active TLS connections' });
export const tlsErrors = legacy.counter('cardlink_tls_errors_total', {
  help: 'Total number of TLS errors',
  labels: { error_type: TLS_REASON },
});

/** Sessions over the air, their channels and connections. */
export const cardlinkSessions: readonly Move[] = [
  moves(activeSessions, { 'ota.active': ({ kind, count }, metric) => metric.set(count, { session_type: kind }) }),
  moves(sessionDuration, {
    'ota.ended': ({ kind, outcome, seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds, { session_type: kind, status: outcome });
    },
  }),
  moves(sessionErrors, { 'ota.error': ({ kind, reason }, metric) => metric.inc({ session_type: kind, error_type: reason }) }),
  moves(sessions, { 'ota.started': ({ kind, protocol }, metric) => metric.inc({ session_type: kind, protocol }) }),
  moves(bipActive, { 'bip.active': ({ bearer, count }, metric) => metric.set(count, { bearer_type: bearer }) }),
  moves(bipBytes, { 'bip.data': (data, metric) => metric.add(data.lengthBytes, { direction: data.direction, bearer_type: data.bearer }) }),
  moves(bipDuration, {
    'bip.closed': ({ bearer, outcome, seconds }, metric) => {
      if (seconds !== undefined) metric.observe(seconds, { bearer_type: bearer, status: resultOf(outcome) });
    },
  }),
  moves(bipErrors, { 'bip.error': ({ reason, bearer }, metric) => metric.inc({ error_type: reason, bearer_type: bearer }) }),
  moves(handshakes, {
    'tls.handshake': (handshake, metric) => metric.inc({ cipher_suite: handshake.cipherSuite, result: resultOf(handshake.outcome) }),
  }),
  moves(handshakeDuration, {
    'tls.handshake': (handshake, metric) => {
      if (handshake.seconds !== undefined) metric.observe(handshake.seconds, { cipher_suite: handshake.cipherSuite });
    },
  }),
  moves(tlsActive, { 'tls.active': ({ count }, metric) => metric.set(count) }),
  moves(tlsErrors, { 'tls.error': ({ reason }, metric) => metric.inc({ error_type: reason }) }),
];
