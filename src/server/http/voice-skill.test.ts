import { afterEach, describe, expect, test } from 'vitest';
import { sharedServer } from '../../testing/shared-server.ts';
import { startServer, type TestServer } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const start = async (): Promise<TestServer> => startServer(ends, { presets: 'voice-skill' });

const HOUR = 3600;
const READ = [
  '/metrics/dashboard',
  '/metrics/prometheus',
  '/metrics/health',
  '/metrics/failures',
  '/metrics/hourly',
  '/metrics/daily',
  '/metrics/latency',
  '/metrics/latency/events',
  '/zombie-calls',
];

/** Posts the life of a call that began so long ago: answered and ended, refused with a code, or still active. */
async function call(
  server: TestServer,
  callId: string,
  agoSeconds: number,
  end: { talk: number } | { code: number } | 'active',
): Promise<void> {
  const at = Date.now() / 1000 - agoSeconds;
  const report = { type: 'call.report', callId, direction: 'inbound', caller: '+15550100017' };
  const events: object[] = [{ ...report, at, state: 'offered' }];
  if (end === 'active' || 'talk' in end) events.push({ ...report, at, state: 'answered' });
  if (end !== 'active') {
    const ended = 'talk' in end ? { at: at + end.talk } : { at: at + 1, sipCode: end.code };
    events.push({ ...report, state: 'ended', ...ended });
  }
  const response = await server.post('/api/v1/events', events);
  expect(response.status).toBe(200);
}

