import type { HealthLock } from './health-lock.ts';
import type { HealthAnswer } from '../presets/index.ts';
import { metricsFetch, metricsHandler, type MetricsFetch, type MetricsHandler, type MetricsResponder } from '../metrics-node/index.ts';

/** The health document at a path; undefined when there is none. */
export type HealthAt = (path: string) => HealthAnswer | Promise<HealthAnswer> | undefined;

const NOT_FOUND = JSON.stringify({ error: 'not found' });
const REFUSED = JSON.stringify({ error: 'a key is needed' });
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** What handlers answer. */
export interface Answers {
  readonly metrics: MetricsResponder;
  /** Where the metrics are. */
  readonly isMetrics: (path: string) => boolean;
  readonly healthAt: HealthAt;
  /** Absent: every health document is open. */
  readonly healthLock?: HealthLock | undefined;
}

/** A listener of node:http: metrics and health at their paths, 404 at every other. */
export function createHandler({ metrics, isMetrics, healthAt, healthLock }: Answers): MetricsHandler {
  const scrape = metricsHandler(metrics);
  const health = createHealthHandler(healthAt, healthLock);
  return (request, response) => (isMetrics(pathOf(request.url ?? '/')) ? scrape(request, response) : health(request, response));
}

/** A listener of node:http: health at its paths, 404 at every other. */
export function createHealthHandler(healthAt: HealthAt, lock?: HealthLock): MetricsHandler {
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    const refusal = lock?.(path, request.headers.authorization);
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { ...JSON_HEADERS, ...refusal.headers }).end(REFUSED);
      return;
    }
    const found = healthAt(path);
    if (found === undefined) {
      response.writeHead(404, JSON_HEADERS).end(NOT_FOUND);
      return;
    }
    if (!isRead(request.method)) {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    Promise.resolve(found)
      .then(({ status, body }) => response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body)))
      // Nothing of a probe may end the host. Who asks sees the failure.
      .catch(() => (response.headersSent ? response : response.writeHead(500)).end());
  };
}

/** The same as `createHandler` for servers of the Fetch standard. */
export function createFetchHandler({ metrics, isMetrics, healthAt, healthLock }: Answers): MetricsFetch {
  const scrape = metricsFetch(metrics);
  return async (request) => {
    const path = pathOf(request.url);
    if (isMetrics(path)) return scrape(request);
    const isHead = request.method === 'HEAD';
    const refusal = healthLock?.(path, request.headers.get('authorization') ?? undefined);
    if (refusal !== undefined)
      return new Response(isHead ? null : REFUSED, { status: refusal.status, headers: { ...JSON_HEADERS, ...refusal.headers } });
    const found = await healthAt(path);
    if (found === undefined) return new Response(isHead ? null : NOT_FOUND, { status: 404, headers: JSON_HEADERS });
    if (!isRead(request.method)) return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    return new Response(isHead ? null : JSON.stringify(found.body), { status: found.status, headers: JSON_HEADERS });
  };
}

function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The path alone, whether an origin comes before it and a query or a slash behind it or not. */
function pathOf(url: string): string {
  return withoutSlash(url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, ''));
}

/** A path without a slash at its end. */
export function withoutSlash(path: string): string {
  return path.replace(/(?<=[^/])\/$/, '');
}
