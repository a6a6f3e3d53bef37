import { catalog, moves, PSK_CHANGE, SUCCESS, TLS_REASON, TLS_VERSION, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, SIGNALLING_SECONDS } from './buckets.ts';

const cipherSuite = open(64);

export const tlsHandshakes = counter('telephony_tls_handshakes_total', {
  help: 'TLS handshakes by cipher suite and how they came out.',
  labels: { cipher_suite: cipherSuite, outcome: SUCCESS },
});

export const tlsVersions = counter('telephony_tls_versions_total', {
  help: 'TLS handshakes that succeeded, by version.',
  labels: { version: TLS_VERSION },
});

export const tlsFailures = counter('telephony_tls_handshake_failures_total', {
  help: 'TLS handshakes that failed, by reason.',
  labels: { reason: TLS_REASON },
});

export const tlsHandshakeSeconds = histogram('telephony_tls_handshake_seconds', {
  help: 'What TLS handshakes took, in seconds. Absent where nobody told.',
  labels: { cipher_suite: cipherSuite },
  buckets: SIGNALLING_SECONDS,
  native: NATIVE,
});

export const tlsActive = gauge('telephony_tls_connections_active', {
  help: 'TLS connections that are open. Absent until a program tells.',
  labels: { source: open(32) },
});

export const tlsSeconds = histogram('telephony_tls_connection_seconds', {
  help: 'How long TLS connections were open, in seconds. Absent where nobody told.',
  buckets: JOB_SECONDS,
});

export const tlsErrors = counter('telephony_tls_errors_total', {
  help: 'TLS connections that broke, by reason.',
  labels: { reason: TLS_REASON },
});

export const tlsMismatches = counter('telephony_tls_psk_mismatches_total', {
  help: 'Clients that showed an identity without a key, or with another key.',
});

export const tlsKeys = counter('telephony_tls_psk_keys_changed_total', {
  help: 'Pre-shared keys that were added, rotated or removed.',
  labels: { change: PSK_CHANGE },
});

/** TLS, with certificates and with pre-shared keys. */
export const tlsCatalog = catalog(
  'tls',
  [
    moves(tlsHandshakes, { 'tls.handshake': (one, metric) => metric.inc({ cipher_suite: one.cipherSuite, outcome: one.outcome }) }),
    moves(tlsVersions, {
      'tls.handshake': ({ outcome, version }, metric) => {
        if (outcome === 'ok') metric.inc({ version });
      },
    }),
    moves(tlsFailures, {
      'tls.handshake': ({ outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ reason: reason ?? 'other' });
      },
    }),
    moves(tlsHandshakeSeconds, {
      'tls.handshake': (one, metric) => {
        if (one.seconds !== undefined) metric.observe(one.seconds, { cipher_suite: one.cipherSuite });
      },
    }),
    moves(tlsActive, { 'tls.active': ({ source, count }, metric) => metric.set(count, { source }) }),
    moves(tlsSeconds, {
      'tls.closed': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(tlsErrors, { 'tls.error': ({ reason }, metric) => metric.inc({ reason }) }),
    moves(tlsMismatches, { 'tls.psk_mismatch': (_event, metric) => metric.inc() }),
    moves(tlsKeys, { 'tls.psk_key': ({ change }, metric) => metric.inc({ change }) }),
  ],
  TOLD,
);
