import { once } from 'node:events';
import { createServer } from 'node:http';
import { TeleError } from '../core/index.ts';
import { isOwnHost } from '../metrics-node/index.ts';
import { isLoopback } from './check-options.ts';
import { createHealthHandler, type HealthAt } from './handlers.ts';
import type { ListenHealthOptions } from './ringscope-options.ts';

/** A server of health documents. */
export interface HealthListener {
  readonly port: number;
  /** Ends it and its connections. */
  close(): Promise<void>;
}

/** Most connections at once. */
const MAX_CONNECTIONS = 64;

/**
 * Serves the health documents of an instance at their paths, in the thread that calls it: a program that is stuck does not answer. It keeps no program running.
 * Throws `LISTEN_FAILED` when the address cannot be bound.
 */
export async function listenHealth(at: HealthAt, { port, host = '127.0.0.1' }: ListenHealthOptions): Promise<HealthListener> {
  const isOpen = !isLoopback(host);
  const handler = createHealthHandler(isOpen ? conclusionOf(at) : at);
  const server = createServer((request, response) => {
    if (!isOpen && !isOwnHost(request.headers.host, [host])) response.writeHead(421).end();
    else handler(request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new TeleError('LISTEN_FAILED', `Health could not be served at ${host}:${port}.`, cause);
  }
  server.unref();
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Beyond this machine the word of a document is told, and none of its reasons. */
function conclusionOf(at: HealthAt): HealthAt {
  return (path) => {
    const found = at(path);
    return found === undefined
      ? undefined
      : Promise.resolve(found).then(({ status, body }) => ({ status, body: { status: body['status'] } }));
  };
}
