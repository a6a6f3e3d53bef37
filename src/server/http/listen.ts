import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type HandshakeFailure, type HttpRefusal, TeleError } from '../../core/index.ts';
import { type BoundConnections, boundConnections, CONNECTION_TIMES, type ConnectionTimes } from '../../metrics-node/index.ts';
import { contextOf, observeHandshakes, serverTlsOptions, type WatchedCertificate } from '../../tls/index.ts';
import type { createApp } from './app.ts';
import { answerBadRequest } from './bad-request.ts';
import { mostConnections } from './connection-share.ts';
import { joinAddress } from './listeners.ts';

const MAX_HEADER_BYTES = 16 * 1024;
/** How long open requests may take once the server closes. */
const CLOSE_MS = 2000;

/** A bound port. */
export interface Listening {
  /** `host:port`, with the port that was really bound. */
  readonly address: string;
  /** New connections are shown the certificate that is the newest now. */
  renew(): void;
  /** Takes no new connection, lets the open requests end and cuts those that do not; all of them at once when it is hurried. */
  close(isHurried?: boolean): Promise<void>;
}

/** With what TLS is spoken, and who is told of handshakes that fail. */
interface ListenTls {
  readonly certificate: WatchedCertificate;
  readonly failed: (reason: HandshakeFailure) => void;
}

/** Where to listen, and who is told of connections that are closed before they are answered. */
interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly refused: (reason: HttpRefusal) => void;
  /** The places that it shares with others. Absent: it has all of them. */
  readonly connections?: BoundConnections;
  readonly times?: ConnectionTimes;
  /** Absent: plain HTTP. */
  readonly tls?: ListenTls;
}

/** The places for connections of all listeners of this process. */
export function connectionPlaces(refused: (reason: HttpRefusal) => void, times: ConnectionTimes): BoundConnections {
  return boundConnections({ most: mostConnections(), refused, times });
}

/** Binds a port and serves the routes on it. Throws `LISTEN_FAILED`. */
export async function listen(app: ReturnType<typeof createApp>, options: ListenOptions): Promise<Listening> {
  const { host, port, refused, tls, times = CONNECTION_TIMES, connections = connectionPlaces(refused, times) } = options;
  const { server, renew } = makeServer(tls, times);
  connections.add(server, answerOf(app, refused));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new TeleError('LISTEN_FAILED', `HTTP could not bind ${joinAddress(host, port)} (${cause.message}).`, cause)),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  return {
    address: joinAddress(host, typeof bound === 'object' && bound !== null ? bound.port : port),
    renew,
    close: (isHurried = false) =>
      new Promise((resolve) => {
        // Handshakes that are under way are no connections of HTTP yet.
        const cut = setTimeout(
          () => {
            for (const socket of sockets) socket.destroy();
          },
          isHurried ? 0 : CLOSE_MS,
        ).unref();
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function answerOf({ fetch }: ReturnType<typeof createApp>, refused: (reason: HttpRefusal) => void): RequestListener {
  const answer = getRequestListener(fetch, { errorHandler: answerBadRequest(refused) });
  // It answers what it cannot do as well, and never rejects.
  return (request, response) => void answer(request, response);
}

function makeServer(tls: ListenTls | undefined, { lookMs }: ConnectionTimes): { server: Server | SecureServer; renew: () => void } {
  const usual = { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: lookMs };
  if (tls === undefined) return { server: createPlainServer(usual), renew: () => undefined };
  const { certificate, failed } = tls;
  const server = createSecureServer({ ...usual, ...serverTlsOptions(certificate) });
  observeHandshakes(server, failed);
  return { server, renew: () => server.setSecureContext(contextOf(certificate.current())) };
}
