import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const LATE_REQUEST = 'ERR_HTTP_REQUEST_TIMEOUT';
/** Requests of one connection that are under way at once: those behind the first wait for it. Who reads an answer before he asks again has one. */
const MOST_REQUESTS = 8;
/** Emitted on a request by whom its body may take longer to come: from then on he cuts it off himself. */
export const UNHURRIED = 'unhurried';

/** Limits of time of a connection. */
export interface ConnectionTimes {
  /** Time for the headers of a request, and for a request with its body, to arrive. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Time for which a connection stays open between two requests. */
  readonly keepAliveMs: number;
  /** Time for which a client may take nothing of an answer. A write that was under way when the last part was taken counts once more, so up to twice as long. */
  readonly stallMs: number;
  /** From one search for requests that are late to the next; for `createServer`, which alone takes it. */
  readonly lookMs: number;
}

/** Limits of time of every server. */
export const CONNECTION_TIMES: ConnectionTimes = { headersMs: 10_000, requestMs: 30_000, keepAliveMs: 5000, stallMs: 30_000, lookMs: 2000 };

/**
 * Why a connection was closed. `idle`: it asked for nothing and made way for a new one. `connection_limit`: it came while all others were being answered.
 * `pipelined`: more was asked on it at once than may be. `slow_request`: a request did not come in time. `slow_reader`: an answer was not taken in time.
 * `header_too_large` and `malformed`: what came is no request.
 */
export type ConnectionRefusal =
  | 'idle'
  | 'connection_limit'
  | 'pipelined'
  | 'slow_request'
  | 'slow_reader'
  | 'header_too_large'
  | 'malformed';

/** How many connections servers hold together, and who is told of those that are closed. */
export interface ConnectionBounds {
  readonly most: number;
  readonly refused: (reason: ConnectionRefusal) => void;
  /** `CONNECTION_TIMES` when absent. */
  readonly times?: ConnectionTimes;
}

/** Connections of one or more servers, which share their places. */
export interface BoundConnections {
  /** Bounds those of a server, which has no listener for requests yet, from now on. What is asked on them `answer` hears, and nothing of one that was closed. */
  add(server: Server | SecureServer, answer: RequestListener): void;
}

/** One open connection. */
interface Connection {
  /** As it was accepted, below TLS. */
  readonly socket: Socket;
  /** The requests under way, as what begins with each: the first was begun with. */
  readonly underWay: (() => void)[];
  /** The newest request that was begun with. Undefined before the first. */
  request: IncomingMessage | undefined;
}

/**
 * Bounds the connections of servers. At the limit a new one takes the place of the one that has waited longest without a whole request, so that connections
 * that ask for nothing keep nobody out; while all are being answered the new one is closed. A handshake of TLS that is under way waits, too.
 * A connection on which too much is asked at once is closed: node:http reads 64 KiB of requests in one go, which may be two thousand.
 */
export function boundConnections({ most, refused, times = CONNECTION_TIMES }: ConnectionBounds): BoundConnections {
  // In the order in which they began to wait, by their peers: TLS has a socket of its own for each.
  const open = new Map<string, Connection>();
  const close = (peer: string, { socket }: Connection, reason: ConnectionRefusal): void => {
    open.delete(peer);
    refused(reason);
    socket.destroy();
  };
  return {
    add(server, answer) {
      bound(server, { most, refused, times }, open, close);
      takeRequests(server, answer, { open, close, requestMs: times.requestMs });
    },
  };
}

type Close = (peer: string, connection: Connection, reason: ConnectionRefusal) => void;

function bound(
  server: Server | SecureServer,
  { most, refused, times }: Required<ConnectionBounds>,
  open: Map<string, Connection>,
  close: Close,
): void {
  server.headersTimeout = times.headersMs;
  // Whole requests are hurried one by one, for some may take long.
  server.requestTimeout = 0;
  server.keepAliveTimeout = times.keepAliveMs;
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    // A client that is gone already has no address.
    if (peer === undefined) return void socket.destroy();
    const waiting = open.size < most ? undefined : longestWaiting(open);
    if (waiting !== undefined) close(...waiting, 'idle');
    const connection = { socket, underWay: [], request: undefined };
    open.set(peer, connection);
    socket.once('close', () => {
      if (open.get(peer) === connection) open.delete(peer);
    });
    if (open.size > most) close(peer, connection, 'connection_limit');
  });
  const isAnswering = (socket: Duplex): boolean => (open.get(peerOf(socket) ?? '')?.underWay.length ?? 0) > 0;
  // Also called when a connection was kept alive for long enough. One whose answer is still being made stays.
  server.setTimeout(times.stallMs, (socket) => {
    const peer = peerOf(socket) ?? '';
    const connection = open.get(peer);
    if (socket.writableLength > 0 && connection !== undefined) close(peer, connection, 'slow_reader');
    else if (!isAnswering(socket)) socket.destroy();
  });
  server.on('clientError', (error, socket) => refuseBytes(error, socket, isAnswering(socket), refused));
}

