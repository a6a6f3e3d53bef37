import { once } from 'node:events';
import { request } from 'node:http';
import * as api from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { cardlinkOptions, createRingscope, type EventOfType, type RingscopeOptions, type TelephonyEvent } from './index.ts';

const PRESETS = 'callstack, voice-skill, rustpbx, cardlink, voiceserver';
const NO_API =
  'openTelemetry has no trace.getActiveSpan and trace.getTracer: pass the module, as `import * as openTelemetry from "@opentelemetry/api"` has it.';

/** What untyped code may hand over. */
function untyped<T>(value: unknown): T {
  return value as T;
}

async function refusalOf(options: unknown): Promise<unknown> {
  return createRingscope(untyped<RingscopeOptions>(options)).catch((error: unknown) => error);
}

test('two presets whose documents have one path are refused in either order, until healthPreset names the one that answers', async () => {
  for (const presets of [
    ['rustpbx', 'callstack'],
    ['callstack', 'rustpbx'],
  ] as const) {
    expect(await refusalOf({ presets })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: `createRingscope: presets ${presets.join(' and ')} both answer /healthz: name the one that does as healthPreset.`,
    });
    const ringscope = await createRingscope({ presets, healthPreset: 'callstack' });
    // No modem was heard of.
    expect(await ringscope.health('/healthz')).toMatchObject({ status: 503 });
    const other = await createRingscope({ presets, healthPreset: 'rustpbx' });
    expect(await other.health('/healthz')).toMatchObject({ status: 200 });
  }
  expect(await refusalOf({ presets: ['callstack'], healthPreset: 'rustpbx' })).toMatchObject({
    message: 'createRingscope: healthPreset is none of presets.',
  });
});

test.each([
  [{ metricsPath: '/healthz/' }, 'metricsPath and health both claim /healthz.'],
  [{ metricsPath: '/health/live', presets: ['cardlink'] }, 'metricsPath and health both claim /health/live.'],
  [{ presets: ['nope'] }, 'there is no preset "nope"; known are callstack, voice-skill, rustpbx, cardlink, voiceserver.'],
  [{ presets: ['calstack'] }, 'there is no preset "calstack"; did you mean callstack?'],
  [{ presets: 'callstack' }, 'presets is a list of names.'],
  [{ preset: ['callstack'] }, 'there is no option "preset"; did you mean presets?'],
  [
    { apiKey: ['a'], listen: { Port: 1 } },
    'there is no option "apiKey"; did you mean apiKeys?; there is no option "listen.Port"; did you mean listen.port?',
  ],
  [{ settings: { settleSecond: 1 } }, 'there is no option "settings.settleSecond"; did you mean settings.settleSeconds?'],
  [{ basicAuth: { user: 'a', password: 'b' } }, 'there is no option "basicAuth.user"; did you mean basicAuth.username?'],
  [{ metricsPath: 'metrics' }, 'metricsPath begins with /.'],
  [{ otlp: { endpont: 'http://127.0.0.1:4318' } }, 'there is no option "otlp.endpont"; did you mean otlp.endpoint?'],
  [{ openTelemetry: {} }, NO_API],
  [{ openTelemetry: null }, NO_API],
  [{ openTelemetry: { trace: { getTracer: () => undefined } } }, NO_API.replace(' and trace.getTracer', '')],
  [{ openTelemetry: () => undefined, presets: ['nope'] }, `there is no preset "nope"; known are ${PRESETS}; ${NO_API}`],
])('%o is refused by name', async (options, message) => {
  expect(await refusalOf(options)).toMatchObject({ code: 'CONFIG_INVALID', message: `createRingscope: ${message}` });
});

test('the module of OpenTelemetry is taken however it was imported', async () => {
  for (const openTelemetry of [api, api.default]) await expect(createRingscope({ openTelemetry })).resolves.toBeDefined();
});

