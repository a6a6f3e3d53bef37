import { createServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CONNECTION_LIMITS, HepConnections, type ConnectionHandlers, type ConnectionLimits } from './hep-connections.ts';
import type { TlsAcceptor } from '../tls/index.ts';
import { untilQuiet } from './until-quiet.ts';

/** What a TCP listener tells. */
export interface TcpHandlers extends ConnectionHandlers {
  isAllowed(address: string): boolean;
}

/** A bound TCP socket with its connections. */
export interface TcpListener {
  readonly port: number;
  /** Accepts no more, reads what the connections still bring until they are quiet, for 1 s at most, and ends them. */
  close(): Promise<void>;
}

/** An idle agent that is gone without a word is found by the system. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 60_000 };

/** Binds a TCP socket; with `secure` TLS is spoken on its connections. Rejects with the system's error when it cannot. */
export async function listenTcp(
  host: string,
  port: number,
  handlers: TcpHandlers,
  limits: ConnectionLimits = CONNECTION_LIMITS,
  secure?: TlsAcceptor,
): Promise<TcpListener> {
  const connections = new HepConnections(handlers, limits);
  const server = createServer(KEEP_ALIVE, (socket) => {
    const address = socket.remoteAddress ?? '';
    if (!handlers.isAllowed(address)) {
      handlers.onRejected('not_allowed', address);
      socket.destroy();
      return;
    }
    const read = connections.add(socket);
    if (secure === undefined) read(socket);
    else secure.accept(socket, read);
  });
  await bind(server, host, port);
  const timer = setInterval(() => connections.look(), limits.lookMs).unref();
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      clearInterval(timer);
      // What connected while the thread stood still is accepted in the next turn of the loop; a close would reset it.
      await nextTurn();
      await nextTurn();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await untilQuiet(() => connections.readBytes);
      connections.close();
      await closed;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
