import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type HttpRefusal, TeleError } from '../../core/index.ts';
import { boundConnections, LATE_REQUESTS_INTERVAL_MS } from '../../metrics-node/index.ts';
import type { createApp } from './app.ts';
import { mostConnections } from './connection-share.ts';

const MAX_HEADER_BYTES = 16 * 1024;
/** How long open requests may take once the server closes. */
const CLOSE_MS = 2000;

/** A bound port. */
export interface Listening {
  /** `host:port`, with the port that was really bound. */
  readonly address: string;
  /** Takes no new connection, lets the open requests end and cuts those that do not; all of them at once when it is hurried. */
  close(isHurried?: boolean): Promise<void>;
}

/** Where to listen, and who is told of connections that are closed before they are answered. */
interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly refused: (reason: HttpRefusal) => void;
}

/** Binds a port and serves the routes on it. Throws `LISTEN_FAILED`. */
export async function listen(app: ReturnType<typeof createApp>, { host, port, refused }: ListenOptions): Promise<Listening> {
  const serverOptions = { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: LATE_REQUESTS_INTERVAL_MS };
  // Without other options the adaptor makes a server of node:http.
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  boundConnections(server, { most: mostConnections(), refused });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new TeleError('LISTEN_FAILED', `HTTP could not bind ${join(host, port)} (${cause.message}).`, cause)),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  return {
    address: join(host, typeof bound === 'object' && bound !== null ? bound.port : port),
    close: (isHurried = false) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), isHurried ? 0 : CLOSE_MS).unref();
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function join(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
