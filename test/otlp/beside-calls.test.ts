import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../src/testing/start-server.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { type HeardSpan, startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A value that nobody else may see. */
const SECRET = 'sentinel-4915550001234567';
const SESSION = 'session-of-one-card';

/** One event of each kind that is a span, and some that are none. */
function everyKind(): readonly object[] {
  const own = { source: 'rig', at: Date.now() / 1000 - 5 };
  return [
    { type: 'apdu.response', ...own, ins: 0xa4, sw: 0x9000, seconds: 0.02, sessionId: SESSION, iccid: SECRET, data: SECRET },
    { type: 'apdu.response', ...own, ins: 0xe6, sw: 0x6a82, seconds: 0.5, iccid: SECRET },
    { type: 'apdu.response', ...own, ins: 0xb0, sw: 0x9000, iccid: SECRET },
    { type: 'tls.handshake', ...own, outcome: 'failed', reason: 'bad_psk', seconds: 0.1, identity: SECRET, detail: SECRET },
    { type: 'tls.opened', ...own },
    { type: 'ota.ended', ...own, kind: 'admin', outcome: 'completed', seconds: 4, commandCount: 1, sessionId: SESSION },
    { type: 'db.query', ...own, operation: 'select', table: 'calls', outcome: 'ok', seconds: 1.5, detail: SECRET },
    { type: 'test.ended', ...own, suite: 'smoke', test: 'boot', outcome: 'fail', seconds: 3, detail: SECRET },
  ];
}

/** A REGISTER of a phone and its answer as HEP frames. */
function register(name: string, status: number): readonly Uint8Array[] {
  const [phone, proxy] = ['192.0.2.10:5060', '192.0.2.20:5060'];
  const at = Date.now() / 1000;
  const message = (line: string, src: string, dst: string, tag: string, seconds: number): Uint8Array =>
    encodeHep3({
      at: at + seconds,
      src,
      dst,
      payload: [
        line,
        `Via: SIP/2.0/UDP ${phone};branch=z9hG4bK${name}`,
        `From: <sip:${SECRET}@example.org>;tag=f`,
        `To: <sip:${SECRET}@example.org>${tag}`,
        `Call-ID: ${name}-${SECRET}`,
        'CSeq: 1 REGISTER',
        'Contact: <sip:x@192.0.2.10>;expires=600',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    });
  return [
    message('REGISTER sip:example.org SIP/2.0', phone, proxy, '', -2),
    message(`SIP/2.0 ${status} Answer`, proxy, phone, ';tag=t', -1.75),
  ];
}

async function registerPhones(server: TestServer): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':')[1]);
  for (const frame of [...register('well', 200), ...register('refused', 403)])
    await new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  socket.close();
  await expect.poll(async () => JSON.stringify(await server.json('/api/v1/registrations'))).toMatch(/rejected/);
  await expect.poll(async () => JSON.stringify(await server.json('/api/v1/registrations'))).toMatch(/"registered/);
}

