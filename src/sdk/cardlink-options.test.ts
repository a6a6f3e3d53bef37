import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cardlinkOptions, createRingscope } from './index.ts';

test('without names it is as in CardLink, on loopback', () => {
  expect(cardlinkOptions({})).toEqual({
    name: 'cardlink',
    version: '1.0.0',
    presets: ['cardlink'],
    metricsPath: '/metrics',
    collectSeconds: 15,
    checkDeadlineSeconds: 5,
    log: { level: 'INFO', format: 'json' },
    listen: { port: 9090 },
    listenHealth: { port: 8080 },
  });
});

test('every name is applied: port, path, user, interval, deadline, port of health and log', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringscope-cardlink-')), 'rig.log');
  const given = cardlinkOptions({
    GP_SERVICE_NAME: 'rig',
    GP_SERVICE_VERSION: '2.1.0',
    GP_METRICS_PORT: '19090',
    GP_METRICS_PATH: '/rig',
    GP_METRICS_AUTH_USERNAME: 'prometheus',
    GP_METRICS_AUTH_PASSWORD: 'pass word:1',
    GP_METRICS_INTERVAL: '1',
    GP_HEALTH_PORT: '18080',
    GP_HEALTH_TIMEOUT: '0.2',
    GP_LOG_FORMAT: 'text',
    GP_LOG_FILE: file,
  });
  expect(given).toMatchObject({ listen: { port: 19_090, host: '0.0.0.0' }, listenHealth: { port: 18_080, host: '0.0.0.0' } });
  const ringscope = await createRingscope({
    ...given,
    listen: { port: 0, host: '127.0.0.1' },
    listenHealth: { port: 0, host: '127.0.0.1' },
    checks: { database: () => new Promise(() => undefined) },
  });
  await ringscope.start();
  try {
    const url = `http://127.0.0.1:${ringscope.port}`;
    const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
    const refused = await fetch(`${url}/rig`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Metrics"']);
    for (const login of ['prometheus:wrong', 'prometheus:', ':', 'prometheus:pass word:1x', 'other:pass word:1'])
      expect((await fetch(`${url}/rig`, basic(login))).status).toBe(401);
    expect((await fetch(`${url}/metrics`, basic('prometheus:pass word:1'))).status).toBe(404);
    const read = async () => {
      const text = await (await fetch(`${url}/rig`, basic('prometheus:pass word:1'))).text();
      return Number(/^cardlink_system_process_uptime_seconds (.+)$/m.exec(text)?.[1]);
    };
    const before = await read();
    expect(before).toBeGreaterThan(0);
    const answer = await ringscope.fetchHandler()(new Request('http://rig/rig'));
    expect(answer.status).toBe(401);

    const begun = performance.now();
    const health = await fetch(`http://127.0.0.1:${ringscope.healthPort}/health/ready`);
    expect([health.status, await health.json()]).toMatchObject([503, { status: 'unhealthy', checks_passed: 0, checks_total: 1 }]);
    // Below the default of five.
    expect(performance.now() - begun).toBeLessThan(4800);
    await expect.poll(read, { interval: 200 }).toBeGreaterThanOrEqual(before + 1);
  } finally {
    await ringscope.stop();
  }
  const log = readFileSync(file, 'utf8');
  expect(log).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO {5}\[rig\.ringscope\] Metrics are served at 127\.0\.0\.1:\d+\/rig\.$/m);
  expect(log).not.toContain('pass word');
});

test('what is disabled does not listen', () => {
  const options = cardlinkOptions({ GP_METRICS_ENABLED: 'false', GP_HEALTH_ENABLED: 'false' });
  expect(options).not.toHaveProperty('listen');
  expect(options).not.toHaveProperty('listenHealth');
});

test('half a login is refused, and traces that are asked for are exported as CardLink does', () => {
  expect(() => cardlinkOptions({ GP_METRICS_AUTH_USERNAME: 'u' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(cardlinkOptions({}).otlp).toBeUndefined();
  expect(cardlinkOptions({ GP_TRACING_ENABLED: 'true', GP_OTLP_ENDPOINT: 'collector:4317' }).otlp).toEqual({
    endpoint: 'http://collector:4317',
    protocol: 'grpc',
    signals: ['traces'],
    serviceName: 'cardlink',
    resource: ['service.version=1.0.0'],
    sampleRatio: 1,
  });
});

test('a log in JSON tells of a malformed event, and of nothing below its level', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringscope-log-')), 'rig.log');
  const ringscope = await createRingscope({ name: 'rig', log: { level: 'WARNING', file }, listen: { port: 0 } });
  await ringscope.start();
  (ringscope.modem.disconnected as (given: unknown) => void)({ reason: '+4930123456' });
  await ringscope.stop();
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    {
      timestamp: expect.stringMatching(/Z$/),
      level: 'WARNING',
      logger: 'rig.ringscope',
      message: expect.stringMatching(/^modem\.disconnected\.reason is malformed/),
    },
  ]);
  await expect(createRingscope({ log: { file: '/nowhere/at/all.log' } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
