import { catalog, DTLS_OUTCOME, ICE_CANDIDATE, ICE_OUTCOME, moves, WEBRTC_REASON, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { NATIVE, SIGNALLING_SECONDS } from './buckets.ts';

export const webrtcConnections = counter('telephony_webrtc_connections_total', { help: 'WebRTC connections that were established.' });

export const webrtcConnectSeconds = histogram('telephony_webrtc_connect_seconds', {
  help: 'Offer to the connected state of a WebRTC connection, in seconds. Absent where nobody told.',
  buckets: SIGNALLING_SECONDS,
  native: NATIVE,
});

export const webrtcFailures = counter('telephony_webrtc_failures_total', {
  help: 'WebRTC connections that were not established, or broke.',
  labels: { reason: WEBRTC_REASON },
});

export const webrtcActive = gauge('telephony_webrtc_connections_active', {
  help: 'WebRTC connections that are open. Absent until a program tells.',
  labels: { source: open(32) },
});

export const iceResults = counter('telephony_webrtc_ice_results_total', {
  help: 'Results of ICE (RFC 8445), by the kind of the local candidate in use.',
  labels: { outcome: ICE_OUTCOME, candidate: ICE_CANDIDATE },
});

export const iceSeconds = histogram('telephony_webrtc_ice_seconds', {
  help: 'First check of ICE to its result, in seconds. Absent where nobody told.',
  labels: { outcome: ICE_OUTCOME },
  buckets: SIGNALLING_SECONDS,
  native: NATIVE,
});

export const dtlsHandshakes = counter('telephony_webrtc_dtls_handshakes_total', {
  help: 'DTLS-SRTP handshakes (RFC 5764) by how they came out.',
  labels: { outcome: DTLS_OUTCOME },
});

export const dtlsSeconds = histogram('telephony_webrtc_dtls_seconds', {
  help: 'What DTLS-SRTP handshakes took, in seconds. Absent where nobody told.',
  labels: { outcome: DTLS_OUTCOME },
  buckets: SIGNALLING_SECONDS,
});

/** WebRTC: connections, and what they are made by. */
export const webrtcCatalog = catalog(
  'webrtc',
  [
    moves(webrtcConnections, { 'webrtc.connected': (_event, metric) => metric.inc() }),
    moves(webrtcConnectSeconds, {
      'webrtc.connected': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(webrtcFailures, { 'webrtc.failed': ({ reason }, metric) => metric.inc({ reason }) }),
    moves(webrtcActive, { 'webrtc.active': ({ source, count }, metric) => metric.set(count, { source }) }),
    moves(iceResults, { 'media.ice': ({ outcome, candidate }, metric) => metric.inc({ outcome, candidate }) }),
    moves(iceSeconds, {
      'media.ice': ({ outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { outcome });
      },
    }),
    moves(dtlsHandshakes, { 'media.dtls': ({ outcome }, metric) => metric.inc({ outcome }) }),
    moves(dtlsSeconds, {
      'media.dtls': ({ outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { outcome });
      },
    }),
  ],
  TOLD,
);
