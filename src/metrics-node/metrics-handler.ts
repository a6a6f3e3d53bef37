import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reader } from '../metrics/index.ts';
import { createMetricsResponder, type MetricsResponder } from './metrics-response.ts';
import { sendMetrics } from './send-metrics.ts';

/** Answers one request of node:http. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes a listener of node:http that answers scrapes of a registry, or by a responder, in the thread that calls it. It serves every path that it
 * is given, so the host mounts it: `createServer(handler)`, Express `app.get('/metrics', handler)`, Fastify
 * `handler(request.raw, reply.hijack().raw)`. Other methods than GET and HEAD get 405.
 */
export function metricsHandler(source: Reader | MetricsResponder): MetricsHandler {
  const answer = typeof source === 'function' ? source : createMetricsResponder(source);
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    answer(request.headers)
      // To HEAD, node:http sends no body.
      .then((metrics) => sendMetrics(response, metrics))
      // Nothing of a scrape may end the host. The scraper sees the failure.
      .catch(() => (response.headersSent ? response : response.writeHead(500)).end());
  };
}
