import type { AlertCases } from '../scene.ts';
import { buckets, counts, series } from './counts.ts';

const codec = { codec: 'PCMA' };
const legs = series('telephony_media_legs_total', codec);
const stalls = series('telephony_media_stalls_total', { direction: 'received' });

export const mediaCases: AlertCases = {
  MosLow: {
    fires: {
      'half of the legs have a MOS of 3.1 at most': {
        series: buckets('telephony_media_mos', codec, 20, { 3.1: 2, 4.5: 4 }),
        at: 1200,
        value: '50%',
      },
    },
    quiet: {
      'all legs are good': { series: buckets('telephony_media_mos', codec, 20, { 3.1: 0, 4.5: 4 }), at: 1200 },
      'two bad legs are no pattern': {
        series: {
          [series('telephony_media_mos_bucket', { ...codec, le: '3.1' })]: counts([10, 0], [2, 1], [8, 0]),
          [series('telephony_media_mos_count', codec)]: counts([10, 0], [2, 1], [8, 0]),
        },
        at: 1200,
      },
    },
  },
  PacketLossHigh: {
    fires: {
      'half of the legs lose more than 5 %': {
        series: buckets('telephony_media_loss_ratio', codec, 20, { 0.05: 2, 0.5: 4 }),
        at: 1200,
        value: '50%',
      },
    },
    quiet: { 'all legs lose less': { series: buckets('telephony_media_loss_ratio', codec, 20, { 0.05: 4, 0.5: 4 }), at: 1200 } },
  },
  OneWayAudio: {
    fires: {
      'every other leg stalls': { series: { [legs]: counts([20, 2]), [stalls]: counts([20, 1]) }, at: 1200, value: '50%' },
    },
    quiet: {
      'one of a hundred stalls': { series: { [legs]: counts([20, 100]), [stalls]: counts([20, 1]) }, at: 1200 },
      'two stalls are too few': {
        series: { [legs]: counts([10, 0], [2, 1], [8, 0]), [stalls]: counts([10, 0], [2, 1], [8, 0]) },
        at: 1200,
      },
    },
  },
};
