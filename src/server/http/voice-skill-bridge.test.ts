import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../../testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const start = async (flags: Record<string, string> = {}): Promise<TestServer> => startServer(ends, { presets: 'voice-skill', ...flags });

const shared = sharedServer({ presets: 'voice-skill' });

/** A time as Python's `datetime.now().isoformat()` writes it, without a zone. */
function naive(at: number, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at * 1000);
  return `${shown.replace(' ', 'T')}.123456`;
}

/** An event as the program's `BridgeEventEmitter` sends it. */
function bridgeEvent(callId: string, eventType: string, more: object = {}): object {
  const timestamp = naive(Date.now() / 1000);
  return { callId, eventType, phoneNumber: '+14402915517', direction: 'outbound', timestamp, data: {}, ...more };
}

async function post(server: TestServer, event: object): Promise<unknown> {
  const response = await server.post('/call-event', event);
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

/** Resolves once all ended calls are settled. */
async function settled(server: TestServer): Promise<void> {
  for (;;) {
    // The shape is checked by what the tests expect of it.
    const { calls } = (await server.json('/api/v1/calls?active=false&limit=1000')) as { calls: readonly { isProvisional: boolean }[] };
    if (calls.every(({ isProvisional }) => !isProvisional)) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

async function failuresOf(server: TestServer): Promise<readonly Record<string, unknown>[]> {
  const { failures } = (await server.json('/metrics/failures?limit=100')) as { failures: readonly Record<string, unknown>[] };
  return failures;
}

async function exported(server: TestServer, callId?: string): Promise<readonly Record<string, unknown>[]> {
  const { calls } = (await server.json('/metrics/export')) as { calls: readonly Record<string, unknown>[] };
  return calls.filter((one) => callId === undefined || one['call_id'] === callId);
}

test('a call as the program sends it is taken: local times without a zone, and empty texts for what it does not know', async () => {
  expect(await post(shared, bridgeEvent('as-sent', 'call_started'))).toEqual({ status: 'session_mapped' });
  const update = {
    phoneNumber: '',
    direction: '',
    data: { timestamp: naive(Date.now() / 1000), speaker: 'user', content: 'secret words' },
  };
  expect(await post(shared, bridgeEvent('as-sent', 'transcript_update', update))).toEqual({ status: 'transcript_stored' });
  expect(await post(shared, bridgeEvent('as-sent', 'call_ended'))).toEqual({ status: 'session_synced' });
  expect(await post(shared, bridgeEvent('as-sent', 'call_paused'))).toEqual({ status: 'ignored' });
  await settled(shared);
  const calls = await exported(shared, 'as-sent');
  expect(calls).toMatchObject([
    {
      call_id: 'as-sent',
      call_type: 'outbound',
      caller_number: null,
      callee_number: '+1***5517',
      status: 'unknown',
      has_transcript: true,
    },
  ]);
  expect(Math.abs(Date.parse(String(calls[0]?.['started_at'])) - Date.now())).toBeLessThan(60_000);
  expect(JSON.stringify(calls)).not.toContain('secret');
});

test('times without a zone are those of the zone that is set', async () => {
  const server = await start({ presets: '[{"name":"voice-skill","time_zone":"Pacific/Auckland"}]' });
  const at = Math.floor(Date.now() / 1000) - 600;
  expect(await post(server, bridgeEvent('CA1', 'call_started', { timestamp: naive(at, 'Pacific/Auckland') }))).toEqual({
    status: 'session_mapped',
  });
  const [call] = await exported(server);
  expect(call?.['started_at']).toBe(new Date(at * 1000 + 123).toISOString());
});

test('a time that is none is refused, and the answer names the field', async () => {
  for (const timestamp of ['soon', '2026-11-22', '2026-11-22T25:00:00']) {
    const response = await shared.post('/call-event', bridgeEvent('CA1', 'call_started', { timestamp }));
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ detail: expect.stringContaining('timestamp') }),
    ]);
  }
});

