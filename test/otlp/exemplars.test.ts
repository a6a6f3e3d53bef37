import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../src/testing/start-server.ts';
import { sipCall } from '../server/sip-call.ts';
import { startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** Traces that programs name, one for each call. */
const askedId = (place: number): string => `a5${place.toString(16).padStart(30, '0')}`;
const unaskedId = (place: number): string => `00${place.toString(16).padStart(30, '0')}`;
const parent = (traceId: string, flags: string): string => `00-${traceId}-b7ad6b7169203331-${flags}`;

const KINDS = ['fine', 'fine', 'fine', 'failed', 'asked', 'unasked', 'withdrawn', 'slow'] as const;

/** What a program tells of the call with this number. Set-up, talk and stages take what falls into any of their buckets. */
function toldOf(place: number): readonly object[] {
  const kind = KINDS[place % KINDS.length];
  const end = Date.now() / 1000 - 0.2;
  const [setup, talk] = [0.05 * 1.006 ** place, 2 * 1.007 ** place];
  const start = end - talk - setup;
  const own = { source: 'agent', callId: `call-${place}` };
  const report = (at: number, fields: object): object => ({ type: 'call.report', ...own, at, ...fields });
  if (kind === 'failed')
    return [
      report(start, { state: 'offered' }),
      report(start + setup / 2, { state: 'ringing' }),
      report(end, { state: 'ended', outcome: 'failed', sipCode: 503 }),
    ];
  const [stage, seconds] = ['llm_first_token', kind === 'slow' ? 9 : 0.01 * 1.005 ** place];
  return [
    report(start, {
      state: 'offered',
      ...(kind === 'asked' && { traceparent: parent(askedId(place), '01') }),
      ...(kind === 'unasked' && { traceparent: parent(unaskedId(place), '00') }),
    }),
    report(start + setup / 2, { state: 'ringing' }),
    report(start + setup, { state: 'answered' }),
    { type: 'agent.stage', ...own, at: end - 0.1, stage, seconds },
    report(end, { state: 'ended' }),
    // Told last: the call is not to be kept, though it may be one that the ratio would choose.
    ...(kind === 'withdrawn' ? [report(end, { traceparent: parent(unaskedId(place), '00') })] : []),
  ];
}

async function capture({ endpoints }: TestServer): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(endpoints[0]?.split(':')[1]);
  const at = Date.now() / 1000;
  for (let place = 0; place < 50; place += 1) {
    const sip = sipCall(`captured-${place}`);
    for (const frame of [sip.invite(at - 90), sip.ok(at - 89.9 + place), sip.ack(at - 89.8 + place), sip.bye(at - 2), sip.byeOk(at - 1)])
      await new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  }
  socket.close();
}

const EXEMPLAR = /^(telephony_\w+)_bucket\{.*# \{trace_id="([0-9a-f]{32})",span_id="([0-9a-f]{16})"\}/;

/** The metric, trace and span of each exemplar. */
async function exemplarsOf(server: TestServer): Promise<readonly (readonly string[])[]> {
  const answer = await server.get('/metrics', { accept: 'application/openmetrics-text; version=1.0.0' });
  return (await answer.text()).split('\n').flatMap((line) => {
    const found = EXEMPLAR.exec(line);
    return found === null ? [] : [found.slice(1)];
  });
}

const METRICS = [
  'telephony_agent_stage_seconds',
  'telephony_call_post_dial_delay_seconds',
  'telephony_call_setup_seconds',
  'telephony_call_talk_seconds',
];

test('of 1,050 calls every exemplar that is ever shown names the root of an exported trace, which the ratio or the program has chosen', async () => {
  const collector = await startMockCollector(ends);
  const flags = { 'otlp-endpoint': collector.httpUrl, 'otlp-sample-ratio': '0.3', 'otlp-queue-items': '50000' };
  const server = await startServer(ends, { ...flags, 'otlp-signals': 'traces' }, undefined, {}, { traceAfterSeconds: 1 });
  const untraced = await startServer(ends, { ...flags, 'otlp-signals': 'metrics' });
  await capture(server);
  for (let first = 0; first < 1000; first += 50) {
    const events = Array.from({ length: 50 }, (_, index) => toldOf(first + index)).flat();
    for (const one of [server, untraced]) expect((await one.post('/api/v1/events', events)).status).toBe(200);
  }
  const shown = new Map<string, readonly string[]>();
  const look = async (): Promise<readonly string[]> => {
    for (const one of await exemplarsOf(server)) shown.set(one.join(' '), one);
    return [...new Set([...shown.values()].map(([metric = '']) => metric))].toSorted();
  };
  await expect.poll(look, { interval: 100 }).toEqual(METRICS);
  // All calls are over since long: once all that are due have been told nothing new comes.
  let before = -1;
  const isStill = async (): Promise<boolean> => {
    await look();
    const isSame = shown.size === before;
    before = shown.size;
    return isSame;
  };
  await expect.poll(isStill, { interval: 1500 }).toBe(true);
  expect(await exemplarsOf(untraced)).toEqual([]);
  await server.stop();

  const roots = new Map(collector.spans.filter(({ name }) => name === 'call').map((root) => [`${root.traceId} ${root.spanId}`, root]));
  expect(roots.size).toBeGreaterThan(300);
  const named = [...shown.values()].map(([, traceId = '', spanId = '']) => ({ root: roots.get(`${traceId} ${spanId}`), traceId }));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ root }) => root === undefined)).toEqual([]);
  expect(named.filter(({ traceId }) => traceId.startsWith(unaskedId(0).slice(0, 20)))).toEqual([]);
  expect(named.some(({ traceId }) => traceId.startsWith(askedId(0).slice(0, 20)))).toBe(true);
});
