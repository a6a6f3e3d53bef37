import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../../testing/shared-server.ts';
import { startServer, testFolder } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const shared = sharedServer({ presets: 'voice-skill' });
type Server = typeof shared;

const OWN = '+15550109999';
const FAR = '+15550100002';

/** Posts an event as `session_context.py` does: its `data` is always empty, and its threads keep no order. */
async function post(server: Server, callId: string, eventType: string, facts: object = {}): Promise<void> {
  const response = await server.post('/call-event', { callId, eventType, phoneNumber: '', direction: '', data: {}, ...facts });
  expect(response.status, await response.clone().text()).toBe(200);
}

interface Shown {
  readonly callId: string;
  readonly outcome?: string;
  readonly isProvisional: boolean;
  readonly direction: string;
  readonly caller?: string;
  readonly callee?: string;
}

/** The call with this id. Undefined: there is none. */
async function callOf(server: Server, callId: string): Promise<Shown | undefined> {
  const { calls } = (await server.json('/api/v1/calls?limit=1000')) as { calls: readonly Shown[] };
  return calls.find((call) => call.callId === callId);
}

async function settled(server: Server, callId: string): Promise<Shown | undefined> {
  await expect.poll(async () => (await callOf(server, callId))?.isProvisional).toBe(false);
  return callOf(server, callId);
}

async function numbersOf(server: Server, callId: string): Promise<readonly unknown[]> {
  const { calls } = (await server.json('/metrics/export')) as { calls: readonly Record<string, unknown>[] };
  return calls.flatMap((call) => (call['call_id'] === callId ? [call['caller_number'], call['callee_number']] : []));
}

test('an end without a word about its outcome is unknown: neither a success nor a failure, and health does not call it well', async () => {
  const server = await startServer(ends, { presets: 'voice-skill' });
  for (const callId of ['untold-1', 'untold-2', 'untold-3']) {
    await post(server, callId, 'call_started', { phoneNumber: FAR, direction: 'outbound' });
    await post(server, callId, 'call_ended', { phoneNumber: OWN, direction: 'outbound' });
    expect(await settled(server, callId)).toMatchObject({ outcome: 'unknown' });
  }
  const byStatus = { completed: 0, failed: 0, timeout: 0, cancelled: 0, unknown: 3, active: 0 };
  expect(await server.json('/metrics/dashboard')).toMatchObject({
    summary: { total_calls: 3, success_rate: null },
    breakdown: { by_status: byStatus, failure_reasons: {} },
  });
  expect(await server.json('/metrics/failures')).toMatchObject({ count: 0 });
  const health = await server.get('/metrics/health');
  expect([health.status, await health.json()]).toMatchObject([
    503,
    { status: 'degraded', indicators: { success_rate: null }, warnings: ['Unknown outcome: 3 in the last hour'] },
  ]);
  await post(server, 'told', 'call_started', { phoneNumber: FAR, direction: 'outbound' });
  await post(server, 'told', 'call_ended', { direction: 'outbound', data: { status: 'completed', duration: 10 } });
  await settled(server, 'told');
  expect(await server.json('/metrics/dashboard')).toMatchObject({
    summary: { success_rate: 100 },
    breakdown: { by_status: { unknown: 3 } },
  });
  const text = await (await server.get('/metrics/prometheus')).text();
  expect(text).toContain('\nvoice_calls_by_status{status="unknown"} 3\n');
  expect(text).toContain('\nvoice_calls_success_rate 100\n');
  await post(server, 'untold-1', 'call_ended', { direction: 'outbound', data: { status: 'failed', error: 'network_error' } });
  await expect
    .poll(async () => server.json('/metrics/dashboard'))
    .toMatchObject({
      summary: { total_calls: 4, success_rate: 50 },
      breakdown: { by_status: { completed: 1, failed: 1, unknown: 2 }, failure_reasons: { network_error: 1 } },
    });
});