test.each([
  [{ preset: ['callstack'] }, 'CONFIG_INVALID'],
  [{ privacyKey: '' }, 'CONFIG_INVALID'],
  [{ server: { url: 'nowhere' } }, 'CONFIG_INVALID'],
  [{ log: { file: '/nowhere/at/all.log' } }, 'CONFIG_INVALID'],
  [{ otlp: { sampleRatio: 2 } }, 'CONFIG_INVALID'],
  [{ otlp: { endpoint: 'http://127.0.0.1:4318/#fragment' } }, 'CONFIG_INVALID'],
  [{ listen: { port: 0, host: '0.0.0.0' } }, 'HTTP_EXPOSED'],
])('whoever hears that %o is refused is told where options of a program stand, not settings of a server', async (options, code) => {
  const refusal = await refusalOf(options);
  expect(refusal).toMatchObject({ code, hint: expect.stringMatching(/docs\/sdk\.md|apiKeys/) });
  expect(refusal).not.toMatchObject({ hint: expect.stringMatching(/serve --help|auth\./) });
});

test('a variable that cannot be is told with where the variables stand', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', ':::');
  try {
    expect(await refusalOf({ otlp: true })).toMatchObject({ code: 'CONFIG_INVALID', hint: expect.stringContaining('docs/otlp.md') });
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an environment of CardLink that cannot be is told with where its names stand', () => {
  const read = (): unknown => cardlinkOptions({ GP_METRICS_ENABLED: 'true', GP_METRICS_PORT: 'none' });
  expect(read).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', hint: expect.stringContaining('docs/presets.md') }));
});

test.each([
  [{ listen: { port: 0, host: '0.0.0.0' } }],
  [{ listen: { port: 0, host: '::' }, apiKeys: [] }],
  [{ listen: { port: 0, host: 'rig.example.com' } }],
  [{ listen: { port: 0, host: '127.0.0.1.example.com' } }],
])('metrics beyond loopback without a key are refused: %o', async (options) => {
  expect(await refusalOf(options)).toMatchObject({ code: 'HTTP_EXPOSED' });
});

test.each([
  [{ listen: { port: 0, host: 'localhost' } }],
  [{ listen: { port: 0, host: '127.0.0.2' } }],
  [{ listen: { port: 0, host: '0.0.0.0' }, apiKeys: ['a-key-of-this-test'] }],
  [{ listen: { port: 0, host: '0.0.0.0', keys: ['a-key-of-this-test'] } }],
  [{ listen: { port: 0, host: '0.0.0.0' }, basicAuth: { username: 'u', password: 'p' } }],
])('on loopback, and beyond it with a key, is fine: %o', async (options) => {
  await expect(createRingscope(options)).resolves.toBeDefined();
});

test('a malformed event tells its type, its field and what is wrong, never its value: to onDropped each time, as a warning once', async () => {
  const dropped: EventOfType<'event.dropped'>[] = [];
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const ringscope = await createRingscope({ name: 'gateway', presets: ['callstack'], onDropped: (event) => dropped.push(event) });
    const lose: (given: unknown) => void = untyped(ringscope.modem.disconnected);
    lose({ reason: 'ATError: port vanished +4930123456' });
    lose({ reason: 'ATError: port vanished +4930123456' });
    ringscope.emit(untyped<TelephonyEvent>({ type: '+4930123456' }));
    expect(dropped).toMatchObject([
      { stage: 'emit', reason: 'malformed', count: 1, eventType: 'modem.disconnected', field: 'reason' },
      { eventType: 'modem.disconnected', field: 'reason', message: expect.stringMatching(/^Expected one of \w+/) },
      { eventType: '???????????', field: 'type', message: 'There is no event of this type.' },
    ]);
    expect(warnings.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(/^modem\.disconnected\.reason is malformed and the event was dropped: Expected one of /),
      expect.stringMatching(/^\?+\.type is malformed/),
    ]);
    expect(JSON.stringify([dropped, warnings.mock.calls]) + ringscope.metrics()).not.toMatch(/30123456|vanished/);
  } finally {
    warnings.mockRestore();
  }
});

test('an onDropped that fails harms nobody', async () => {
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const ringscope = await createRingscope({
      onDropped() {
        throw new Error('no');
      },
    });
    ringscope.emit(untyped<TelephonyEvent>(undefined));
    expect(ringscope.metrics()).toContain('ringscope_dropped_total{stage="emit",reason="malformed"} 1\n');
  } finally {
    warnings.mockRestore();
  }
});

