import { createServer as createHttpServer } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../run-command.ts';
import { doctor, freePort } from '../server/doctored.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const shape = z.object({
  isTaken: z.boolean(),
  traceId: z.string(),
  signals: z.array(z.object({ signal: z.string(), isTaken: z.boolean(), reason: z.string().optional() })),
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function tried(url: string, protocol: string, ...flags: readonly string[]) {
  const { code, out, err } = await runCommand(['test', 'otlp', '--json', '--otlp-endpoint', url, '--otlp-protocol', protocol, ...flags]);
  expect(err).toBe('');
  return { code, ...shape.parse(JSON.parse(out)) };
}

const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;

test.each(PROTOCOLS)('one span, one metric and one line arrive by %s, in one trace, and the command ends with 0', async (protocol) => {
  const collector = await startMockCollector(ends);
  const told = await tried(protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl, protocol);
  expect([told.code, told.isTaken]).toEqual([0, true]);
  expect(told.signals).toEqual(['traces', 'metrics', 'logs'].map((signal) => ({ signal, isTaken: true })));
  expect(collector.spans.map(({ name, traceId }) => [name, traceId])).toEqual([['ringscope.test', told.traceId]]);
  expect(collector.metrics.map(({ name }) => name)).toEqual(['ringscope_otlp_test']);
  expect(collector.lines.map(({ body, traceId }) => [body, traceId])).toEqual([['Sent by `ringscope test otlp`.', told.traceId]]);
});

test('without --json it says the same in sentences', async () => {
  const collector = await startMockCollector(ends);
  const { code, out } = await runCommand(['test', 'otlp', '--otlp-signals', 'traces,logs', '--otlp-endpoint', collector.httpUrl]);
  const place = collector.httpUrl.replace(/\/$/, '');
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.replace(/[0-9a-f]{32}/, 'ID'))).toEqual([
    `traces (http/protobuf, ${place}/v1/traces): the collector has taken a span.`,
    `logs (http/protobuf, ${place}/v1/logs): the collector has taken a line of the log.`,
    'Look for the trace ID.',
    '',
  ]);
});

