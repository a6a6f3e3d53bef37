import { catalog, moves, TOLD } from '../core/index.ts';
import { gauge, histogram, open } from '../metrics/index.ts';
import { SIGNALLING_SECONDS } from './buckets.ts';

const trunk = open(64);

export const trunkUp = gauge('telephony_trunk_up', {
  help: '1 while a trunk can be used, 0 while it cannot, as its program told last. Absent until it does.',
  labels: { trunk },
});

export const trunkResponse = histogram('telephony_trunk_response_seconds', {
  help: 'Probe of a trunk to its answer, in seconds. Absent where nobody told.',
  labels: { trunk },
  buckets: SIGNALLING_SECONDS,
});

export const trunkCalls = gauge('telephony_trunk_calls', {
  help: 'Calls over a trunk right now. Absent until its program tells.',
  labels: { trunk },
});

export const trunkCallLimit = gauge('telephony_trunk_calls_limit', {
  help: 'The most calls that a trunk carries. Absent until its program tells.',
  labels: { trunk },
});

/** Trunks as their programs tell of them; attempts over trunks are with the calls. */
export const trunkCatalog = catalog(
  'trunk',
  [
    moves(trunkUp, { 'trunk.state': ({ trunk, isUp }, metric) => metric.set(isUp ? 1 : 0, { trunk }) }),
    moves(trunkResponse, {
      'trunk.state': ({ trunk, responseSeconds }, metric) => {
        if (responseSeconds !== undefined) metric.observe(responseSeconds, { trunk });
      },
    }),
    moves(trunkCalls, {
      'trunk.state': ({ trunk, callCount }, metric) => {
        if (callCount !== undefined) metric.set(callCount, { trunk });
      },
    }),
    moves(trunkCallLimit, {
      'trunk.state': ({ trunk, callLimit }, metric) => {
        if (callLimit !== undefined) metric.set(callLimit, { trunk });
      },
    }),
  ],
  TOLD,
);
