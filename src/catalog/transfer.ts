import { catalog, DIRECTION, moves, SUCCESS, TRANSFER_MODE, TRANSFER_REASON, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { WAITING_SECONDS } from './buckets.ts';

const queue = open(64);

export const transferAttempts = counter('telephony_transfer_attempts_total', {
  help: 'Calls that somebody began to hand on.',
  labels: { mode: TRANSFER_MODE, direction: DIRECTION },
});

export const transfers = counter('telephony_transfers_total', {
  help: 'Calls that were handed on or could not be.',
  labels: { mode: TRANSFER_MODE, outcome: SUCCESS },
});

export const transferFailures = counter('telephony_transfer_failures_total', {
  help: 'Calls that could not be handed on, by reason. sip: the target answered with an error.',
  labels: { mode: TRANSFER_MODE, reason: TRANSFER_REASON },
});

export const queueTransfers = counter('telephony_transfer_from_queue_total', {
  help: 'Calls from a queue that were handed on or could not be.',
  labels: { queue, outcome: SUCCESS },
});

export const transferSeconds = histogram('telephony_transfer_seconds', {
  help: 'What handing on took, in seconds. Absent where nobody told.',
  labels: { mode: TRANSFER_MODE, outcome: SUCCESS },
  buckets: WAITING_SECONDS,
});

export const transfersActive = gauge('telephony_transfers_active', {
  help: 'Calls that are being handed on. Absent until a program tells.',
  labels: { source: open(32) },
});

/** Transfers of calls. */
export const transferCatalog = catalog(
  'transfer',
  [
    moves(transferAttempts, { 'transfer.started': ({ mode, direction }, metric) => metric.inc({ mode, direction }) }),
    moves(transfers, { 'transfer.ended': ({ mode, outcome }, metric) => metric.inc({ mode, outcome }) }),
    moves(transferFailures, {
      'transfer.ended': ({ mode, outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ mode, reason: reason ?? 'other' });
      },
    }),
    moves(queueTransfers, {
      'transfer.ended': ({ queue, outcome }, metric) => {
        if (queue !== undefined) metric.inc({ queue, outcome });
      },
    }),
    moves(transferSeconds, {
      'transfer.ended': ({ mode, outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { mode, outcome });
      },
    }),
    moves(transfersActive, { 'transfer.active': ({ source, count }, metric) => metric.set(count, { source }) }),
  ],
  TOLD,
);
