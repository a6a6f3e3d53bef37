import { AUTH_METHOD, AUTH_REASON, catalog, moves, SUCCESS, TOLD } from '../core/index.ts';
import { counter } from '../metrics/index.ts';

export const authAttempts = counter('telephony_auth_attempts_total', {
  help: 'Attempts to prove who one is, in SIP and HTTP, by method and how they came out.',
  labels: { method: AUTH_METHOD, outcome: SUCCESS },
});

export const authFailures = counter('telephony_auth_failures_total', {
  help: 'Such attempts that were not accepted, by reason. challenged: they carried no credentials and were asked for them.',
  labels: { method: AUTH_METHOD, reason: AUTH_REASON },
});

/** Authentication. */
export const authCatalog = catalog(
  'auth',
  [
    moves(authAttempts, { 'auth.checked': ({ method, outcome }, metric) => metric.inc({ method, outcome }) }),
    moves(authFailures, {
      'auth.checked': ({ method, outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ method, reason: reason ?? 'other' });
      },
    }),
  ],
  TOLD,
);
