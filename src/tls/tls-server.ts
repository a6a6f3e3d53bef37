import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { HandshakeFailure } from '../core/index.ts';
import { handshakeFailureOf } from './handshake-failure.ts';
import { contextOf } from './load-certificate.ts';
import type { WatchedCertificate } from './watched-certificate.ts';

/** How long a handshake may take. */
const HANDSHAKE_MS = 10_000;

/** With what a server of node:tls or node:https is made. */
export function serverTlsOptions(certificate: WatchedCertificate) {
  const { clientCaFile, requireClientCert } = certificate.files;
  return {
    ...contextOf(certificate.current()),
    handshakeTimeout: HANDSHAKE_MS,
    requestCert: clientCaFile !== undefined,
    rejectUnauthorized: requireClientCert,
  };
}

/** Tells of each handshake that fails. */
export function observeHandshakes(server: Server, failed: (reason: HandshakeFailure) => void): void {
  server.on('tlsClientError', (error, socket) => failed(handshakeFailureOf(error, socket)));
}

/** Speaks TLS on connections that somebody else has accepted, and bounds. */
export interface TlsAcceptor {
  /** `onSecure` is called once the handshake is done; where that fails the connection is closed. */
  accept(socket: Socket, onSecure: (secure: TLSSocket) => void): void;
  /** New connections are shown the certificate that is the newest now. */
  renew(): void;
}

/** Makes one. It has no port of its own. */
export function createTlsAcceptor(certificate: WatchedCertificate, failed: (reason: HandshakeFailure) => void): TlsAcceptor {
  const waiting = new Map<string, (secure: TLSSocket) => void>();
  const server = createServer(serverTlsOptions(certificate), (secure) => {
    secure.on('error', () => secure.destroy());
    const onSecure = waiting.get(peerOf(secure));
    if (onSecure === undefined) secure.destroy();
    else onSecure(secure);
  });
  observeHandshakes(server, failed);
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return {
    accept(socket, onSecure) {
      const peer = peerOf(socket);
      waiting.set(peer, onSecure);
      socket.once('close', () => {
        if (waiting.get(peer) === onSecure) waiting.delete(peer);
      });
      server.emit('connection', socket);
    },
    renew: () => server.setSecureContext(contextOf(certificate.current())),
  };
}

/** The same for a connection and for what is secured on it, and for no other one that is open. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
