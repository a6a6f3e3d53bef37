import { createServer, type Server, type Socket } from 'node:net';
import { createHepStream } from '../wire/index.ts';

/** What a TCP listener tells. */
export interface TcpHandlers {
  isAllowed(address: string): boolean;
  /** One HEP frame; its bytes are good during the call only. */
  onFrame(bytes: Uint8Array): void;
  /** A connection, or the end of one, was refused. */
  onRejected(reason: string): void;
  onConnection(change: 'opened' | 'closed'): void;
}

/** A bound TCP socket with its connections. */
export interface TcpListener {
  readonly port: number;
  /** Ends all connections and closes. */
  close(): Promise<void>;
}

/** More connections than capture agents need; those above are not accepted. */
const MAX_CONNECTIONS = 1024;

/** Binds a TCP socket. Rejects with the system's error when it cannot. */
export async function listenTcp(host: string, port: number, handlers: TcpHandlers): Promise<TcpListener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (!handlers.isAllowed(socket.remoteAddress ?? '')) {
      handlers.onRejected('not_allowed');
      socket.destroy();
      return;
    }
    sockets.add(socket);
    serve(socket, handlers, () => sockets.delete(socket));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', () => handlers.onRejected('too_many_connections'));
  await bind(server, host, port);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serve(socket: Socket, handlers: TcpHandlers, onEnd: () => void): void {
  const stream = createHepStream();
  handlers.onConnection('opened');
  socket.on('data', (bytes) => {
    const broken = stream.feed(bytes, (frame) => handlers.onFrame(frame));
    if (broken === undefined || socket.destroyed) return;
    handlers.onRejected(broken.malformed);
    socket.destroy();
  });
  // A reset is followed by `close`, which is counted.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    onEnd();
    if (stream.pendingBytes() > 0) handlers.onRejected('truncated');
    handlers.onConnection('closed');
  });
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
