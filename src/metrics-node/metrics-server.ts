import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Reader } from '../metrics/index.ts';
import { boundConnections, CONNECTION_TIMES } from './bound-connections.ts';
import { livenessOf } from './liveness.ts';
import type { MetricsResponder } from './metrics-response.ts';
import { metricsHandler } from './metrics-handler.ts';

/** Most connections at once: each may hold the text of a scrape. */
const MAX_CONNECTIONS = 64;

/** What a server of metrics is made with. */
interface MetricsServerOptions {
  /** How long ago the watched thread ticked. */
  readonly ageSeconds: () => number;
  /** Where the metrics are. Default `/metrics`. */
  readonly path?: string;
  /** Whether a Host header is one of this server; others are answered 421. Absent: all are. */
  readonly isOwn?: (host: string | undefined) => boolean;
}

/** Makes a server, not listening yet, of the metrics and `/livez`. */
export function createMetricsServer(
  reader: Reader | MetricsResponder,
  { ageSeconds, path = '/metrics', isOwn = () => true }: MetricsServerOptions,
): Server {
  const metrics = metricsHandler(reader);
  const answer: RequestListener = (request, response) => {
    if (!isOwn(request.headers.host)) {
      response.writeHead(421).end();
      return;
    }
    switch (pathOf(request)) {
      case path:
        metrics(request, response);
        return;
      case '/livez':
        answerLivez(request, response, ageSeconds());
        return;
      default:
        response.writeHead(404).end();
    }
  };
  const server = createServer({ connectionsCheckingInterval: CONNECTION_TIMES.lookMs });
  // Nobody is told of a connection that is closed: this thread only reads the metrics.
  boundConnections({ most: MAX_CONNECTIONS, refused: () => undefined }).add(server, answer);
  return server;
}

/** The path without its query and without a slash at its end. */
function pathOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').split('?', 1);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function answerLivez(request: IncomingMessage, response: ServerResponse, ageSeconds: number): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { status, body } = livenessOf(ageSeconds);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
