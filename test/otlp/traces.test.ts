import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startServer, type TestServer } from '../../src/testing/start-server.ts';
import { type SipCall, sipCall } from '../server/sip-call.ts';
import { type HeardSpan, startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function capture({ endpoints }: TestServer, sip: SipCall): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(endpoints[0]?.split(':')[1]);
  const at = Date.now() / 1000;
  for (const frame of [sip.invite(at - 3), sip.ok(at - 2), sip.ack(at - 1.9), sip.bye(at - 0.2), sip.byeOk(at - 0.1)])
    await new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  socket.close();
}

async function tell(server: TestServer, callId: string): Promise<void> {
  const at = Date.now() / 1000;
  const about = { source: 'agent', callId };
  const answer = await server.post('/api/v1/events', [
    { ...about, type: 'call.report', at: at - 2.8, state: 'offered', caller: '+4930555000777' },
    { ...about, type: 'call.report', at: at - 2, state: 'answered' },
    { ...about, type: 'agent.stage', at: at - 1, stage: 'speech_end_to_first_audio', seconds: 0.4 },
    { ...about, type: 'call.report', at: at - 0.1, state: 'ended', hasTranscript: true },
  ]);
  expect(answer.status).toBe(200);
}

/** Waits until the call has settled as one, which its record says: one that is over and has not would stay open at a stop. */
async function settled(server: TestServer, callId: string): Promise<void> {
  const call = z.object({ state: z.string(), isProvisional: z.boolean(), told: z.unknown() });
  const shown = z.object({ calls: z.array(z.object({ call })) });
  const isSettled = async (): Promise<boolean> => {
    const { calls } = shown.parse(await server.json(`/api/v1/calls/${encodeURIComponent(callId)}`));
    return calls.some((one) => one.call.state === 'ended' && !one.call.isProvisional && one.call.told !== undefined);
  };
  await expect.poll(isSettled, { interval: 200 }).toBe(true);
}

/** The names of the spans below each other. */
function tree(spans: readonly HeardSpan[], parent?: string): readonly unknown[] {
  return spans
    .filter(({ parentSpanId }) => (parentSpanId || undefined) === parent)
    .map(({ name, spanId }) => [name, ...tree(spans, spanId)]);
}

test.each(['grpc', 'http/protobuf', 'http/json'])(
  'a call that is captured and told of is one trace, by %s, and no number is in it',
  async (protocol) => {
    const collector = await startMockCollector(ends);
    const server = await startServer(
      ends,
      {
        'otlp-endpoint': protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
        'otlp-protocol': protocol,
        'otlp-sample-ratio': '1',
        'otlp-metrics-seconds': '1',
      },
      () => undefined,
    );
    const sip = sipCall(`traced-${protocol.replace('/', '-')}`);
    await capture(server, sip);
    await tell(server, sip.callId);
    await settled(server, sip.callId);
    // What has not waited for its time yet is exported at the end.
    await server.stop();

    const { spans } = collector;
    expect(spans.length).toBeGreaterThanOrEqual(5);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    const roots = tree(spans);
    expect(roots.length).toBe(1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    expect(collector.metrics.length).toBeGreaterThan(0);
    expect(collector.lines.length).toBeGreaterThan(0);
    for (const number of ['30555000123', '30555000456', '30555000777']) expect(collector.text()).not.toContain(number);
  },
);

test('a call that goes well is not exported at ratio 0, and one that fails is', async () => {
  const collector = await startMockCollector(ends);
  const server = await startServer(ends, { 'otlp-endpoint': collector.httpUrl, 'otlp-sample-ratio': '0', 'otlp-signals': 'traces' });
  const at = Date.now() / 1000;
  const report = (callId: string, fields: object): object => ({ type: 'call.report', source: 'agent', callId, ...fields });
  await server.post('/api/v1/events', [
    report('well', { at: at - 3, state: 'offered' }),
    report('well', { at: at - 2, state: 'answered' }),
    report('well', { at: at - 1, state: 'ended' }),
    report('badly', { at: at - 3, state: 'offered' }),
    report('badly', { at: at - 1, state: 'ended', outcome: 'failed', sipCode: 503 }),
  ]);
  const settled = async (): Promise<number> => {
    const { calls } = z
      .object({ calls: z.array(z.object({ isProvisional: z.boolean() })) })
      .parse(await server.json('/api/v1/calls?limit=10'));
    return calls.filter(({ isProvisional }) => !isProvisional).length;
  };
  await expect.poll(settled, { interval: 200 }).toBe(2);
  await server.stop();
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(collector.spans.find(({ parentSpanId }) => !parentSpanId)?.status?.code).toContain('ERROR');
});
