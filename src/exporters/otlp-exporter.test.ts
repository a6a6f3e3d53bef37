import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createRegistry } from '../metrics/index.ts';
import type { ExportedLine } from './exported-line.ts';
import type { OtlpLoss } from './export-queue.ts';
import type { OtlpConfig, SignalConfig } from './otlp-config.ts';
import { createOtlpExporter, type OtlpExporter } from './otlp-exporter.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const NO_LIMITS = { attributeLength: Infinity, attributes: 128, events: 128, links: 128, eventAttributes: 128 };

interface Started {
  readonly exporter: OtlpExporter;
  readonly lost: Partial<Record<OtlpLoss, number>>;
}

/** An exporter of lines alone to a port. */
async function start(port: number, signal: Partial<SignalConfig> = {}): Promise<Started> {
  const lost: Partial<Record<OtlpLoss, number>> = {};
  const logs: SignalConfig = {
    signal: 'logs',
    protocol: 'http/json',
    url: `http://127.0.0.1:${port}/v1/logs`,
    headers: {},
    compression: 'none',
    timeoutSeconds: 60,
    queueItems: 50,
    batchItems: 10,
    delaySeconds: 0.05,
    ...signal,
  };
  const config: OtlpConfig = {
    signals: [logs],
    resource: { 'service.name': 'test' },
    sampling: { ratio: 1, keepsFailures: true, isParentHonoured: true },
    metricsSeconds: 60,
    spanLimits: NO_LIMITS,
    logLimits: NO_LIMITS,
  };
  const exporter = await createOtlpExporter(config, {
    version: '1.2.3',
    pages: createRegistry().pages(),
    startedAt: 1000,
    now: () => 2000,
    lost: (_, reason, count) => void (lost[reason] = (lost[reason] ?? 0) + count),
  });
  ends.push(() => exporter.close(0));
  return { exporter, lost };
}

function line(message: string): ExportedLine {
  return { at: 1_700_000_000.5, level: 'info', message, attributes: {} };
}
const lines = (count: number): readonly ExportedLine[] => Array.from({ length: count }, (_, index) => line(`line ${index}`));

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function collector(answer: (response: ServerResponse, body: Buffer, request: IncomingMessage) => void, port = 0): Promise<number> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => void pieces.push(piece));
    request.on('end', () => answer(response, Buffer.concat(pieces), request));
  });
  ends.push(() => server.closeAllConnections());
  return listen(server, port);
}

function stateOf({ exporter }: Started) {
  return exporter.state().get('logs') ?? { waiting: 0, exported: 0 };
}

test('while the collector is gone the newest wait, the others are counted to the last one, and it goes on by itself', async () => {
  const port = await listen(createSocketServer());
  await ends.pop()?.();
  const started = await start(port);
  for (let round = 0; round < 10; round += 1) started.exporter.lines(lines(50));
  await expect.poll(() => stateOf(started).failure?.reason).toBe('could not be reached (ECONNREFUSED: nobody listens there)');
  expect([stateOf(started).waiting, started.lost]).toEqual([50, { queue_full: 450 }]);
  let requests = 0;
  await collector((response) => {
    requests += 1;
    response.end('{}');
  }, port);
  await expect.poll(() => stateOf(started)).toEqual({ waiting: 0, exported: 50 });
  expect([requests, started.lost]).toEqual([5, { queue_full: 450 }]);
});

/** Collectors that are none, by what they do with a connection. */
const HOSTILE: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['accepts and never answers', () => undefined],
  ['answers garbage', (socket) => void socket.end('\u0000\u0001garbage\r\n\r\n')],
  ['hangs up', (socket) => void socket.destroy()],
  ['answers a byte at a time', (socket) => drip(socket)],
  ['promises a body that never ends', (socket) => void socket.write('HTTP/1.1 503 x\r\nContent-Length: 9999999\r\n\r\nx')],
  ['sends headers without end', (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`)],
  ['answers 101', (socket) => void socket.write('HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')],
];

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('H'), 20);
  socket.once('close', () => clearInterval(timer));
}

test.each(HOSTILE)('a collector that %s holds up nothing, and nothing is lost but what has no room', async (_what, answer) => {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  ends.push(() => sockets.forEach((socket) => socket.destroy()));
  const started = await start(await listen(server), { timeoutSeconds: 0.3 });
  started.exporter.lines(lines(60));
  await expect.poll(() => stateOf(started).failure?.tries).toBeGreaterThanOrEqual(1);
  started.exporter.lines(lines(40));
  const { waiting, exported } = stateOf(started);
  expect([waiting, exported, started.lost]).toEqual([50, 0, { queue_full: 50 }]);
  await started.exporter.close(0.1);
  expect(started.lost).toEqual({ queue_full: 50, not_acknowledged: 50 });
});

test('a gRPC collector that accepts and never answers, or answers garbage, is given up by its deadline', async () => {
  const answers = [
    ['', 'did not answer in time (gRPC status 4)'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'could not be reached (ERR_HTTP2_ERROR: what answers does not speak gRPC'],
  ] as const;
  for (const [answer, reason] of answers) {
    const sockets = new Set<Socket>();
    const server = createSocketServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (answer !== '') socket.end(answer);
    });
    ends.push(() => sockets.forEach((socket) => socket.destroy()));
    const port = await listen(server);
    const started = await start(port, { protocol: 'grpc', url: `http://127.0.0.1:${port}`, timeoutSeconds: 0.3 });
    started.exporter.lines(lines(60));
    await expect.poll(() => stateOf(started).failure?.reason).toContain(reason);
    await started.exporter.close(0.1);
    expect(started.lost).toEqual({ queue_full: 10, not_acknowledged: 50 });
  }
});

test('what the collector says of when, of what it refuses and of what it rejects is heeded', async () => {
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(429, { 'retry-after': '2' }).end(),
    (response) => response.end(JSON.stringify({ partialSuccess: { rejectedLogRecords: '3', errorMessage: 'too old' } })),
    (response) => response.writeHead(400).end('no'),
    // More than a double holds exactly, and more than there were.
    (response) => response.end(JSON.stringify({ partialSuccess: { rejectedLogRecords: '9223372036854775807' } })),
    (response) => response.end('not json'),
  ];
  const times: number[] = [];
  const port = await collector((response) => {
    times.push(performance.now());
    (answers.shift() ?? ((last: ServerResponse) => last.end()))(response);
  });
  const started = await start(port);
  started.exporter.lines(lines(40));
  await expect.poll(() => times.length).toBe(5);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1990);
  await expect.poll(() => stateOf(started)).toEqual({ waiting: 0, exported: 17 });
  expect(started.lost).toEqual({ refused: 23 });
});

test('headers are sent, and what is packed can be unpacked', async () => {
  let heard: { readonly body: Buffer; readonly request: IncomingMessage } | undefined;
  const port = await collector((response, body, request) => {
    heard = { body, request };
    response.end();
  });
  const started = await start(port, { compression: 'gzip', headers: { authorization: 'Bearer secret' } });
  started.exporter.lines([line('hello')]);
  await expect.poll(() => heard?.request.headers.authorization).toBe('Bearer secret');
  expect(heard?.request.headers['content-encoding']).toBe('gzip');
  const body: unknown = JSON.parse(gunzipSync(heard?.body ?? Buffer.alloc(0)).toString());
  expect(body).toMatchObject({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'hello' }, severityText: 'INFO' }] }] }],
  });
});
