import { catalog, FAILURE_REASON, moves, USSD_STATUS, TOLD } from '../core/index.ts';
import { counter, histogram, open } from '../metrics/index.ts';
import { WAITING_SECONDS } from './buckets.ts';

const modem = open(64);

export const ussdRequests = counter('telephony_ussd_requests_total', { help: 'Requests to networks by USSD.', labels: { modem } });

export const ussdResponses = counter('telephony_ussd_responses_total', {
  help: 'Answers and questions of networks by USSD, by what they ask for (3GPP TS 27.007 7.15).',
  labels: { modem, status: USSD_STATUS },
});

export const ussdFailures = counter('telephony_ussd_failures_total', {
  help: 'Requests by USSD that got no answer.',
  labels: { modem, reason: FAILURE_REASON },
});

export const ussdSeconds = histogram('telephony_ussd_response_seconds', {
  help: 'Request by USSD to its answer, in seconds. Absent where the network began, or nobody told.',
  labels: { modem },
  buckets: WAITING_SECONDS,
});

/** USSD. */
export const ussdCatalog = catalog(
  'ussd',
  [
    moves(ussdRequests, { 'ussd.sent': ({ modem }, metric) => metric.inc({ modem }) }),
    moves(ussdResponses, { 'ussd.response': ({ modem, status }, metric) => metric.inc({ modem, status }) }),
    moves(ussdFailures, { 'ussd.failed': ({ modem, reason }, metric) => metric.inc({ modem, reason }) }),
    moves(ussdSeconds, {
      'ussd.response': ({ modem, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { modem });
      },
    }),
  ],
  TOLD,
);