test('the callee of an outbound call stays the first number that was told, though its end names our own, also over a restart', async () => {
  const flags = { presets: 'voice-skill', store: testFolder(ends) };
  const first = await startServer(ends, flags);
  for (const callId of ['before', 'over']) await post(first, callId, 'call_started', { phoneNumber: FAR, direction: 'outbound' });
  await post(first, 'before', 'call_ended', { phoneNumber: OWN, direction: 'outbound' });
  await post(first, 'lost-start', 'call_ended', { phoneNumber: OWN, direction: 'outbound' });
  await settled(first, 'before');
  expect(await numbersOf(first, 'before')).toEqual([null, '+1***0002']);
  expect(await numbersOf(first, 'lost-start')).toEqual([null, null]);
  await first.stop();
  const second = await startServer(ends, flags);
  const report = { type: 'call.report', callId: 'over', source: 'voice-skill', callee: OWN };
  expect((await second.post('/api/v1/events', report)).status).toBe(200);
  await post(second, 'over', 'call_ended', { phoneNumber: OWN, direction: 'outbound' });
  await settled(second, 'over');
  expect(await numbersOf(second, 'over')).toEqual([null, '+1***0002']);
});

test('a whole From header and a URI are read as the number in them', async () => {
  const header = `"Alice Miller" <sip:${FAR}@pstn.example.net:5060;user=phone>;tag=1`;
  await post(shared, 'with-header', 'call_started', { phoneNumber: header, direction: 'inbound' });
  await post(shared, 'with-number', 'call_started', { phoneNumber: FAR, direction: 'inbound' });
  const report = { type: 'call.report', callId: 'with-uri', source: 'pbx', state: 'offered', callee: `sip:${FAR}@pbx.example` };
  expect((await shared.post('/api/v1/events', report)).status).toBe(200);
  await expect.poll(async () => callOf(shared, 'with-uri')).toBeDefined();
  const plain = (await callOf(shared, 'with-number'))?.caller;
  expect(plain).toBe('+1***0002');
  expect((await callOf(shared, 'with-header'))?.caller).toBe(plain);
  expect((await callOf(shared, 'with-uri'))?.callee).toBe(plain);
  expect(await (await shared.get('/api/v1/calls')).text()).not.toContain('Alice');
});

test('a transcript that overtakes the start of its call leaves the direction to it', async () => {
  const offered = async (direction: string): Promise<number> => shared.sample(`telephony_calls_offered_total{direction="${direction}"}`);
  const before = [await offered('inbound'), await offered('unknown')];
  const [inbound = 0, unknown = 0] = before;
  await post(shared, 'overtaken', 'transcript_update', { data: { speaker: 'user', content: 'secret words' } });
  // Some rounds of the tracker have passed once another call is counted.
  await post(shared, 'other', 'call_started', { phoneNumber: FAR, direction: 'inbound' });
  await expect.poll(async () => offered('inbound')).toBe(inbound + 1);
  await post(shared, 'overtaken', 'call_started', { phoneNumber: FAR, direction: 'inbound' });
  await expect.poll(async () => offered('inbound')).toBe(inbound + 2);
  expect(await offered('unknown')).toBe(unknown);
  expect(await callOf(shared, 'overtaken')).toMatchObject({ direction: 'inbound' });
});

test('a SID of Twilio is shown as it is, whatever digits are in it', async () => {
  const sids = ['CA4915550100123f0e9d8c7b6a59483726', `CA${'0123456789abcdef'.repeat(2)}`];
  for (const sid of sids) {
    await post(shared, sid, 'call_started', { phoneNumber: FAR, direction: 'inbound' });
    await expect.poll(async () => callOf(shared, sid)).toBeDefined();
  }
  const numbered = `CA${'0'.repeat(21)}15550100017`;
  await post(shared, numbered, 'call_started', { phoneNumber: FAR, direction: 'inbound' });
  expect(await callOf(shared, numbered)).toBeUndefined();
});