test.each([
  ['with their begin', true],
  ['without their begin', false],
])('ten calls that failed %s: no success, degraded, ten failures with reasons', async (_, hasBegun) => {
  const server = await start();
  for (let index = 0; index < 10; index += 1) {
    if (hasBegun) await post(server, bridgeEvent(`CA${index}`, 'call_started'));
    await post(server, bridgeEvent(`CA${index}`, 'call_ended', { data: { status: 'failed', duration: 30, error: 'network_error' } }));
  }
  const expectAll = async (): Promise<void> => {
    expect(await server.json('/metrics/dashboard')).toMatchObject({
      summary: { total_calls: 10, success_rate: 0, avg_duration: null, active_now: 0 },
      breakdown: { by_status: { completed: 0, failed: 10, timeout: 0, cancelled: 0, active: 0 }, failure_reasons: { network_error: 10 } },
    });
    const health = await server.get('/metrics/health');
    expect([health.status, await health.json()]).toEqual([
      503,
      expect.objectContaining({
        status: 'degraded',
        indicators: { calls_last_hour: 10, success_rate: 0, active_calls: 0, avg_duration: null },
        warnings: ['Low success rate: 0%', 'Multiple recent failures: 10 in the last hour'],
      }),
    ]);
    const failures = await failuresOf(server);
    expect(new Set(failures.map((one) => one['call_id']))).toEqual(new Set(Array.from({ length: 10 }, (_one, index) => `CA${index}`)));
    expect(failures).toHaveLength(10);
    for (const one of failures)
      expect(one).toMatchObject({
        status: 'failed',
        duration_seconds: 30,
        failure_reason: 'network_error',
        metadata: { status: 'failed', duration: 30, error: 'network_error' },
      });
  };
  await expectAll();
  await settled(server);
  await expectAll();
});

const STATUSES = [
  ['completed', undefined, 'completed', null],
  [undefined, undefined, 'unknown', null],
  ['Completed', undefined, 'completed', null],
  ['busy', undefined, 'failed', 'user_hangup'],
  ['no-answer', undefined, 'failed', 'timeout'],
  ['no_answer', undefined, 'failed', 'timeout'],
  ['failed', undefined, 'failed', 'unknown'],
  ['failed', 'HTTP 500 of OpenAI', 'failed', 'api_error'],
  ['failed', 'Connection reset by peer', 'failed', 'network_error'],
  ['failed', 'user_hangup', 'failed', 'user_hangup'],
  [undefined, 'timed out', 'failed', 'timeout'],
  ['exploded', undefined, 'failed', 'unknown'],
  ['timeout', undefined, 'timeout', 'timeout'],
  ['canceled', undefined, 'cancelled', null],
  ['cancelled', undefined, 'cancelled', null],
] as const;

