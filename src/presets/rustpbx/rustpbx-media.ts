import { DATA_DIRECTION, moves, WEBRTC_REASON, type Move } from '../../core/index.ts';
import { legacy, open } from '../../metrics/index.ts';
import { SECONDS } from './rustpbx-words.ts';

const codec = open(32);

const sent = legacy.counter('rustpbx_rtp_packets_sent_total', { help: 'RTP packets sent', labels: { codec } });
export const received = legacy.counter('rustpbx_rtp_packets_received_total', { help: 'RTP packets received', labels: { codec } });
export const lost = legacy.counter('rustpbx_rtp_packets_lost_total', { help: 'RTP packets lost', labels: { direction: DATA_DIRECTION } });
export const jitter = legacy.histogram('rustpbx_rtp_jitter_seconds', {
  help: 'RTP jitter',
  labels: { direction: DATA_DIRECTION },
  buckets: SECONDS,
});
export const codecs = legacy.gauge('rustpbx_media_codec_usage', { help: 'Current calls per codec', labels: { codec } });
const webrtc = legacy.counter('rustpbx_webrtc_connections_total', { help: 'WebRTC connections established' });
export const webrtcFailed = legacy.counter('rustpbx_webrtc_connections_failed_total', {
  help: 'WebRTC connection failures',
  labels: { reason: WEBRTC_REASON },
});
const ice = legacy.histogram('rustpbx_webrtc_ice_connection_seconds', { help: 'ICE connection establishment time', buckets: SECONDS });

/** RTP and WebRTC. */
export const rustpbxMedia: readonly Move[] = [
  moves(sent, {
    'media.traffic': (traffic, metric) => {
      if (traffic.direction === 'sent') metric.add(traffic.packets, { codec: traffic.codec });
    },
  }),
  moves(received, {
    'media.traffic': (traffic, metric) => {
      if (traffic.direction === 'received') metric.add(traffic.packets, { codec: traffic.codec });
    },
  }),
  moves(lost, { 'media.traffic': ({ direction, packetsLost }, metric) => metric.add(packetsLost, { direction }) }),
  moves(jitter, {
    'media.traffic': ({ direction, jitterSeconds }, metric) => {
      if (jitterSeconds !== undefined) metric.observe(jitterSeconds, { direction });
    },
  }),
  moves(codecs, { 'media.active': (active, metric) => metric.set(active.count, { codec: active.codec }) }),
  moves(webrtc, { 'webrtc.connected': (_, metric) => metric.inc() }),
  moves(webrtcFailed, { 'webrtc.failed': ({ reason }, metric) => metric.inc({ reason }) }),
  moves(ice, {
    'media.ice': ({ outcome, seconds }, metric) => {
      if (outcome === 'connected' && seconds !== undefined) metric.observe(seconds);
    },
  }),
];