test('emit fills in what an event that is posted has as well, and closes private texts', async () => {
  const ringscope = await createRingscope({ name: 'stack' });
  const heard: TelephonyEvent[] = [];
  ringscope.on('sip.response', (event) => heard.push(event));
  ringscope.on('call.report', (event) => heard.push(event));
  ringscope.emit(untyped<TelephonyEvent>({ type: 'sip.response', at: 1_795_219_200, source: 'pbx', method: 'INVITE', status: 486 }));
  ringscope.emit(untyped<TelephonyEvent>({ type: 'call.report', callId: 'a', caller: '+4930123456' }));
  expect(heard).toMatchObject([
    { type: 'sip.response', source: 'pbx', agent: 'default', status: 486, direction: 'unknown', transport: 'other' },
    { type: 'call.report', source: 'stack', callId: 'a' },
  ]);
  expect(heard[1]).not.toHaveProperty('receivedAt');
  expect(JSON.stringify(heard)).not.toContain('30123456');
  expect(ringscope.metrics()).toContain('telephony_sip_responses_total{method="INVITE",class="4xx",direction="unknown"} 1\n');
  expect(ringscope.metrics()).not.toContain('reason="malformed"');
});

test.each<[RingscopeOptions['presets'], Readonly<Record<string, number>>]>([
  [['callstack'], { '/metrics': 200, '/healthz': 503, '/readyz': 404, '/health': 404, '/livez': 404, '/': 404, '/metric': 404 }],
  [['rustpbx'], { '/metrics': 200, '/healthz': 200, '/readyz': 404 }],
  [['cardlink'], { '/metrics': 200, '/readyz': 200, '/livez': 200, '/health/ready': 200, '/healthy': 404 }],
  [['voice-skill'], { '/metrics': 200, '/metrics/prometheus': 200, '/metrics/nothing': 404 }],
  [[], { '/metrics/': 200, '/metrics?x=1': 200, '/healthz': 200, '/readyz': 404 }],
])('with %j, paths that its system does not have are answered 404', async (presets, paths) => {
  const answer = (await createRingscope({ presets: presets ?? [] })).fetchHandler();
  for (const [path, status] of Object.entries(paths))
    expect([path, (await answer(new Request(`http://host${path}`))).status]).toEqual([path, status]);
});

test('metrics may be at another path, in handlers as in the listening thread', async () => {
  const ringscope = await createRingscope({ metricsPath: '/rig/metrics', listen: { port: 0 }, version: '1.2.3' });
  await ringscope.start();
  try {
    const answer = ringscope.fetchHandler();
    for (const [path, status] of [
      ['/rig/metrics', 200],
      ['/metrics', 404],
    ] as const) {
      expect((await answer(new Request(`http://host${path}`))).status).toBe(status);
      expect((await fetch(`http://127.0.0.1:${ringscope.port}${path}`)).status).toBe(status);
    }
  } finally {
    await ringscope.stop();
  }
});

test('health beyond loopback tells its word and nothing else, and does not keep the program running', async () => {
  const ringscope = await createRingscope({
    presets: ['cardlink'],
    checks: { database: () => ({ status: 'degraded', message: 'slow' }) },
    listenHealth: { port: 0, host: '0.0.0.0' },
  });
  await ringscope.start();
  const answer = await fetch(`http://127.0.0.1:${ringscope.healthPort}/health`);
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'degraded' }]);
  expect((await fetch(`http://127.0.0.1:${ringscope.healthPort}/metrics`)).status).toBe(404);
  await ringscope.stop();
  expect(ringscope.healthPort).toBeUndefined();
});

test('the document of a program on loopback is whole, and a page of another site gets none', async () => {
  const ringscope = await createRingscope({ name: 'pbx', version: '1.2.3', listenHealth: { port: 0 } });
  await ringscope.start();
  try {
    const url = `http://127.0.0.1:${ringscope.healthPort}/healthz`;
    expect(await (await fetch(url)).json()).toEqual({ status: 'ok', version: '1.2.3', uptime_seconds: expect.any(Number) });
    const asked = request(url, { headers: { host: 'attacker.example' } }).end();
    const [{ statusCode }] = (await once(asked, 'response')) as [{ statusCode: number }];
    expect(statusCode).toBe(421);
  } finally {
    await ringscope.stop();
  }
});