test('a call is what the status and the error of its end say, however long after its begin, and is one attempt', async () => {
  const server = await start();
  for (const index of STATUSES.keys()) await post(server, bridgeEvent(`CA${index}`, 'call_started'));
  // Whatever is settled by now must not have counted a call as answered.
  await new Promise((resolve) => void setTimeout(resolve, 500));
  expect(await server.json('/metrics/dashboard')).toMatchObject({ summary: { active_now: 15, total_calls: 15, success_rate: null } });
  for (const [index, [status, error]] of STATUSES.entries())
    await post(server, bridgeEvent(`CA${index}`, 'call_ended', { data: { status, error, duration: '12.5' } }));
  await settled(server);
  const calls = await exported(server);
  const reasons = new Map((await failuresOf(server)).map((one) => [one['call_id'], one['failure_reason']]));
  for (const [index, [status, error, shown, reason]] of STATUSES.entries()) {
    const call = calls.find((one) => one['call_id'] === `CA${index}`);
    const seen = [call?.['status'], call?.['duration_seconds'], reasons.get(`CA${index}`) ?? null];
    expect(seen, `status ${status}, error ${error}`).toEqual([shown, 12.5, reason]);
  }
  expect(await server.json('/metrics/dashboard')).toMatchObject({
    summary: { total_calls: 15, success_rate: 14.3, avg_duration: 12.5, active_now: 0 },
    breakdown: {
      by_status: { completed: 2, failed: 9, timeout: 1, cancelled: 2, unknown: 1, active: 0 },
      failure_reasons: { user_hangup: 2, timeout: 4, unknown: 2, api_error: 1, network_error: 1 },
    },
    duration: { min: 12.5, max: 12.5, total_seconds: 25 },
  });
  const lines = (await (await server.get('/metrics')).text())
    .split('\n')
    .filter((line) => line.startsWith('telephony_call_attempts_total{'));
  expect(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(15);
});

test('of what was told besides, words and numbers of the program are shown to everybody and nothing that may name somebody', async () => {
  const data = { tool: 'get_weather', campaign: 'For Alice Miller', retries: 2, agent_number: 14402915517 };
  await post(shared, bridgeEvent('told-besides', 'call_started', { data }));
  await post(shared, bridgeEvent('told-besides', 'call_ended', { data: { status: 'completed', duration: 5 } }));
  await settled(shared);
  const metadata = { tool: 'get_weather', campaign: '***', retries: 2, agent_number: '***', status: 'completed', duration: 5 };
  expect(await exported(shared, 'told-besides')).toMatchObject([{ metadata }]);
  const { calls } = (await shared.json('/api/v1/calls?limit=1000')) as { calls: readonly { callId: string; metadata: string }[] };
  expect(calls.flatMap(({ callId, metadata: shown }) => (callId === 'told-besides' ? [JSON.parse(shown) as unknown] : []))).toEqual([
    metadata,
  ]);
  expect(await (await shared.get('/api/v1/calls')).text()).not.toMatch(/Alice|Sealed/);
});

test('the hours and days together have as many calls as the dashboard, also the active and the oldest ones', async () => {
  const server = await start();
  const now = Date.now() / 1000;
  const ago = (seconds: number): object => ({ timestamp: naive(now - seconds) });
  for (let index = 0; index < 12; index += 1) {
    await post(server, bridgeEvent(`active${index}`, 'call_started', ago(60 * index)));
    await post(server, bridgeEvent(`over${index}`, 'call_started', ago(7200 + 60 * index)));
    await post(server, bridgeEvent(`over${index}`, 'call_ended', ago(7100 + 60 * index)));
  }
  // Within the window, and before the first full hour of it unless an hour begins right now.
  await post(server, bridgeEvent('oldest', 'call_started', ago(86_400 - 120)));
  await settled(server);
  const { summary, timeseries } = (await server.json('/metrics/dashboard')) as {
    summary: { total_calls: number };
    timeseries: { hourly: readonly { total: number }[] };
  };
  const sum = (list: readonly { total: number }[]): number => list.reduce((all, { total }) => all + total, 0);
  expect([summary.total_calls, sum(timeseries.hourly)]).toEqual([25, 25]);
  const hourly = (await server.json('/metrics/hourly?hours=25')) as { timeseries: readonly { total: number }[] };
  const daily = (await server.json('/metrics/daily')) as { timeseries: readonly { total: number; success_rate: number | null }[] };
  expect([sum(hourly.timeseries), sum(daily.timeseries)]).toEqual([25, 25]);
});

test('latencies, failures, export and clean-up name calls as the program does', async () => {
  const server = await start();
  const callId = `CA${'0f'.repeat(16)}`;
  await post(server, bridgeEvent(callId, 'call_started'));
  const latency = {
    call_id: callId,
    event_type: 'tool_call_duration',
    duration_ms: 250.5,
    metadata: { tool: 'get_weather', city: 'Bonn' },
  };
  const recorded = await server.post('/metrics/latency', latency);
  expect([recorded.status, await recorded.json()]).toEqual([
    201,
    { status: 'recorded', call_id: callId, event_type: 'tool_call_duration', duration_ms: 250.5 },
  ]);
  const events = [
    { call_id: callId, event_type: 'tool_call_duration', duration_ms: 250.5, metadata: { tool: 'get_weather', city: '***' } },
  ];
  const none = { call_id: null, event_type: null, limit: 100 };
  expect(await server.json('/metrics/latency/events')).toMatchObject({ events, count: 1, filters: none });
  expect(await server.json(`/metrics/latency/events?call_id=${callId}`)).toMatchObject({ events, filters: { ...none, call_id: callId } });
  // It is one once nothing was heard of it for more than a second.
  await expect
    .poll(async () => server.json('/zombie-calls?threshold=1'))
    .toMatchObject({ zombies: [{ call_id: callId, status: 'active' }] });
  const [before] = await exported(server);
  interface Swept {
    readonly cleaned_count: number;
    readonly cleaned_calls: readonly { readonly duration_seconds: number }[];
  }
  const sweep = async () => (await (await server.post('/cleanup-stale-calls', { threshold: 1 })).json()) as Swept;
  let swept: Swept = { cleaned_count: 0, cleaned_calls: [] };
  // Nothing is swept of which something was heard within that second.
  await expect.poll(async () => (swept = await sweep()).cleaned_count).toBe(1);
  expect(swept).toMatchObject({
    success: true,
    cleaned_count: 1,
    cleaned_calls: [{ call_id: callId, call_type: 'outbound', started_at: before?.['started_at'], status: 'timeout' }],
    errors: [],
  });
  expect(swept.cleaned_calls[0]?.duration_seconds).toBeGreaterThan(1);
  expect(swept.cleaned_calls[0]?.duration_seconds).toBeLessThan(60);
  expect(await failuresOf(server)).toMatchObject([{ call_id: callId, status: 'timeout', failure_reason: 'timeout' }]);
  expect(await exported(server)).toMatchObject([{ call_id: callId, status: 'timeout' }]);
});

test('the help texts are those of the document, and each status is shown', async () => {
  const server = await start();
  await post(server, bridgeEvent('CA1', 'call_started'));
  await post(server, bridgeEvent('CA1', 'call_ended', { data: { status: 'completed', duration: 30 } }));
  await server.post('/metrics/latency', { call_id: 'CA1', event_type: 'session_duration', duration_ms: 30_000 });
  const lines = (await (await server.get('/metrics/prometheus')).text()).split('\n');
  expect(lines.filter((line) => line.startsWith('# HELP'))).toEqual([
    '# HELP voice_calls_total Total number of calls',
    '# HELP voice_calls_success_rate Call success rate percentage',
    '# HELP voice_calls_active Currently active calls',
    '# HELP voice_call_duration_seconds Call duration statistics',
    '# HELP voice_calls_by_status Number of calls by status',
    '# HELP voice_calls_by_type Number of calls by type',
    '# HELP voice_transcript_rate Percentage of calls with transcripts',
    '# HELP voice_calls_with_transcript Calls with transcripts',
    '# HELP voice_speech_to_audio_ms Time from user speech end to first AI audio',
    '# HELP voice_tool_call_duration_ms Duration of tool call execution',
    '# HELP voice_session_duration_ms Total session/call duration',
  ]);
  expect(lines.filter((line) => line.startsWith('voice_calls_by_status'))).toEqual([
    'voice_calls_by_status{status="completed"} 1',
    'voice_calls_by_status{status="failed"} 0',
    'voice_calls_by_status{status="timeout"} 0',
    'voice_calls_by_status{status="cancelled"} 0',
    'voice_calls_by_status{status="unknown"} 0',
  ]);
});

test('a call that goes on over a restart comes out as its program says, and what was told before is kept whole for the role pii where numbers are kept', async () => {
  const path = join(testFolder(ends), 'data');
  const flags = { store: path, 'privacy-keep-numbers': 'encrypted' };
  const first = await start(flags);
  await post(first, bridgeEvent('CA1', 'call_started', { data: { tool: 'greet', who: 'Alice' } }));
  await new Promise((resolve) => void setTimeout(resolve, 500));
  await first.stop();
  const file = join(path, '..', 'tokens');
  writeFileSync(file, 'see-numbers-0123456789 read,ingest,pii\n', { mode: 0o600 });
  const second = await start({ ...flags, 'auth-token-file': file });
  const token = { authorization: 'Bearer see-numbers-0123456789' };
  const json = async (route: string): Promise<unknown> => (await second.get(route, token)).json();
  const end = bridgeEvent('CA1', 'call_ended', { data: { status: 'canceled', note: 'Bob' } });
  expect((await second.post('/call-event', end, token)).status).toBe(200);
  expect(await json('/metrics/export')).toMatchObject({
    calls: [{ call_id: 'CA1', status: 'cancelled', metadata: { tool: 'greet', who: '***', status: 'canceled', note: '***' } }],
  });
  const metadata = '{"tool":"greet","who":"Alice","status":"canceled","note":"Bob"}';
  expect(await json('/api/v1/calls/CA1?numbers=true')).toMatchObject({ calls: [{ call: { metadata } }] });
  expect(JSON.stringify(await json('/api/v1/calls/CA1'))).not.toMatch(/Alice|Bob|Sealed/);
});

test('data that is nested without end is refused, and is no failure of the server', async () => {
  const deep = `{"a":`.repeat(100_000) + '1' + '}'.repeat(100_000);
  const event = JSON.stringify(bridgeEvent('CA1', 'call_ended')).replace('"data":{}', `"data":${deep}`);
  const latency = `{"call_id":"CA1","event_type":"tool_call_duration","duration_ms":1,"metadata":${deep}}`;
  expect([(await shared.post('/call-event', event)).status, (await shared.post('/metrics/latency', latency)).status]).toEqual([400, 400]);
});
