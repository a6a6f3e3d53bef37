import { BIP_BEARER, catalog, DATA_DIRECTION, FAILURE_REASON, moves, SUCCESS, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS } from './buckets.ts';

export const bipOpened = counter('telephony_bip_channels_opened_total', {
  help: 'Channels of the Bearer Independent Protocol (ETSI TS 102 223) that cards opened.',
  labels: { bearer: BIP_BEARER },
});

export const bipSeconds = histogram('telephony_bip_channel_seconds', {
  help: 'How long channels were open, in seconds. Absent where nobody told.',
  labels: { bearer: BIP_BEARER, outcome: SUCCESS },
  buckets: JOB_SECONDS,
});

export const bipClosed = counter('telephony_bip_channels_closed_total', {
  help: 'Channels that are closed, by how they came out.',
  labels: { bearer: BIP_BEARER, outcome: SUCCESS },
});

export const bipActive = gauge('telephony_bip_channels_active', {
  help: 'Channels that are open. Absent until a program tells.',
  labels: { source: open(32), bearer: BIP_BEARER },
});

export const bipBytes = counter('telephony_bip_bytes_total', {
  help: 'Data over channels, in bytes, as the card sees it.',
  labels: { direction: DATA_DIRECTION, bearer: BIP_BEARER },
});

export const bipErrors = counter('telephony_bip_errors_total', {
  help: 'What went wrong with channels.',
  labels: { bearer: BIP_BEARER, reason: FAILURE_REASON },
});

/** The Bearer Independent Protocol: how cards reach servers. */
export const bipCatalog = catalog(
  'bip',
  [
    moves(bipOpened, { 'bip.opened': ({ bearer }, metric) => metric.inc({ bearer }) }),
    moves(bipSeconds, {
      'bip.closed': ({ bearer, outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { bearer, outcome });
      },
    }),
    moves(bipClosed, { 'bip.closed': ({ bearer, outcome }, metric) => metric.inc({ bearer, outcome }) }),
    moves(bipActive, { 'bip.active': ({ source, bearer, count }, metric) => metric.set(count, { source, bearer }) }),
    moves(bipBytes, { 'bip.data': ({ direction, bearer, lengthBytes }, metric) => metric.add(lengthBytes, { direction, bearer }) }),
    moves(bipErrors, { 'bip.error': ({ bearer, reason }, metric) => metric.inc({ bearer, reason }) }),
  ],
  TOLD,
);
