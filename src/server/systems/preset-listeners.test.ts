import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { serve } from '../serve.ts';
import { createLog } from '../log.ts';
import { startServer, testFolder } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A server whose presets listen, with where each does. */
async function start(presets: readonly object[], flags: Record<string, string> = {}, kept = ends) {
  const settings = resolveSettings({
    flags: { 'http-port': '0', 'hep-port': '0', store: testFolder(kept), presets: JSON.stringify(presets), ...flags },
    env: {},
  });
  const server = await serve(settings, { log: createLog('silent', () => undefined) });
  kept.push(() => server.stop());
  const of = (name: string): string => `http://${server.listeners.find((one) => one.name === name)?.address ?? 'nowhere'}`;
  return {
    of,
    get: async (name: string, path: string, headers: Record<string, string> = {}) => fetch(`${of(name)}${path}`, { headers }),
    post: async (events: unknown, headers: Record<string, string> = {}) =>
      fetch(`${of('http')}/api/v1/events`, {
        method: 'POST',
        body: JSON.stringify(events),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

/** Asks until the status is this one: what main knows of sources reaches the documents within a second. */
async function until(ask: () => Promise<Response>, status: number): Promise<Response> {
  for (;;) {
    const response = await ask();
    if (response.status === status) return response;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

function file(name: string, text: string, kept = ends): string {
  const path = join(testFolder(kept), name);
  writeFileSync(path, text);
  return path;
}

async function refusal(presets: readonly object[], flags: Record<string, string> = {}): Promise<string> {
  try {
    await start(presets, flags);
    return 'it started';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const listen = { port: 0 };

const CARDLINK = `# CardLink
GP_METRICS_PORT=0
export GP_METRICS_AUTH_USERNAME=prometheus
GP_METRICS_AUTH_PASSWORD="a b#c"
GP_HEALTH_ENABLED=true
OTHER=1
`;

describe('a server with a preset of each system that listens', () => {
  const kept: typeof ends = [];
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    const pbx = `http_addr = "0.0.0.0:8080"\n[metrics]\ntoken = "of-the-pbx"\n[proxy]\nmodules = ["auth"]\n`;
    const presets = [
      { name: 'callstack', listen },
      { name: 'rustpbx', config: file('config.toml', pbx, kept), listen },
      {
        name: 'cardlink',
        config: file('cardlink.env', CARDLINK.replace('GP_METRICS_PORT=0\n', ''), kept),
        listen: { port: 0, health_port: 0 },
      },
      { name: 'voice-skill', listen },
    ];
    server = await start(presets, {}, kept);
  });
  afterAll(async () => {
    for (const end of kept.toReversed()) await end();
  });

  test('a preset that listens is shown there alone, and its listener has nothing else', async () => {
    const shown = async (): Promise<string> => (await server.get('callstack', '/metrics')).text();
    const received = (text: string): number => Number(/\ncallstack_sms_received_total (\d+)\n/.exec(text)?.[1]);
    const before = received(await shown());
    await server.post({ type: 'sms.received', source: 'gateway' });
    const text = await shown();
    expect(received(text)).toBe(before + 1);
    expect(text).not.toContain('telephony_');
    expect(await (await server.get('http', '/metrics')).text()).not.toContain('callstack_');
    for (const path of ['/', '/livez', '/readyz', '/api/v1/health', '/api/v1/calls'])
      expect((await server.get('callstack', path)).status).toBe(404);
  });

  test('RustPBX answers /healthz to everybody, and asks for its own token at /metrics', async () => {
    const health = await server.get('rustpbx', '/healthz');
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'ok', uptime_seconds: expect.any(Number), version: expect.stringMatching(/^\d+\.\d+\.\d+/), active_calls: 0 },
    ]);
    const missing = await server.get('rustpbx', '/metrics');
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="metrics"']);
    expect((await server.get('rustpbx', '/metrics', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await server.get('rustpbx', '/metrics', { authorization: 'Bearer of-the-pbx' })).status).toBe(200);
  });

  test('CardLink asks for the user of its file, and has its health on its own port', async () => {
    const missing = await server.get('cardlink', '/metrics');
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Metrics"']);
    const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString('base64')}` });
    expect((await server.get('cardlink', '/metrics', basic('prometheus:wrong'))).status).toBe(401);
    expect((await server.get('cardlink', '/metrics', basic('prometheus:a b#c'))).status).toBe(200);
    expect((await server.get('cardlink', '/health')).status).toBe(404);
    expect((await server.get('cardlink-health', '/live')).status).toBe(200);
    expect((await server.get('cardlink-health', '/metrics')).status).toBe(404);
  });

  test('the routes of voice-skill are on its listener, or on the main one without', async () => {
    expect((await server.get('voice-skill', '/metrics/dashboard')).status).toBe(200);
    expect(await (await server.get('voice-skill', '/metrics/prometheus')).text()).toContain('\nvoice_calls_total 0\n');
    expect(await (await server.get('voice-skill', '/metrics')).text()).toContain('\nvoice_calls_total 0\n');
    expect((await server.get('http', '/metrics/dashboard')).status).toBe(404);
    const main = await startServer(ends, { presets: 'voice-skill' });
    expect((await main.get('/metrics/dashboard')).status).toBe(200);
  });
});

test('a lost modem makes the /healthz of Callstack 503, and one that was never heard of as well', async () => {
  const server = await start([{ name: 'callstack', listen }]);
  const health = async () => server.get('callstack', '/healthz');
  const unknown = await health();
  expect([unknown.status, await unknown.json()]).toEqual([
    503,
    { status: 'degraded', modem_connected: false, uptime_seconds: expect.any(Number), sms_store_ready: false },
  ]);
  await server.post([
    { type: 'modem.connected', source: 'gateway', isReconnect: false },
    { type: 'sms.storage', source: 'gateway', used: 1, capacity: 20 },
  ]);
  expect(await (await until(health, 200)).json()).toMatchObject({ status: 'ready', modem_connected: true, sms_store_ready: true });
  await server.post({ type: 'modem.disconnected', source: 'gateway', reason: 'read_failed' });
  expect(await (await until(health, 503)).json()).toMatchObject({ status: 'degraded', modem_connected: false });
  expect((await server.get('http', '/healthz')).status).toBe(200);
});

test('health is that of the worst source, and one that is named and silent is unknown', async () => {
  const server = await start([{ name: 'callstack', sources: ['north', 'south'], listen }]);
  const connected = (source: string) => ({ type: 'modem.connected', source, isReconnect: false });
  const health = async () => server.get('callstack', '/healthz');
  await server.post([connected('north'), connected('elsewhere')]);
  await new Promise((resolve) => void setTimeout(resolve, 1200));
  expect((await health()).status).toBe(503);
  await server.post(connected('south'));
  await until(health, 200);
});

const TOKEN = 'a-token-for-this-test-alone';
const DIGEST = 'sha256:';

/** A file of tokens with one that may scrape. */
async function tokenFile(): Promise<string> {
  const { createHash } = await import('node:crypto');
  return file('tokens', `prometheus ${DIGEST}${createHash('sha256').update(TOKEN).digest('hex')} metrics,ingest\n`);
}

test('with credentials Callstack asks for them everywhere: 401 without, 403 with wrong ones', async () => {
  const server = await start([{ name: 'callstack', listen }], { 'auth-token-file': await tokenFile() });
  for (const path of ['/metrics', '/healthz']) {
    const missing = await server.get('callstack', path);
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="callstack"']);
    expect((await server.get('callstack', path, { authorization: 'Bearer wrong' })).status).toBe(403);
    expect((await server.get('callstack', path, { authorization: 'Basic d3Jvbmc=' })).status).toBe(401);
  }
  const right = { authorization: `Bearer ${TOKEN}` };
  expect((await server.get('callstack', '/metrics', right)).status).toBe(200);
  expect((await server.get('callstack', '/healthz', right)).status).toBe(503);
});

test('the paths of RustPBX are those of its file, and none when it is disabled', async () => {
  const config = file('observability.toml', 'path = "/m"\nhealthz_path = "/alive"\n');
  const server = await start([{ name: 'rustpbx', config, listen }]);
  expect((await server.get('rustpbx', '/m')).status).toBe(200);
  expect((await server.get('rustpbx', '/alive')).status).toBe(200);
  for (const path of ['/metrics', '/healthz']) expect((await server.get('rustpbx', path)).status).toBe(404);

  const disabled = await start([{ name: 'rustpbx', config: file('config.toml', '[metrics]\nenabled = false\n'), listen }]);
  for (const path of ['/metrics', '/healthz']) expect((await disabled.get('rustpbx', path)).status).toBe(404);
});

test.each([
  ['[metrics]\ntokn = "x"\n', ':2:1: metrics.tokn is not a setting; did you mean metrics.token?'],
  ['[metrics]\nenabled = "yes"\n', ':2:11: metrics.enabled: expected true or false, got "yes"'],
  ['[metrics\n', 'expected valid TOML'],
  ['[metrics]\npath = "/a b?x"\n', 'path of the metrics: expected a path such as /health/live'],
  ['[metrics]\nhealthz_path = "nohealth"\n', 'healthz_path of the metrics: expected a path such as /health/live'],
])('a file of RustPBX that is half understood is refused with its place: %j', async (text, message) => {
  expect(await refusal([{ name: 'rustpbx', config: file('config.toml', text), listen }])).toContain(message);
});

test('CardLink is unknown until a program told something, lives all the same, and tells the checks of the server', async () => {
  const server = await start([{ name: 'cardlink', listen }]);
  const health = await server.get('cardlink', '/health/ready');
  expect(health.status).toBe(503);
  expect(await health.json()).toMatchObject({
    status: 'unknown',
    checks: { store: { status: 'healthy' }, program: { status: 'unknown', message: 'It has told nothing.' } },
  });
  for (const path of ['/live', '/livez', '/health/live']) expect((await server.get('cardlink', path)).status).toBe(200);
  await server.post({ type: 'device.connected', source: 'rig', kind: 'phone', deviceId: 'p' });
  const told = await until(async () => server.get('cardlink', '/health'), 200);
  expect(await told.json()).toMatchObject({ status: 'healthy', checks: { program_rig: { status: 'healthy' } } });
});

test.each([
  ['GP_METRICS_PROT=1\n', ':1:1: GP_METRICS_PROT is not a setting of CardLink.'],
  ['what\n', ':1:1: expected a line such as GP_METRICS_PORT=9090.'],
  ['GP_METRICS_PORT=70000\n', 'GP_METRICS_PORT is a port from 1 to 65535'],
])('a file of CardLink that is half understood is refused: %j', async (text, message) => {
  expect(await refusal([{ name: 'cardlink', config: file('a.env', text), listen }])).toContain(message);
});

test('all that is wrong in a file of CardLink is told at once', async () => {
  const text = 'GP_METRICS_PROT=1\nwhat\nGP_METRICS_PORT=70000\nGP_METRICS_INTERVAL=0\n';
  const said = await refusal([{ name: 'cardlink', config: file('a.env', text), listen }]);
  for (const part of [
    ':1:1: GP_METRICS_PROT is not a setting of CardLink.',
    ':2:1: expected a line such as',
    'GP_METRICS_PORT is a port',
    'GP_METRICS_INTERVAL is at least',
  ])
    expect(said).toContain(part);
});

test('an address that VoiceServer would not let in is told so in its words', async () => {
  const server = await start([{ name: 'voiceserver', listen: { port: 0, allow: ['192.0.2.0/24'] } }]);
  const refused = await server.get('voiceserver', '/metrics');
  expect([refused.status, refused.headers.get('content-type'), await refused.json()]).toEqual([
    403,
    expect.stringContaining('application/json'),
    { code: 403, msg: 'metrics access denied' },
  ]);
});

test('voice-skill on a listener of its own has the routes of its bridge, and the main one says where they are', async () => {
  const server = await start([{ name: 'voice-skill', listen }]);
  await server.post([
    { type: 'call.report', source: 'bot', callId: 'CA1', state: 'offered', direction: 'inbound', caller: '+4930123456' },
    { type: 'call.report', source: 'bot', callId: 'CA1', state: 'answered' },
  ]);
  expect(await (await server.get('voice-skill', '/health')).json()).toEqual({
    status: 'healthy',
    activeCalls: 1,
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await (await server.get('voice-skill', '/sessions')).json()).toEqual({
    sessions: [
      {
        callId: 'CA1',
        direction: 'inbound',
        phoneNumber: expect.stringContaining('*'),
        startedAt: expect.any(String),
        hasTranscript: false,
        sessionKey: 'voice:49***3456',
        pendingTranscripts: 0,
      },
    ],
    count: 1,
  });
  expect(await (await server.get('voice-skill', '/')).json()).toMatchObject({
    name: 'Voice Call Metrics Server',
    endpoints: { 'GET /metrics/dashboard': expect.any(String), 'POST /call-event': expect.any(String) },
    latency_event_types: ['speech_end_to_first_audio', 'tool_call_duration', 'session_duration'],
  });
  expect(await (await server.get('voice-skill', '/storage/stats')).json()).toMatchObject({
    total_calls: 1,
    active_calls: 1,
    calls_with_transcripts: 0,
    recordings_size_mb: null,
  });
  const synced = await fetch(`${server.of('voice-skill')}/sync-transcript`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"callId":"CA1"}',
  });
  expect([synced.status, await synced.json()]).toEqual([200, { success: true, messagesInjected: 0 }]);
  const elsewhere = await server.get('http', '/metrics/dashboard');
  expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
    404,
    { code: 'NOT_FOUND', detail: `The preset voice-skill has a listener of its own: ${server.of('voice-skill')}.` },
  ]);
});

test('disabled metrics of CardLink are 503', async () => {
  const server = await start([
    { name: 'cardlink', config: file('a.env', 'GP_METRICS_ENABLED=false\n'), listen: { port: 0, health_port: 0 } },
  ]);
  expect((await server.get('cardlink', '/metrics')).status).toBe(503);
});

test.each([
  [
    'two presets on one port',
    [
      { name: 'callstack', listen: { port: 9 } },
      { name: 'rustpbx', listen: { port: 9 } },
    ],
    'both claim 127.0.0.1:9.',
  ],
  [
    'metrics and health on one path',
    [{ name: 'callstack', listen: { port: 0, paths: { metrics: '/healthz' } } }],
    'presets[0]: its metrics and its health both claim /healthz.',
  ],
  [
    'a health path of a system without health',
    [{ name: 'voiceserver', listen: { port: 0, paths: { health: '/x' } } }],
    'voiceserver has no health document',
  ],
  ['paths without a port', [{ name: 'callstack', listen: { paths: { health: '/x' } } }], 'presets[0].listen.port is missing'],
  [
    'beyond loopback without credentials',
    [{ name: 'callstack', listen: { host: '0.0.0.0', port: 0 } }],
    'presets[0] would listen on 0.0.0.0',
  ],
])('%s is refused', async (_, presets, message) => {
  expect(await refusal(presets)).toContain(message);
});

test('what nobody tells of a program is what the server is, until a program tells', async () => {
  const server = await start([{ name: 'rustpbx', listen }]);
  const lines = async () => (await (await server.get('rustpbx', '/metrics')).text()).split('\n');
  const before = await lines();
  expect(before).toContainEqual(expect.stringMatching(/^rustpbx_info\{version="\d+\.\d+\.\d+"\} 1$/));
  expect(before).toContainEqual(expect.stringMatching(/^rustpbx_process_resident_memory_bytes \d{7,}$/));
  await server.post({ type: 'program.started', source: 'pbx', name: 'rustpbx', version: '0.5.0', description: 'PBX' });
  const after = (await lines()).filter((line) => /^rustpbx_(info|process_resident)/.test(line));
  expect(after).toEqual(['rustpbx_info{version="0.5.0"} 1']);
  expect(await (await until(async () => server.get('rustpbx', '/healthz'), 200)).json()).toMatchObject({ status: 'ok' });
});
