import { catalog, DATA_DIRECTION, labelText, moves } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JITTER_SECONDS, JOB_SECONDS, LOSS_RATIOS, MOS_SCORES, NATIVE, SIGNALLING_SECONDS } from './buckets.ts';
import { legJitterSeconds, legLossRatio, legMos } from './leg-quality.ts';

const codec = open(32);
const UNKNOWN = labelText('unknown');

export const mediaReports = counter('telephony_media_reports_total', {
  help: 'RTCP reports received, one per report block. They are counted, not evaluated yet.',
  labels: { source: open(32) },
});

export const mediaLegs = counter('telephony_media_legs_total', {
  help: 'Legs whose media is over, by codec.',
  labels: { codec },
});

export const mediaJitter = histogram('telephony_media_jitter_seconds', {
  help: 'Interarrival jitter (RFC 3550) of a leg as a whole, in seconds, once per leg. Absent where nobody told it or the clock rate.',
  labels: { codec },
  buckets: JITTER_SECONDS,
  native: NATIVE,
});

export const mediaLoss = histogram('telephony_media_loss_ratio', {
  help: 'Share of the packets of a leg that did not arrive, from its begin to its end, once per leg. Absent where nobody told.',
  labels: { codec },
  buckets: LOSS_RATIOS,
});

export const mediaRoundTrip = histogram('telephony_media_round_trip_seconds', {
  help: 'Round-trip time of a leg, in seconds, once per leg, as its program tells it. Absent where nobody told.',
  labels: { codec },
  buckets: SIGNALLING_SECONDS,
  native: NATIVE,
});

export const mediaMos = histogram('telephony_media_mos', {
  help: 'Estimated mean opinion score of a leg, 1 to 5 (ITU-T G.107), once per leg. Absent where nobody told.',
  labels: { codec },
  buckets: MOS_SCORES,
});

export const mediaActive = gauge('telephony_media_legs_active', {
  help: 'Legs whose media flows, by codec. Absent until a program tells.',
  labels: { source: open(32), codec },
});

export const mediaPackets = counter('telephony_media_packets_total', {
  help: 'RTP packets sent and received, by codec, as programs tell while it flows.',
  labels: { direction: DATA_DIRECTION, codec },
});

export const mediaBytes = counter('telephony_media_bytes_total', {
  help: 'Bytes of RTP sent and received, by codec, as programs tell while it flows.',
  labels: { direction: DATA_DIRECTION, codec },
});

export const mediaLostPackets = counter('telephony_media_packets_lost_total', {
  help: 'RTP packets that did not arrive. sent: at the peer. received: here.',
  labels: { direction: DATA_DIRECTION },
});

export const mediaTrafficJitter = histogram('telephony_media_traffic_jitter_seconds', {
  help: 'Interarrival jitter while media flows, in seconds, as programs tell it from time to time. Absent where nobody told.',
  labels: { direction: DATA_DIRECTION },
  buckets: JITTER_SECONDS,
});

export const mediaStalls = counter('telephony_media_stalls_total', {
  help: 'Times that no media flowed although the call was answered.',
  labels: { direction: DATA_DIRECTION },
});

export const mediaStallSeconds = histogram('telephony_media_stall_seconds', {
  help: 'For how long no media flowed, in seconds.',
  labels: { direction: DATA_DIRECTION },
  buckets: JOB_SECONDS,
});

/** The quality of media as parties and programs report it. */
export const mediaCatalog = catalog('media', [
  moves(mediaReports, { 'media.report': ({ source }, metric) => metric.inc({ source }) }),
  moves(mediaLegs, { 'media.ended': ({ codec = UNKNOWN }, metric) => metric.inc({ codec }) }),
  moves(mediaJitter, {
    'media.ended': (leg, metric) => {
      const seconds = legJitterSeconds(leg);
      if (seconds !== undefined) metric.observe(seconds, { codec: leg.codec ?? UNKNOWN });
    },
  }),
  moves(mediaLoss, {
    'media.ended': (leg, metric) => {
      const ratio = legLossRatio(leg);
      if (ratio !== undefined) metric.observe(ratio, { codec: leg.codec ?? UNKNOWN });
    },
  }),
  moves(mediaRoundTrip, {
    'media.ended': ({ codec = UNKNOWN, rttSeconds }, metric) => {
      if (rttSeconds !== undefined) metric.observe(rttSeconds, { codec });
    },
  }),
  moves(mediaMos, {
    'media.ended': (leg, metric) => {
      const mos = legMos(leg);
      if (mos !== undefined) metric.observe(mos, { codec: leg.codec ?? UNKNOWN });
    },
  }),
  moves(mediaActive, { 'media.active': ({ source, codec, count }, metric) => metric.set(count, { source, codec }) }),
  moves(mediaPackets, { 'media.traffic': ({ direction, codec, packets }, metric) => metric.add(packets, { direction, codec }) }),
  moves(mediaBytes, { 'media.traffic': ({ direction, codec, lengthBytes }, metric) => metric.add(lengthBytes, { direction, codec }) }),
  moves(mediaLostPackets, { 'media.traffic': ({ direction, packetsLost }, metric) => metric.add(packetsLost, { direction }) }),
  moves(mediaTrafficJitter, {
    'media.traffic': ({ direction, jitterSeconds }, metric) => {
      if (jitterSeconds !== undefined) metric.observe(jitterSeconds, { direction });
    },
  }),
  moves(mediaStalls, { 'media.stalled': ({ direction }, metric) => metric.inc({ direction }) }),
  moves(mediaStallSeconds, { 'media.stalled': ({ direction, seconds }, metric) => metric.observe(seconds, { direction }) }),
]);
