import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Reader } from '../metrics/index.ts';
import { livenessOf } from './liveness.ts';
import type { MetricsResponder } from './metrics-response.ts';
import { metricsHandler } from './metrics-handler.ts';

/** Beyond this time without a byte from or to a client, its connection is closed: each may hold the text of a scrape. */
const IDLE_MS = 30_000;
/** Further connections are refused. */
const MAX_CONNECTIONS = 64;

/** Makes a server, not listening yet, of `/metrics` and `/livez`. `ageSeconds`: how long ago the watched thread ticked. */
export function createMetricsServer(reader: Reader | MetricsResponder, ageSeconds: () => number): Server {
  const metrics = metricsHandler(reader);
  const server = createServer((request, response) => {
    switch (pathOf(request)) {
      case '/metrics':
        metrics(request, response);
        return;
      case '/livez':
        answerLivez(request, response, ageSeconds());
        return;
      default:
        response.writeHead(404).end();
    }
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_MS);
  return server;
}

/** The path without its query and without a slash at its end. */
function pathOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').split('?', 1);
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function answerLivez(request: IncomingMessage, response: ServerResponse, ageSeconds: number): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const { status, body } = livenessOf(ageSeconds);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
