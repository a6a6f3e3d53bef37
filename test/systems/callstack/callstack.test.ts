import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnServer, type SpawnedServer } from '../../server/spawn-server.ts';

// A gateway of modems that was watched by Callstack posts the events of its bus to a server with the preset, and finds its names, paths and answers there.

const SENDER = '+4915112345678';
const SECRETS = /4915112345678|code 4711|balance 12|490154203237518|hidden words/;

const folder = mkdtempSync(join(tmpdir(), 'ringscope-callstack-'));
let server: SpawnedServer;
let callstack = '';

beforeAll(async () => {
  server = await spawnServer({
    store: join(folder, 'data'),
    'calls-settle-seconds': '0.2',
    presets: JSON.stringify([{ name: 'callstack', listen: { host: '127.0.0.1', port: 0 } }]),
  });
  callstack = `http://${server.listener('callstack').address}`;
});

afterAll(async () => {
  await server?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

async function post(...events: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const body = JSON.stringify(events.map((event) => ({ source: 'gateway', ...event })));
  const answer = await fetch(`${server.url}/api/v1/events`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

/** The samples of Callstack, by series, once `isThere` holds. */
async function samples(isThere: (all: ReadonlyMap<string, number>) => boolean = () => true): Promise<ReadonlyMap<string, number>> {
  for (let tries = 0; ; tries += 1) {
    const text = await (await fetch(`${callstack}/metrics`)).text();
    expect(text).not.toMatch(SECRETS);
    const lines = text.split('\n').filter((line) => line.startsWith('callstack_'));
    const all = new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
    if (isThere(all) || tries === 1000) return all;
    await wait(50);
  }
}

/** The health document, once it has this status: what was told reaches it within a second. */
async function health(status: number): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${callstack}/healthz`);
    if (answer.status === status || tries === 1000) return [answer.status, await answer.json()];
    await wait(50);
  }
}

test('before its gateway told anything it is degraded, its counters are 0 and its uptime moves on', async () => {
  expect(await health(503)).toEqual([
    503,
    { status: 'degraded', modem_connected: false, uptime_seconds: expect.any(Number), sms_store_ready: false },
  ]);
  const before = await samples();
  expect(Object.fromEntries(before)).toEqual({
    callstack_uptime_seconds: expect.any(Number),
    callstack_sms_received_total: 0,
    callstack_sms_sent_total: 0,
    callstack_active_calls: 0,
    callstack_modem_disconnects_total: 0,
    callstack_modem_reconnects_total: 0,
    callstack_ussd_responses_total: 0,
  });
  const uptime = before.get('callstack_uptime_seconds') ?? 0;
  const after = await samples((all) => (all.get('callstack_uptime_seconds') ?? 0) > uptime);
  expect(after.get('callstack_uptime_seconds')).toBeGreaterThan(uptime);
});

test('what its gateway posts moves every documented metric, and /healthz is ready', async () => {
  await post(
    { type: 'modem.connected', imei: '490154203237518' },
    { type: 'sms.storage', used: 3, capacity: 50 },
    { type: 'modem.signal', rssi: 18, ber: 2 },
    { type: 'sms.received', sender: SENDER, body: 'code 4711' },
    { type: 'sms.received', sender: SENDER, body: 'code 4711' },
    { type: 'sms.sent', recipient: SENDER, reference: 7 },
    { type: 'sms.failed', recipient: SENDER, reason: 'timeout', detail: 'hidden words' },
    ...['delivered', 'DELIVERED ', 'failed', 'pending', 'nonsense'].map((status) => ({
      type: 'sms.delivery_report',
      reference: 7,
      status,
    })),
    { type: 'sms.delivery_report', reference: 7, recipient: SENDER, tpStatus: 0x41 },
    { type: 'ussd.response', status: 'no_action', text: 'balance 12.50' },
    { type: 'call.report', callId: 'ring', state: 'ringing', direction: 'inbound', carrier: 'cellular', caller: SENDER },
    { type: 'call.report', callId: 'talk', state: 'answered', direction: 'outbound', callee: SENDER },
    { type: 'http.request', route: '/sms/send', method: 'POST', status: 202 },
    { type: 'http.request', route: '/sms/send', method: 'POST', status: 504 },
  );
  const all = await samples((found) => found.get('callstack_active_calls') === 2);
  expect(Object.fromEntries(all)).toEqual({
    callstack_uptime_seconds: expect.any(Number),
    callstack_sms_received_total: 2,
    callstack_sms_sent_total: 1,
    'callstack_sms_send_failures_total{reason="timeout"}': 1,
    'callstack_sms_delivery_reports_total{status="delivered"}': 2,
    'callstack_sms_delivery_reports_total{status="failed"}': 2,
    'callstack_sms_delivery_reports_total{status="pending"}': 1,
    'callstack_sms_delivery_reports_total{status="unknown"}': 1,
    callstack_active_calls: 2,
    callstack_signal_rssi: 18,
    callstack_signal_ber: 2,
    callstack_signal_last_seen_timestamp_seconds: expect.any(Number),
    callstack_modem_disconnects_total: 0,
    callstack_modem_reconnects_total: 0,
    callstack_ussd_responses_total: 1,
    'callstack_http_requests_total{route="/sms/send",status_class="2xx"}': 1,
    'callstack_http_requests_total{route="/sms/send",status_class="5xx"}': 1,
  });
  expect(await health(200)).toEqual([
    200,
    { status: 'ready', modem_connected: true, uptime_seconds: expect.any(Number), sms_store_ready: true },
  ]);
});

test('a lost modem is degraded and ends its calls; when it is back that is one reconnect', async () => {
  await post({ type: 'modem.disconnected', reason: 'read_failed', detail: 'hidden words' });
  const lost = await samples((found) => found.get('callstack_active_calls') === 0);
  expect(lost.get('callstack_active_calls')).toBe(0);
  expect(lost.get('callstack_modem_disconnects_total')).toBe(1);
  expect([lost.has('callstack_signal_rssi'), lost.has('callstack_signal_ber')]).toEqual([false, false]);
  expect(await health(503)).toMatchObject([503, { status: 'degraded', modem_connected: false, sms_store_ready: true }]);

  await post({ type: 'modem.reconnecting', attempt: 1 }, { type: 'modem.connected' }, { type: 'modem.signal', rssi: 99, ber: 99 });
  expect(await health(200)).toMatchObject([200, { status: 'ready', modem_connected: true }]);
  const back = await samples();
  expect(back.get('callstack_modem_reconnects_total')).toBe(1);
  expect(back.has('callstack_signal_rssi')).toBe(false);
});

test('a modem that is named by its number is shown to nobody', async () => {
  await post({ type: 'sms.received', modem: SENDER });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toContain('telephony_sms_received_total{modem="hidden"} 1\n');
  expect(text).toContain('ringscope_labels_hidden_total{field="modem"} 1\n');
  expect(text).not.toMatch(SECRETS);
  expect((await samples()).get('callstack_sms_received_total')).toBe(3);
});

test('the server tells of itself as a program does', async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toMatch(/^telephony_program_starts_total\{name="ringscope",version="\d+\.\d+\.\d+"\} 1$/m);
  expect(text).toMatch(/^telephony_program_resident_bytes\{source="ringscope"\} \d{7,}$/m);
});

test.each(['/readyz', '/livez', '/health', '/', '/metrics/dashboard'])('%s is none of its paths', async (path) => {
  expect((await fetch(callstack + path)).status).toBe(404);
});