/** Resolves once all ended calls are settled: only then are they counted. */
async function settled(server: TestServer): Promise<void> {
  for (;;) {
    // The shape is checked by what the tests expect of it.
    const { calls } = (await server.json('/api/v1/calls?active=false&limit=1000')) as { calls: readonly { isProvisional: boolean }[] };
    if (calls.every(({ isProvisional }) => !isProvisional)) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

const WRONG = [
  '/metrics/hourly?hours=abc',
  '/metrics/hourly?hours=-5',
  '/metrics/hourly?hours=200000',
  '/metrics/daily?days=9999999999',
  '/metrics/failures?limit=-1',
  '/metrics/latency?hours=0',
  '/metrics/latency/events?event_type=walk',
  '/zombie-calls?threshold=soon',
  '/metrics/dashboard?hours=24',
];

describe('a server without calls', () => {
  const server = sharedServer({ presets: 'voice-skill' });

  test('T1: a fresh, empty store answers every route 200 with zeros and nulls', async () => {
    for (const path of READ) expect((await server.get(path)).status, path).toBe(200);
    expect(await server.json('/metrics/dashboard')).toMatchObject({
      summary: { total_calls: 0, success_rate: null, avg_duration: null, active_now: 0, total_calls_delta: null },
      breakdown: { by_status: { active: 0, completed: 0, failed: 0, cancelled: 0, timeout: 0 }, failure_reasons: {} },
      duration: { avg: null, p95: null, total_seconds: 0 },
      latency: { speech_end_to_first_audio_ms: { count: 0, avg: null, p99: null } },
    });
    expect(await server.json('/metrics/failures')).toEqual({ failures: [], count: 0 });
    expect(await server.json('/metrics/health')).toMatchObject({ status: 'healthy', warnings: [] });
  });

  test('T6: parameters that cannot be are answered 400 with a code', async () => {
    for (const path of WRONG) {
      const response = await server.get(path);
      expect([response.status, await response.json()], path).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST' })]);
    }
  });
});

test('T2: calls of the running hour are in the hourly series, which has as many hours as were asked for', async () => {
  const server = await start();
  for (let index = 0; index < 4; index += 1) await call(server, `c${index}`, 1, { talk: 0.5 });
  await settled(server);
  const { timeseries, hours } = (await server.json('/metrics/hourly?hours=24')) as { timeseries: readonly object[]; hours: number };
  expect([timeseries.length, hours]).toEqual([24, 24]);
  expect(timeseries.at(-1)).toMatchObject({ hour: expect.stringMatching(/:00:00Z$/), partial: true });
  const totals = timeseries.map((one) => Number(Reflect.get(one, 'total')));
  // The hour may have turned since.
  expect(totals.slice(-2).reduce((sum, total) => sum + total, 0)).toBe(4);
});

test('T3: a call that is active for 30 hours is in the active count, among the zombies and in the health check', async () => {
  const server = await start();
  await call(server, 'old', 30 * HOUR, 'active');
  expect(await server.json('/metrics/dashboard')).toMatchObject({ summary: { active_now: 1, total_calls: 0 } });
  expect(await server.json('/zombie-calls?threshold=3600')).toMatchObject({ count: 1, threshold: 3600, zombies: [{ status: 'active' }] });
  expect(await server.json('/metrics/health')).toMatchObject({ status: 'healthy', indicators: { active_calls: 1 } });
  expect(await (await server.get('/metrics/prometheus')).text()).toContain('voice_calls_active 1\n');
  const swept = await server.post('/cleanup-stale-calls', { threshold: 1e8 });
  expect(await swept.json()).toMatchObject({ success: true, cleaned_count: 0 });
});

test('T4: the success rate is completed over finished: active calls are no failures, no answer is one', async () => {
  const server = await start();
  await call(server, 'a', 100, { talk: 10 });
  await call(server, 'b', 100, { talk: 20 });
  await call(server, 'c', 100, 'active');
  await call(server, 'd', 100, { code: 480 });
  await settled(server);
  expect(await server.json('/metrics/dashboard')).toMatchObject({
    summary: { total_calls: 4, success_rate: 66.7, avg_duration: 15, active_now: 1, total_calls_delta: null },
    breakdown: { by_status: { active: 1, completed: 2, failed: 1, cancelled: 0, timeout: 0 }, by_type: { inbound: 4, outbound: 0 } },
    duration: { avg: 15, min: 10, max: 20, total_seconds: 30 },
  });
  const health = await server.get('/metrics/health');
  expect([health.status, await health.json()]).toEqual([
    503,
    expect.objectContaining({ status: 'degraded', warnings: ['Low success rate: 66.7%'] }),
  ]);
  expect(await server.json('/metrics/failures')).toMatchObject({
    count: 1,
    failures: [{ status: 'failed', failure_reason: 'network_error', caller_number: '+1***0017' }],
  });
});

test('T19: every time in every answer is ISO 8601 with one Z', async () => {
  const server = await start();
  await call(server, 'a', 100, { talk: 10 });
  await call(server, 'b', 100, { code: 503 });
  await call(server, 'c', 2 * HOUR, 'active');
  await settled(server);
  let times = 0;
  for (const path of READ.filter((one) => one !== '/metrics/prometheus')) {
    const text = await (await server.get(path)).text();
    for (const [, time = ''] of text.matchAll(/"(\d{4}-\d\d-\d\dT[^"]*)"/g)) {
      expect(time).toMatch(/^[^Z+]+Z$/);
      expect(Number.isNaN(Date.parse(time))).toBe(false);
      times += 1;
    }
  }
  expect(times).toBeGreaterThan(25);
});

test('the session bridge reports calls, transcripts and latencies, and only of known calls', async () => {
  const server = await start();
  const started = {
    callId: 's1',
    eventType: 'call_started',
    phoneNumber: '+15550100017',
    direction: 'inbound',
    timestamp: Date.now() - 60_000,
  };
  expect(await (await server.post('/call-event', started)).json()).toEqual({ status: 'session_mapped' });
  const latency = { call_id: 's1', event_type: 'speech_end_to_first_audio', duration_ms: 640 };
  const recorded = await server.post('/metrics/latency', latency);
  expect([recorded.status, await recorded.json()]).toEqual([201, { status: 'recorded', ...latency }]);
  expect((await server.post('/metrics/latency', { ...latency, call_id: 'nobody' })).status).toBe(404);
  for (const wrong of ['[]', '{', { ...latency, duration_ms: -1 }, { call_id: 's1' }])
    expect((await server.post('/metrics/latency', wrong)).status).toBe(400);
  await server.post('/call-event', { callId: 's1', eventType: 'transcript_update', data: { text: 'secret words' } });
  await server.post('/call-event', { callId: 's1', eventType: 'call_ended', timestamp: new Date().toISOString() });
  await settled(server);
  expect(await server.json('/metrics/latency')).toMatchObject({
    period_hours: 24,
    speech_end_to_first_audio_ms: { count: 1, avg: 640, max: 640 },
  });
  expect(await server.json('/metrics/latency/events?call_id=s1')).toMatchObject({
    count: 1,
    events: [{ event_type: 'speech_end_to_first_audio', duration_ms: 640 }],
  });
  expect(await server.json('/metrics/dashboard')).toMatchObject({ transcript: { calls_with_transcript: 1, transcript_rate: 100 } });
  expect(await (await server.get('/api/v1/calls')).text()).not.toContain('secret');
});

test('cleaning up ends calls of which nothing was heard, as unknown and without talk time', async () => {
  const server = await start();
  await call(server, 'z', 10 * HOUR, 'active');
  const cleanUp = async (): Promise<unknown> => (await server.post('/cleanup-stale-calls', { threshold: 1 })).json();
  const none = { success: true, cleaned_count: 0, cleaned_calls: [], threshold_seconds: 1 };
  const one = { ...none, cleaned_count: 1, cleaned_calls: [{ status: 'timeout' }] };
  let cleaned: unknown;
  // Nothing is cleaned up of which something was heard within that second.
  await expect.poll(async () => (cleaned = await cleanUp())).not.toMatchObject(none);
  expect(cleaned).toMatchObject(one);
  expect(await server.json('/zombie-calls')).toMatchObject({ count: 0 });
  const { calls } = (await server.json('/api/v1/calls')) as { calls: readonly object[] };
  expect(calls[0]).toMatchObject({ outcome: 'answered', ended: 'unknown' });
  expect(calls[0]).not.toHaveProperty('talkSeconds');
});

test('without the setting the routes are not there', async () => {
  const server = await startServer(ends);
  for (const path of READ) expect((await server.get(path)).status, path).toBe(404);
});
