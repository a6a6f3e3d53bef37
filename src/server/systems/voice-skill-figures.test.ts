import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { startServer, testFolder, type TestServer } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const FAMILY = /^(?:# (?:HELP|TYPE) )?voice_/;
/** Told by events, and by no route. */
const OF_EVENTS = /voice_(?:storage_size_mb|bridge_active_sessions)/;

/** The lines of voice-skill on a page, in the order of their text. */
async function linesOf(server: TestServer, path: string): Promise<readonly string[]> {
  const text = await (await server.get(path)).text();
  return text
    .split('\n')
    .filter((line) => FAMILY.test(line) && !OF_EVENTS.test(line))
    .toSorted();
}

async function expectSame(server: TestServer): Promise<readonly string[]> {
  await expect.poll(async () => linesOf(server, '/metrics')).toEqual(await linesOf(server, '/metrics/prometheus'));
  return linesOf(server, '/metrics');
}

const start = async (flags: Record<string, string>): Promise<TestServer> =>
  startServer(ends, { presets: 'voice-skill', ...flags }, undefined, {}, { figureMs: 50 });

async function tell(server: TestServer, callId: string, direction: string, data: object, agoSeconds = 0): Promise<void> {
  const timestamp = (ago: number): string => new Date(Date.now() - 1000 * (agoSeconds + ago)).toISOString();
  const event = { callId, direction, phoneNumber: '+15550100017' };
  await server.post('/call-event', { ...event, eventType: 'call_started', timestamp: timestamp(20), data: {} });
  await server.post('/call-event', { ...event, eventType: 'call_ended', timestamp: timestamp(0), data });
}

async function settled(server: TestServer, count: number): Promise<void> {
  const counts = async (): Promise<number> => {
    const { calls } = (await server.json('/api/v1/calls?active=false&limit=100')) as { calls: readonly { isProvisional: boolean }[] };
    return calls.filter(({ isProvisional }) => !isProvisional).length;
  };
  await expect.poll(counts).toBe(count);
}

test('both pages of metrics say the same as the routes, also over a restart, and no counter falls', async () => {
  const store = testFolder(ends);
  const first = await start({ store });
  await expectSame(first);
  for (const [index, status] of ['completed', 'completed', 'failed', 'canceled', undefined].entries())
    await tell(first, `call-${index}`, index % 2 === 0 ? 'inbound' : 'outbound', { status, duration: 20 });
  await tell(first, 'long-ago', 'inbound', { status: 'completed', duration: 600 }, 30 * 3600);
  await settled(first, 6);
  await first.post('/metrics/latency', { call_id: 'call-0', event_type: 'tool_call_duration', duration_ms: 250 });
  await first.post('/call-event', { callId: 'active', eventType: 'call_started', direction: 'inbound' });
  const lines = await expectSame(first);
  for (const line of [
    'voice_calls_total 7',
    'voice_calls_active 1',
    'voice_calls_by_status{status="completed"} 2',
    'voice_calls_by_status{status="failed"} 1',
    'voice_calls_by_status{status="timeout"} 0',
    'voice_calls_by_status{status="cancelled"} 1',
    'voice_calls_by_status{status="unknown"} 1',
    'voice_calls_by_type{type="inbound"} 4',
    'voice_calls_success_rate 50',
    'voice_call_duration_seconds_sum 640',
    'voice_call_duration_seconds_count 3',
    'voice_tool_call_duration_ms_count 1',
    'voice_session_duration_ms_count 0',
  ])
    expect(lines).toContain(line);
  const { summary, breakdown } = (await first.json('/metrics/dashboard')) as { summary: object; breakdown: { by_status: object } };
  expect(summary).toMatchObject({ total_calls: 6, success_rate: 50, active_now: 1 });
  expect(breakdown.by_status).toEqual({ completed: 2, failed: 1, timeout: 0, cancelled: 1, unknown: 1, active: 1 });
  await first.stop();
  const second = await start({ store });
  expect(await linesOf(second, '/metrics')).toEqual(lines);
  expect(await expectSame(second)).toEqual(lines);
  expect(await second.json('/metrics/dashboard')).toMatchObject({ summary, breakdown });
});

test('an import that counts into metrics shows on both pages what it says of the last 24 hours', async () => {
  const server = await start({});
  const file = readFileSync(new URL('../../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url));
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(`${server.url}/api/v1/imports?metrics=true`, { method: 'POST', body: file, headers });
  expect(response.status, await response.clone().text()).toBe(200);
  await response.text();
  const lines = await expectSame(server);
  const { summary } = (await server.json('/metrics/dashboard')) as { summary: { total_calls: number } };
  expect(summary.total_calls).toBe(0);
  expect(lines).toContain('voice_calls_by_status{status="completed"} 0');
  const total = lines.find((line) => line.startsWith('voice_calls_total '));
  expect(Number(total?.split(' ')[1])).toBeGreaterThan(10);
});

test('a preset of some sources is moved by their events, since the store answers for all', async () => {
  const server = await start({ presets: JSON.stringify([{ name: 'voice-skill', sources: ['agent'] }]) });
  await server.post('/api/v1/events', { type: 'call.report', callId: 'a', source: 'agent', direction: 'inbound', state: 'offered' });
  await server.post('/api/v1/events', { type: 'call.report', callId: 'b', source: 'pbx', direction: 'inbound', state: 'offered' });
  await expect.poll(async () => linesOf(server, '/metrics')).toContain('voice_calls_total 1');
});
