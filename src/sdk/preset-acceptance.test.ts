import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createRingscope, labelText, type Ringscope } from './index.ts';

const SECRETS = [
  '+15550104567',
  '482913',
  '356938035643809',
  '8949000000000000000',
  'https://hooks.example/x',
  'AT+CPIN=1234',
  'sk-key',
] as const;
const [NUMBER, CODE, IMEI, ICCID, URL_TEXT, LINE, KEY] = SECRETS;

/** An instance behind a real HTTP server. */
async function serve(ringscope: Ringscope): Promise<(path: string) => Promise<Response>> {
  const server = createServer(ringscope.handler()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return (path) => fetch(`http://127.0.0.1:${address.port}${path}`);
}

test('Callstack: health and metrics follow typed events without a modem, and give no secret away', async () => {
  let now = 1_700_000_000;
  const ringscope = await createRingscope({ name: 'gateway', presets: ['callstack'], now: () => now });
  onTestFinished(() => ringscope.stop());
  const get = await serve(ringscope);
  const health = async () => {
    const answer = await get('/healthz');
    return { status: answer.status, body: await answer.json() };
  };

  expect(await health()).toEqual({
    status: 503,
    body: { status: 'degraded', modem_connected: false, uptime_seconds: 0, sms_store_ready: false },
  });
  ringscope.modem.connected({ imei: IMEI });
  ringscope.modem.sim({ state: 'ready', iccid: ICCID });
  ringscope.sms.storage({ used: 1, capacity: 20 });
  now += 90;
  expect(await health()).toEqual({
    status: 200,
    body: { status: 'ready', modem_connected: true, uptime_seconds: 90, sms_store_ready: true },
  });

  ringscope.sms.received({ sender: NUMBER, body: `Your code is ${CODE}` });
  ringscope.sms.sent({ recipient: NUMBER, body: CODE });
  ringscope.sms.deliveryReport({ recipient: NUMBER, tpStatus: 0x41 });
  ringscope.modem.signal({ rssi: 99, ber: 99 });
  ringscope.ussd.response({ status: 'no_action', text: CODE });
  ringscope.http.webhook({ outcome: 'failed', url: URL_TEXT, detail: KEY });
  ringscope.device.at({ command: 'AT+CPIN', line: LINE, seconds: 0.1 });
  ringscope.http.request({ route: labelText('/sms/send'), method: 'POST', status: 202 });
  ringscope.modem.disconnected({ reason: 'read_failed', detail: `${NUMBER} ${IMEI}` });
  const text = await (await get('/metrics')).text();
  for (const line of [
    'callstack_sms_received_total 1',
    'callstack_sms_sent_total 1',
    'callstack_sms_delivery_reports_total{status="failed"} 1',
    'callstack_ussd_responses_total 1',
    'callstack_modem_disconnects_total 1',
    'callstack_modem_reconnects_total 0',
    'callstack_http_requests_total{route="/sms/send",status_class="2xx"} 1',
    '# HELP callstack_sms_sent_total Total outbound SMS messages accepted by the modem service.',
    '# TYPE callstack_sms_sent_total counter',
  ])
    expect(text).toContain(`${line}\n`);
  expect(text).not.toMatch(/^callstack_signal_(?:rssi|ber) /m);
  const seen = text + JSON.stringify(await health());
  expect(SECRETS.filter((secret) => seen.includes(secret))).toEqual([]);
  expect((await health()).status).toBe(503);
});

test('CardLink: the documented probes answer, from the checks of the program', async () => {
  const ringscope = await createRingscope({
    presets: ['cardlink'],
    checks: { database: () => ({ status: 'healthy' }), disk: () => ({ status: 'unhealthy', message: 'full' }) },
  });
  onTestFinished(() => ringscope.stop());
  const get = await serve(ringscope);
  for (const path of ['/health', '/healthz', '/ready', '/readyz', '/health/ready', '/health?x=1'])
    expect((await get(path)).status, path).toBe(503);
  for (const path of ['/live', '/livez', '/health/live']) expect((await get(path)).status, path).toBe(200);
  expect(await (await get('/health')).json()).toMatchObject({
    status: 'unhealthy',
    checks: { disk: { message: 'full' } },
    checks_passed: 1,
  });
});

test('RustPBX: its document says what runs and how many calls there are', async () => {
  let now = 1_700_000_000;
  const ringscope = await createRingscope({ presets: ['rustpbx'], now: () => now });
  onTestFinished(() => ringscope.stop());
  const get = await serve(ringscope);
  const health = async () => {
    const answer = await get('/healthz');
    return { status: answer.status, body: await answer.json() };
  };
  expect(await health()).toEqual({ status: 200, body: { status: 'ok', uptime_seconds: 0, version: '', active_calls: 0 } });
  ringscope.program.started({ version: labelText('1.2.3') });
  const call = ringscope.calls.start({ direction: 'inbound' });
  call.answered();
  now += 42.9;
  ringscope.flush();
  expect(await health()).toEqual({ status: 200, body: { status: 'ok', uptime_seconds: 42, version: '1.2.3', active_calls: 1 } });
  call.end({ releasedBy: 'caller', cause: 'normal' });
  ringscope.flush();
  expect((await health()).body).toMatchObject({ active_calls: 0 });
});

test('VoiceServer: it has no document of its own, so the plain one says that it runs', async () => {
  const ringscope = await createRingscope({ presets: ['voiceserver'], now: () => 1_700_000_000 });
  onTestFinished(() => ringscope.stop());
  const answer = await (await serve(ringscope))('/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', uptime_seconds: 0 }]);
});

test('VoiceServer: a quality of nothing is no sample, and free text makes no series', async () => {
  const ringscope = await createRingscope({ presets: ['voiceserver'] });
  onTestFinished(() => ringscope.stop());
  ringscope.media.ended({});
  ringscope.emit({
    ...JSON.parse('{"type":"sip.bye","by":"x","direction":"weird","reason":"free text 555-1234"}'),
    at: 1,
    source: labelText('x'),
  });
  const text = ringscope.metrics();
  for (const name of ['sip_call_rtt_ms', 'sip_call_jitter_ms', 'sip_call_loss_fraction', 'sip_call_mos_estimate'])
    expect(text).toContain(`${name}_count 0\n`);
  expect(text).not.toContain('sip_bye_total{');
  expect(text).not.toContain('555-1234');
});
