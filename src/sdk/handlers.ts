import type { HealthAnswer } from '../presets/index.ts';
import { metricsFetch, metricsHandler, type MetricsFetch, type MetricsHandler, type MetricsResponder } from '../metrics-node/index.ts';

/** The health document at a path; undefined when there is none. */
export type HealthAt = (path: string) => HealthAnswer | Promise<HealthAnswer> | undefined;

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** A listener of node:http: health at its paths, metrics at every other path that it is given. */
export function createHandler(answer: MetricsResponder, healthAt: HealthAt): MetricsHandler {
  const metrics = metricsHandler(answer);
  return (request, response) => {
    const found = isRead(request.method) ? healthAt(pathOf(request.url ?? '/')) : undefined;
    if (found === undefined) {
      metrics(request, response);
      return;
    }
    Promise.resolve(found)
      .then(({ status, body }) => response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body)))
      // Nothing of a probe may end the host. Who asks sees the failure.
      .catch(() => (response.headersSent ? response : response.writeHead(500)).end());
  };
}

/** The same for servers of the Fetch standard. */
export function createFetchHandler(answer: MetricsResponder, healthAt: HealthAt): MetricsFetch {
  const metrics = metricsFetch(answer);
  return async (request) => {
    const found = isRead(request.method) ? await healthAt(pathOf(request.url)) : undefined;
    if (found === undefined) return metrics(request);
    return new Response(request.method === 'HEAD' ? null : JSON.stringify(found.body), { status: found.status, headers: JSON_HEADERS });
  };
}

function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The path alone, whether an origin comes before it and a query or a slash behind it or not. */
function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return path.replace(/(?<=[^/])\/$/, '');
}
