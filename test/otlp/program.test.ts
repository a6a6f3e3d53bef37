import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startServer, testFolder } from '../../src/testing/start-server.ts';
import { freePort } from '../server/doctored.ts';
import { startMockCollector } from './mock-collector.ts';
import { spawnProgram, startProgram } from './start-program.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const KEY = 'a'.repeat(64);

test.each(['grpc', 'http/protobuf'] as const)(
  'traces, metrics and the log of a program arrive by %s, and no number is in them',
  async (protocol) => {
    const collector = await startMockCollector(ends);
    const program = await startProgram(ends, {
      privacyKey: KEY,
      log: { level: 'CRITICAL' },
      otlp: {
        endpoint: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
        protocol,
        sampleRatio: 1,
        metricsSeconds: 1,
        resource: ['site=berlin'],
      },
    });
    expect(program.begun).toEqual({ started: true });
    program.say('call one');
    program.say('misuse');
    program.say('stop');
    const { stopped = Infinity, dropped = {} } = await program.hear();
    // Traces wait for 15 s for what may be told late; a stop does not.
    expect(stopped).toBeLessThan(14);
    expect(Object.keys(dropped).filter((key) => key.startsWith('otlp'))).toEqual([]);
    const { spans } = collector;
    expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['call', 'attempt', 'talk', 'invoke_agent']));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.find(({ name }) => name === 'call')?.attributes).toMatchObject({ call_id: 'one', direction: 'unknown' });
    const attempts = collector.metrics.findLast(({ name }) => name === 'telephony_call_attempts_total');
    expect(attempts?.sum?.dataPoints.map(({ asDouble, asInt }) => Number(asDouble ?? asInt))).toContain(1);
    expect(collector.lines.map(({ severityText, body }) => [severityText, String(body)])).toContainEqual([
      'WARN',
      expect.stringContaining('call.report'),
    ]);
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'pbx', 'service.version': '2.1.0', site: 'berlin' });
    expect(collector.text()).not.toMatch(/30555000/);
  },
);

test('with the key of a server, as its file has it or as the bytes that it means, a program puts its call into the trace that the server names', async () => {
  const collector = await startMockCollector(ends);
  const file = join(testFolder(ends), 'key');
  const text = `${KEY}\n`;
  writeFileSync(file, text, { mode: 0o600 });
  const server = await startServer(ends, { 'privacy-key-file': file });
  await server.post('/api/v1/events', [{ type: 'call.report', source: 'x', callId: 'one', state: 'offered', at: Date.now() / 1000 }]);
  let named: string | undefined;
  await expect
    .poll(async () => (named = /"traceId":"([0-9a-f]{32})"/.exec(JSON.stringify(await server.json('/api/v1/calls/one')))?.[1]))
    .toBeDefined();
  for (const form of ['text', 'file', 'bytes']) {
    const program = await startProgram(
      ends,
      { otlp: { endpoint: collector.httpUrl, sampleRatio: 1, signals: ['traces'] } },
      { KEY: text, KEY_FORM: form },
    );
    program.say('call one');
    program.say('stop');
    await program.hear();
    const heard = collector.spans.splice(0).map(({ traceId }) => traceId);
    expect([form, new Set(heard)]).toEqual([form, new Set([named])]);
  }
});

test('two programs with one key, one name and one Call-ID have one trace, and each spans of its own', async () => {
  const collector = await startMockCollector(ends);
  const otlp = { endpoint: collector.httpUrl, sampleRatio: 1, signals: ['traces'] };
  for (const program of [await startProgram(ends, { privacyKey: KEY, otlp }), await startProgram(ends, { privacyKey: KEY, otlp })]) {
    program.say('call one');
    program.say('stop');
    await program.hear();
  }
  const { spans } = collector;
  expect(spans.map(({ name }) => name).toSorted()).toEqual([
    'attempt',
    'attempt',
    'call',
    'call',
    'invoke_agent',
    'invoke_agent',
    'talk',
    'talk',
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(8);
});

/** SpanFlags of opentelemetry-proto: sampled, what is known of the place of the parent, and that it is elsewhere. */
const [SAMPLED, HAS_IS_REMOTE, IS_REMOTE] = [0x1, 0x100, 0x200];
const HERE = SAMPLED | HAS_IS_REMOTE;
const ELSEWHERE = HERE | IS_REMOTE;

test.each(['grpc', 'http/protobuf', 'http/json'] as const)(
  'the active span of a host with the SDK of OpenTelemetry is the parent of the call, and by %s the call alone says that its parent is elsewhere',
  async (protocol) => {
    const collector = await startMockCollector(ends);
    const program = await startProgram(
      ends,
      { otlp: { sampleRatio: 1 } },
      {
        HOST_SPANS: 'true',
        OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_METRICS_EXPORTER: 'none',
      },
    );
    program.say('span one');
    const { traceId, spanId } = await program.hear();
    program.say('call two');
    program.say('stop');
    await program.hear();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    const call = collector.spans.find(({ name, parentSpanId }) => name === 'call' && parentSpanId === spanId);
    expect(call).toMatchObject({ traceId, flags: ELSEWHERE, links: [{ flags: ELSEWHERE }] });
    const others = collector.spans.filter((one) => one !== call);
    expect(others.map(({ name }) => name)).toEqual(expect.arrayContaining(['attempt', 'talk', 'invoke_agent']));
    expect(new Set(others.map(({ flags }) => flags))).toEqual(new Set([HERE]));
    expect(collector.metrics).toEqual([]);
  },
);

test('while the collector is gone no more waits than may, the rest is counted, and a stop is bounded', async () => {
  const program = await startProgram(ends, {
    otlp: { endpoint: `http://127.0.0.1:${await freePort()}`, signals: ['traces'], sampleRatio: 1, queueItems: 100, drainSeconds: 1 },
  });
  program.say('calls 500');
  program.say('stop');
  const { stopped = Infinity, dropped = {} } = await program.hear();
  // Far below the ten seconds for which a request may wait.
  expect(stopped).toBeLessThan(9);
  const lost = Object.entries(dropped).filter(([key]) => key.startsWith('otlp_traces'));
  // Each call is its root, its attempt, its talk and a turn of its agent: that it was attached, used a tool and left makes no span.
  expect(lost.reduce((sum, [, count]) => sum + count, 0)).toBe(2000);
});

test('a collector that accepts and never answers holds up nobody', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const program = await startProgram(ends, { otlp: { endpoint: `http://127.0.0.1:${port}`, sampleRatio: 1, drainSeconds: 1 } });
  program.say('call one');
  program.say('stop');
  const { stopped = Infinity, dropped = {} } = await program.hear();
  // Far below the ten seconds for which a request may wait.
  expect(stopped).toBeLessThan(9);
  expect(dropped['otlp_traces not_acknowledged']).toBe(4);
});

test.each([
  [{ endpoint: 'ftp://x' }, {}],
  [{ sampleRatio: 2 }, {}],
  [{ metricsSeconds: 0.01 }, {}],
  [{ resource: ['none'] }, {}],
  [{ port: 1 }, {}],
  [true, { OTEL_EXPORTER_OTLP_ENDPOINT: ':::' }],
] as const)('createRingscope refuses otlp %o with %o', async (otlp, env) => {
  const child = spawnProgram({ otlp }, env);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect([code, err.includes('CONFIG_INVALID')]).toEqual([1, true]);
});