interface Requests {
  readonly open: Map<string, Connection>;
  readonly close: Close;
  readonly requestMs: number;
}

function takeRequests(server: Server | SecureServer, answer: RequestListener, { open, close, requestMs }: Requests): void {
  server.on('request', (request, response) => {
    const peer = peerOf(request.socket);
    const connection = peer === undefined ? undefined : open.get(peer);
    if (peer === undefined || connection === undefined) return;
    const { underWay } = connection;
    if (underWay.length === MOST_REQUESTS) {
      endReading(request.socket);
      close(peer, connection, 'pipelined');
      return;
    }
    hurry(request, server, requestMs);
    const begin = (): void => {
      connection.request = request;
      answer(request, response);
    };
    if (underWay.push(begin) === 1) begin();
    response.once('close', () => {
      underWay.shift();
      // One that is closed stays out.
      if (open.get(peer) !== connection || connection.socket.destroyed) return;
      // It waits from now on.
      if (open.delete(peer)) open.set(peer, connection);
      underWay[0]?.();
    });
  });
}

/** Cuts off a request whose body is late, as node:http would. */
function hurry(request: IncomingMessage, server: Server | SecureServer, requestMs: number): void {
  const { headers, socket } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const late = setTimeout(() => {
    if (!request.complete) server.emit('clientError', Object.assign(new Error('Request timeout'), { code: LATE_REQUEST }), socket);
  }, requestMs).unref();
  const isOver = (): void => clearTimeout(late);
  request.once('close', isOver).once(UNHURRIED, isOver);
}

/** The requests that were read at once with this one are not looked at, which takes node:http 20 us for each, and no answer. Where its parser has no such entry they are. */
function endReading(socket: Socket & { readonly parser?: { onIncoming?: () => number } | null }): void {
  const { parser } = socket;
  // As for a connection that speaks something else from now on.
  if (parser?.onIncoming !== undefined) parser.onIncoming = () => 2;
}

function longestWaiting(open: ReadonlyMap<string, Connection>): [string, Connection] | undefined {
  for (const [peer, connection] of open)
    if (connection.underWay.length === 0 || connection.request?.complete === false) return [peer, connection];
  return undefined;
}

/** The two ends of a connection: the same for what TLS makes of it, and no other open one has them. */
function peerOf(socket: Duplex): string | undefined {
  if (!(socket instanceof Socket) || socket.remotePort === undefined) return undefined;
  return `${socket.localAddress}:${socket.localPort} ${socket.remoteAddress}:${socket.remotePort}`;
}

/** Answers what the parser of node:http could not read, or not in time, and closes the connection. */
function refuseBytes(error: Error, socket: Duplex, isAnswering: boolean, refused: ConnectionBounds['refused']): void {
  const answer = answerTo('code' in error ? String(error.code) : '');
  if (answer !== undefined) refused(answer.reason);
  // The end of an answer that is under way must not be taken for the beginning of this one.
  if (answer !== undefined && socket.writable && !isAnswering) socket.end(`HTTP/1.1 ${answer.status}\r\nconnection: close\r\n\r\n`);
  else socket.destroy();
}

/** Undefined: the client went away, which is no refusal. */
function answerTo(code: string): { readonly status: string; readonly reason: ConnectionRefusal } | undefined {
  if (code === LATE_REQUEST) return { status: '408 Request Timeout', reason: 'slow_request' };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: '431 Request Header Fields Too Large', reason: 'header_too_large' };
  if (code === 'HPE_INVALID_EOF_STATE') return undefined;
  return code.startsWith('HPE_') ? { status: '400 Bad Request', reason: 'malformed' } : undefined;
}
