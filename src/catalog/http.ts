import { catalog, FAILURE_REASON, HTTP_METHOD, moves, SUCCESS, WEBSOCKET_END, TOLD } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { JOB_SECONDS, NATIVE, REQUEST_SECONDS } from './buckets.ts';

const source = open(32);
const route = open(128);
const HTTP_CLASS = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;

export const httpRequests = counter('telephony_http_requests_total', {
  help: 'Requests that programs answered, by route and class of the status.',
  labels: { route, method: HTTP_METHOD, class: HTTP_CLASS },
});

export const httpSeconds = histogram('telephony_http_request_seconds', {
  help: 'What requests took, in seconds. Absent where nobody told.',
  labels: { route },
  buckets: REQUEST_SECONDS,
  native: NATIVE,
});

export const webhooks = counter('telephony_webhooks_total', {
  help: 'Webhooks that programs sent or could not send.',
  labels: { source, outcome: SUCCESS },
});

export const webhookFailures = counter('telephony_webhook_failures_total', {
  help: 'Webhooks that could not be sent, by reason.',
  labels: { reason: FAILURE_REASON },
});

export const webhookSeconds = histogram('telephony_webhook_seconds', {
  help: 'What webhooks took, in seconds. Absent where nobody told.',
  labels: { outcome: SUCCESS },
  buckets: REQUEST_SECONDS,
});

export const websocketsOpened = counter('telephony_websocket_connections_total', {
  help: 'WebSocket connections that were opened.',
  labels: { source },
});

export const websocketsClosed = counter('telephony_websocket_disconnections_total', {
  help: 'WebSocket connections that are over, by why.',
  labels: { source, reason: WEBSOCKET_END },
});

export const websocketsActive = gauge('telephony_websocket_connections_active', {
  help: 'WebSocket connections that are open. Absent until a program tells.',
  labels: { source },
});

export const websocketSeconds = histogram('telephony_websocket_connection_seconds', {
  help: 'How long WebSocket connections were open, in seconds. Absent where nobody told.',
  buckets: JOB_SECONDS,
});

export const websocketDrops = counter('telephony_websocket_dropped_messages_total', {
  help: 'Messages that were dropped because a WebSocket client was too slow.',
  labels: { source },
});

/** HTTP, webhooks and WebSockets of programs. */
export const httpCatalog = catalog(
  'http',
  [
    moves(httpRequests, {
      'http.request': ({ route, method, status }, metric) => metric.inc({ route, method, class: httpClass(status) }),
    }),
    moves(httpSeconds, {
      'http.request': ({ route, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { route });
      },
    }),
    moves(webhooks, { 'webhook.sent': ({ source, outcome }, metric) => metric.inc({ source, outcome }) }),
    moves(webhookFailures, {
      'webhook.sent': ({ outcome, reason }, metric) => {
        if (outcome === 'failed') metric.inc({ reason: reason ?? 'other' });
      },
    }),
    moves(webhookSeconds, {
      'webhook.sent': ({ outcome, seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds, { outcome });
      },
    }),
    moves(websocketsOpened, { 'websocket.opened': ({ source }, metric) => metric.inc({ source }) }),
    moves(websocketsClosed, { 'websocket.closed': ({ source, reason }, metric) => metric.inc({ source, reason }) }),
    moves(websocketsActive, { 'websocket.active': ({ source, count }, metric) => metric.set(count, { source }) }),
    moves(websocketSeconds, {
      'websocket.closed': ({ seconds }, metric) => {
        if (seconds !== undefined) metric.observe(seconds);
      },
    }),
    moves(websocketDrops, { 'websocket.dropped': ({ source, count }, metric) => metric.add(count, { source }) }),
  ],
  TOLD,
);

function httpClass(status: number): (typeof HTTP_CLASS)[number] {
  return HTTP_CLASS.find((one) => one === `${Math.floor(status / 100)}xx`) ?? 'other';
}