function shown(spans: readonly HeardSpan[]): readonly unknown[] {
  const told = ({ name, startTimeUnixNano, endTimeUnixNano, status, attributes }: HeardSpan) => [
    name,
    Number((BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1_000_000n),
    status?.code?.includes('ERROR') === true ? attributes['error.type'] : 'fine',
  ];
  return spans.map(told).toSorted((one, two) => JSON.stringify(one).localeCompare(JSON.stringify(two)));
}

test.each(['grpc', 'http/protobuf'])(
  'what is posted and captured beside calls arrives as spans by %s, and nothing that is somebody’s is in them',
  async (protocol) => {
    const collector = await startMockCollector(ends);
    const endpoint = protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl;
    const server = await startServer(
      ends,
      { 'otlp-endpoint': endpoint, 'otlp-protocol': protocol, 'otlp-sample-ratio': '1' },
      () => undefined,
    );
    expect((await server.post('/api/v1/events', everyKind())).status).toBe(200);
    await registerPhones(server);
    await server.stop();

    expect(shown(collector.spans)).toEqual([
      ['apdu.INSTALL', 500, '6A82'],
      ['apdu.SELECT', 20, 'fine'],
      ['db.select', 1500, 'fine'],
      ['ota.session', 4000, 'fine'],
      ['REGISTER', 250, '403'],
      ['REGISTER', 250, 'fine'],
      ['test.boot', 3000, 'fail'],
      ['tls.handshake', 100, 'bad_psk'],
    ]);
    const named = (name: string): HeardSpan | undefined => collector.spans.find((span) => span.name === name);
    expect(named('apdu.SELECT')?.parentSpanId).toBe(named('ota.session')?.spanId);
    expect(named('apdu.SELECT')?.traceId).toBe(named('ota.session')?.traceId);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(7);
    expect(collector.text()).not.toMatch(/sentinel|15550001234567|session-of-one-card/);
  },
);

test('each command names a session that is exported, also of sessions that do not say how long they took or that they ended', async () => {
  const collector = await startMockCollector(ends);
  const server = await startServer(ends, { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'traces', 'otlp-sample-ratio': '1' });
  const at = Date.now() / 1000 - 10;
  const told = (type: string, after: number, sessionId: string, facts: object) => ({
    type,
    source: 'rig',
    at: at + after,
    sessionId,
    ...facts,
  });
  const command = { ins: 0xa4, sw: 0x9000, seconds: 0.25 };
  const answer = await server.post('/api/v1/events', [
    told('ota.started', 0, 'untimed', { kind: 'admin' }),
    told('apdu.response', 1, 'untimed', command),
    told('ota.ended', 5, 'untimed', { kind: 'admin', outcome: 'completed' }),
    told('ota.started', 2, 'endless', { kind: 'admin' }),
    told('apdu.response', 3, 'endless', command),
  ]);
  expect(answer.status).toBe(200);
  await server.stop();
  expect(shown(collector.spans)).toEqual([
    ['apdu.SELECT', 250, 'fine'],
    ['apdu.SELECT', 250, 'fine'],
    ['ota.session', 1000, 'fine'],
    ['ota.session', 5000, 'fine'],
  ]);
  const ids = new Set(collector.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  const parents = collector.spans.flatMap(({ traceId, parentSpanId }) =>
    parentSpanId === undefined ? [] : [`${traceId} ${parentSpanId}`],
  );
  expect(parents.filter((parent) => ids.has(parent))).toHaveLength(2);
});

test('at ratio 0 what went wrong is exported and nothing else', async () => {
  const collector = await startMockCollector(ends);
  const flags = { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'traces', 'otlp-sample-ratio': '0' };
  const server = await startServer(ends, flags);
  await server.post('/api/v1/events', everyKind());
  await registerPhones(server);
  await server.stop();
  expect(shown(collector.spans)).toEqual([
    ['apdu.INSTALL', 500, '6A82'],
    ['REGISTER', 250, '403'],
    ['test.boot', 3000, 'fail'],
    ['tls.handshake', 100, 'bad_psk'],
  ]);
});

test('of 2,000 events at a ratio of 0.2 a fifth is exported and all that failed, and the commands of a session with it or not at all', async () => {
  const collector = await startMockCollector(ends);
  const flags = { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'traces', 'otlp-sample-ratio': '0.2' };
  const server = await startServer(ends, flags);
  const at = Date.now() / 1000 - 5;
  for (let first = 0; first < 2000; first += 250)
    await server.post(
      '/api/v1/events',
      Array.from({ length: 250 }, (_, index) => {
        const place = first + index;
        const session = { source: 'rig', at: at + place / 1000, sessionId: `session-${Math.floor(place / 5)}` };
        if (place % 5 === 4) return { type: 'ota.ended', ...session, kind: 'admin', outcome: 'completed', seconds: 4 };
        return { type: 'apdu.response', ...session, ins: 0xa4, sw: place % 100 === 0 ? 0x6a82 : 0x9000, seconds: 0.01 };
      }),
    );
  await server.stop();
  const failed = collector.spans.filter(({ status }) => status?.code?.includes('ERROR'));
  expect(failed.length).toBe(20);
  const sessions = collector.spans.filter(({ name }) => name === 'ota.session');
  expect(sessions.length).toBeGreaterThan(50);
  expect(sessions.length).toBeLessThan(110);
  const ofTrace = (id: string) => collector.spans.filter(({ traceId }) => traceId === id).length;
  expect(sessions.map(({ traceId }) => ofTrace(traceId)).every((count) => count === 5)).toBe(true);
  const alone = failed.filter(({ traceId }) => !sessions.some((one) => one.traceId === traceId));
  expect(collector.spans.length).toBe(sessions.length * 5 + alone.length);
});
