import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { rounds } from '../rounds.ts';
import { sipCall } from '../server/sip-call.ts';
import { type HeardSpan, type MockCollector, startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331`;

function report(callId: string, fields: object): object {
  return { type: 'call.report', source: 'agent', callId, ...fields };
}

/** A call of 20 s that was answered at once and is over, and what else was told of it. */
function told(callId: string, fields: object = {}, others: readonly object[] = []): readonly object[] {
  const at = Date.now() / 1000;
  return [
    report(callId, { at: at - 22, state: 'offered', ...fields }),
    report(callId, { at: at - 21, state: 'answered' }),
    ...others,
    report(callId, { at: at - 1, state: 'ended' }),
  ];
}

function failed(callId: string, fields: object = {}): readonly object[] {
  const at = Date.now() / 1000;
  return [
    report(callId, { at: at - 3, state: 'offered', ...fields }),
    report(callId, { at: at - 1, state: 'ended', outcome: 'failed', sipCode: 503 }),
  ];
}

/** A call whose callee rang and answered so many seconds after it was dialled. */
function waited(callId: string, ringing: number, answered: number): readonly object[] {
  const at = Date.now() / 1000;
  return [
    report(callId, { at: at - 100, state: 'offered' }),
    report(callId, { at: at - 100 + ringing, state: 'ringing' }),
    report(callId, { at: at - 100 + answered, state: 'answered' }),
    report(callId, { at: at - 1, state: 'ended' }),
  ];
}

function stage(callId: string, seconds: number, name = 'llm_first_token'): object {
  return { type: 'agent.stage', source: 'agent', callId, at: Date.now() / 1000 - 5, stage: name, seconds };
}

function rootsOf({ spans }: MockCollector): readonly HeardSpan[] {
  return spans.filter(({ name }) => name === 'call');
}

/** The Call-IDs of the traces that were exported. */
function exported(collector: MockCollector): readonly string[] {
  return rootsOf(collector)
    .map(({ attributes }) => String(attributes['call_id']))
    .toSorted();
}

/** Waits until so many calls are stored, and are over. */
async function overIn(server: TestServer, calls: number): Promise<void> {
  const count = async (): Promise<number> => {
    const shown = await server.json(`/api/v1/calls?limit=${calls}`);
    return z
      .object({ calls: z.array(z.object({ state: z.string(), isProvisional: z.boolean() })) })
      .parse(shown)
      .calls.filter(({ state, isProvisional }) => state === 'ended' && !isProvisional).length;
  };
  await expect.poll(count, { interval: 50 }).toBe(calls);
}

const CALLS = rounds(3000, 10_000);
const FAILED = CALLS / 50;

test(`of ${CALLS} calls at a ratio of 0.1 with 2 % failures the traces of all failures are exported, and of 10 % of the rest`, async () => {
  const collector = await startMockCollector(ends);
  // With one key the ids are the same at each run, and so is what chance keeps.
  const keyFile = join(testFolder(ends), 'privacy.key');
  writeFileSync(keyFile, `${'21'.repeat(32)}\n`, { mode: 0o600 });
  const flags = { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'traces', 'otlp-sample-ratio': '0.1', 'otlp-queue-items': '50000' };
  const server = await startServer(ends, { ...flags, 'privacy-key-file': keyFile }, undefined, {}, { traceAfterSeconds: 3 });
  for (let first = 0; first < CALLS; first += 250) {
    const ids = Array.from({ length: 250 }, (_, index) => first + index);
    const events = ids.flatMap((id) => (id % 50 === 0 ? failed(`call-${id}`) : told(`call-${id}`)));
    expect((await server.post('/api/v1/events', events)).status).toBe(200);
  }
  const badRoots = (): readonly HeardSpan[] => rootsOf(collector).filter(({ status }) => status?.code?.includes('ERROR'));
  await expect.poll(() => badRoots().length, { timeout: 300_000, interval: 100 }).toBe(FAILED);
  await server.stop();

  const bad = badRoots();
  const fine = rootsOf(collector).length - bad.length;
  expect(new Set(exported(collector)).size).toBe(rootsOf(collector).length);
  expect(bad.length).toBe(FAILED);
  expect(fine / (CALLS - FAILED)).toBeGreaterThan(0.09);
  expect(fine / (CALLS - FAILED)).toBeLessThan(0.11);
}, 600_000);

test('outside the ratio the trace of a call is exported as docs/traces.md says: failed, slow, with poor media, or since its program asks', async () => {
  const collector = await startMockCollector(ends);
  const server = await startServer(ends, { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'traces', 'otlp-sample-ratio': '0' });
  await server.post('/api/v1/events', [
    ...told('fine'),
    ...told('fine-stages', {}, [stage('fine-stages', 2.9), stage('fine-stages', 20, 'session')]),
    ...waited('fine-wait', 7.5, 59),
    ...told('fine-media', { mos: 3.1 }),
    ...told('unasked', { traceparent: `${PARENT}-00` }),
    ...failed('kept-failed'),
    ...failed('kept-failed-unasked', { traceparent: `${PARENT}-00` }),
    ...waited('kept-pdd', 8.5, 9),
    ...waited('kept-setup', 1, 61),
    ...told('kept-stage', {}, [stage('kept-stage', 0.2), stage('kept-stage', 3.1)]),
    ...told('kept-media', { mos: 2.9 }),
    ...told('kept-asked', { traceparent: `${PARENT}-01` }),
  ]);
  await overIn(server, 12);
  await server.stop();
  expect(exported(collector)).toEqual(
    ['kept-asked', 'kept-failed', 'kept-failed-unasked', 'kept-media', 'kept-pdd', 'kept-setup', 'kept-stage'].toSorted(),
  );
});

test('what the program tells of a captured call while it goes on counts when it is over, and thresholds are settings', async () => {
  const collector = await startMockCollector(ends);
  const flags = {
    'otlp-endpoint': collector.httpUrl,
    'otlp-signals': 'traces',
    'otlp-sample-ratio': '0',
    'traces-slow-stage-seconds': '0.5',
  };
  const server = await startServer(ends, flags);
  const calls = ['stage', 'asked', 'fine'].map((name) => sipCall(name));
  const socket = createSocket('udp4');
  ends.push(() => void socket.close());
  const port = Number(server.endpoints[0]?.split(':')[1]);
  const send = async (frame: Uint8Array) => new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  const at = Date.now() / 1000;
  for (const { invite, ok, ack } of calls) for (const frame of [invite(at - 9), ok(at - 8), ack(at - 7.9)]) await send(frame);
  const [slow, asked, fine] = calls.map(({ callId }) => callId);
  await server.post('/api/v1/events', [
    stage(slow ?? '', 0.6),
    stage(fine ?? '', 0.4),
    report(asked ?? '', { at: at - 8, state: 'answered', traceparent: `${PARENT}-01` }),
  ]);
  const toldOf = async () => Promise.all(calls.map(async ({ callId }) => server.get(`/api/v1/calls/${encodeURIComponent(callId)}/trace`)));
  const spansOf = async (one: Response) => JSON.stringify(one.ok ? await one.json() : '');
  await expect
    .poll(async () => (await Promise.all((await toldOf()).map(spansOf))).map((text) => /"chat"|0af7651916/.test(text)))
    .toEqual([true, true, true]);
  for (const { bye, byeOk } of calls) for (const frame of [bye(at - 0.2), byeOk(at - 0.1)]) await send(frame);
  await overIn(server, 3);
  await server.stop();
  const ids = new Set(collector.spans.map(({ traceId }) => traceId));
  expect([ids.size, ids.has(TRACE), rootsOf(collector).length]).toEqual([2, true, 2]);
});