test('the query of an address of one signal is sent, and not shown', async () => {
  const asked: (string | undefined)[] = [];
  const url = await listen(
    createHttpServer((request, response) => {
      asked.push(request.url);
      response.end();
    }),
  );
  const { code, out } = await runCommand(['test', 'otlp'], { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/in?key=hunter2` });
  expect([code, asked]).toEqual([0, ['/in?key=hunter2']]);
  expect(out.split('\n')[0]).toBe(`logs (http/protobuf, ${url}/in): the collector has taken a line of the log.`);
});

test('a signal that is refused, and one of which the collector rejects the item, are told with what it says, and the code is 1', async () => {
  const url = await listen(
    createHttpServer((request, response) => {
      if (request.url === '/v1/traces') response.writeHead(401).end('no');
      else if (request.url === '/v1/logs')
        response.end(JSON.stringify({ partialSuccess: { rejectedLogRecords: '1', errorMessage: 'too old' } }));
      else response.end('{}');
    }),
  );
  const { code, isTaken, signals } = await tried(url, 'http/json');
  expect([code, isTaken]).toEqual([1, false]);
  expect(signals).toEqual([
    { signal: 'traces', isTaken: false, reason: 'answered 401: headers are missing or wrong (otlp.headers_file)' },
    { signal: 'metrics', isTaken: true },
    { signal: 'logs', isTaken: false, reason: 'rejected it: too old' },
  ]);
});

test.each([
  ['grpc', 'could not be reached (ECONNREFUSED: nobody listens there)'],
  ['http/protobuf', 'could not be reached (ECONNREFUSED: nobody listens there)'],
] as const)('a collector that is not there is told by %s', async (protocol, reason) => {
  const { code, signals } = await tried(
    `http://127.0.0.1:${await freePort()}`,
    protocol,
    '--otlp-signals',
    'logs',
    '--otlp-timeout-seconds',
    '5',
  );
  expect([code, signals]).toEqual([1, [{ signal: 'logs', isTaken: false, reason }]]);
});

test('a collector that accepts and never answers is waited for as long as is set', async () => {
  const url = await listen(createSocketServer((socket) => void ends.push(() => void socket.destroy())));
  const { code, signals } = await tried(url, 'http/protobuf', '--otlp-signals', 'logs', '--otlp-timeout-seconds', '0.5');
  expect([code, signals]).toEqual([1, [{ signal: 'logs', isTaken: false, reason: 'did not answer within 0.5 s' }]]);
});

test.each([
  [['test', 'otlp'], {}, 3, 'CONFIG_INVALID: Nothing is exported by OTLP'],
  [
    ['test', 'otlp', '--otlp-endpoint', 'http://127.0.0.1:9'],
    { OTEL_SDK_DISABLED: 'true' },
    3,
    'CONFIG_INVALID: Nothing is exported by OTLP: OTEL_SDK_DISABLED turns it off.',
  ],
  [['test', 'otlp', '--otlp-endpoint', 'http://127.0.0.1:9', '--otlp-headers-file', '/nowhere/headers'], {}, 3, 'OTLP_FILE_INVALID: '],
  [
    ['test', 'otlp'],
    { OTEL_EXPORTER_OTLP_ENDPOINT: ':::', OTEL_EXPORTER_OTLP_HEADERS: 'a=b%0Ac' },
    3,
    'CONFIG_INVALID: OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://127.0.0.1:4318',
  ],
  [['test', 'sip'], {}, 2, 'BAD_REQUEST: test takes otlp, not sip.'],
] as const)('%s with %o ends with an error and nothing is sent', async (argv, env, expected, message) => {
  const { code, out, err } = await runCommand(argv, env);
  expect([code, out]).toEqual([expected, '']);
  expect(err).toContain(message);
});

test('the doctor says whether the collector takes what is exported, and leaves nothing there', async () => {
  const collector = await startMockCollector(ends);
  const flags = ['--store', testFolder(ends), '--http-port', String(await freePort()), '--hep-port', '0'];
  const line = async (url: string, protocol = 'http/protobuf') =>
    (await doctor(...flags, '--otlp-endpoint', url, '--otlp-protocol', protocol)).checks.filter(({ check }) => check === 'otlp');
  for (const protocol of PROTOCOLS)
    expect(await line(protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl, protocol)).toEqual([
      { check: 'otlp', result: 'ok', text: 'The collector takes traces, metrics, logs.' },
    ]);
  expect([collector.spans, collector.metrics, collector.lines]).toEqual([[], [], []]);
  const gone = await line(`http://127.0.0.1:${await freePort()}`);
  expect(gone.map(({ result, text }) => [result, text])).toEqual(
    ['traces', 'metrics', 'logs'].map((signal) => [
      'warn',
      `The collector of ${signal} (http/protobuf) could not be reached (ECONNREFUSED: nobody listens there).`,
    ]),
  );
});

test.each([
  [{ OTEL_SDK_DISABLED: 'true' }, 'OTEL_SDK_DISABLED turns it off.'],
  [
    { OTEL_TRACES_EXPORTER: 'jaeger', OTEL_METRICS_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none' },
    'OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER, OTEL_LOGS_EXPORTER name no exporter otlp.',
  ],
])('why nothing is exported although a collector is named is said: %j', async (env, why) => {
  const { code, err } = await runCommand(['test', 'otlp'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...env });
  expect([code, err]).toEqual([3, expect.stringContaining(`Nothing is exported by OTLP: ${why}`)]);
});

test('that no trace of a call will come is said where the sampler is always_off', async () => {
  const { err } = await runCommand(['test', 'otlp', '--otlp-endpoint', 'http://127.0.0.1:9'], { OTEL_TRACES_SAMPLER: 'always_off' });
  expect(err).toContain('No trace of a call is exported: OTEL_TRACES_SAMPLER says always_off.');
});

test('files that cannot be read are told before the start', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:9', OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem' };
  const { code, err } = await runCommand(['serve', '--check', '--store', '/tmp'], env);
  expect([code, err]).toEqual([3, expect.stringContaining('OTLP_FILE_INVALID: The file /nowhere/ca.pem could not be read')]);
});
