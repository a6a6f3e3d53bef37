import type { Reader } from '../metrics/index.ts';
import { createMetricsResponder, type MetricsResponder } from './metrics-response.ts';
import { webResponse } from './send-metrics.ts';

/** Answers one request of the Fetch standard. */
export type MetricsFetch = (request: Request) => Promise<Response>;

/**
 * Makes a function that answers scrapes of a registry, or by a responder, for servers of the Fetch standard, such as hono. It serves every path
 * that it is given. Other methods than GET and HEAD get 405.
 */
export function metricsFetch(source: Reader | MetricsResponder): MetricsFetch {
  const answer = typeof source === 'function' ? source : createMetricsResponder(source);
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    const metrics = await answer(Object.fromEntries(request.headers));
    if (request.method === 'GET') return webResponse(metrics);
    metrics.release();
    return new Response(null, { status: metrics.status, headers: metrics.headers });
  };
}
