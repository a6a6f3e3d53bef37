import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

const TOKEN = (role: string): string => `rs_a-token-of-the-settings-of-${role}`;
const LINE = (role: string): string =>
  `${role} sha256:${createHash('sha256').update(TOKEN(role)).digest('hex')} ${role} 2026-01-01T00:00:00Z\n`;
/** What nobody may read, wherever somebody has written it. */
const SECRET = 'a-secret-that-stays-here';

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly help: string;
}

let folder: string;
let config: string;
let server: SpawnedServer;

function settingsText(level: string): string {
  return [
    'log:',
    `  level: ${level}`,
    'otlp:',
    `  endpoint: https://collector.example.com/otlp,${SECRET};x`,
    'trunks:',
    '  carrier-a: [192.0.2.0/24]',
    'alerts:',
    `  runbook_url: https://example.com/a,b;c?key=a;b,${SECRET}`,
    '  receivers:',
    `    - {name: desk, kind: webhook, url: "https://example.com/${SECRET}", secret_file: ${join(folder, SECRET)}}`,
    '',
  ].join('\n');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-settings-'));
  writeFileSync(join(folder, 'tokens'), `${LINE('read')}${LINE('admin')}`, { mode: 0o600 });
  writeFileSync(join(folder, SECRET), 'x'.repeat(32), { mode: 0o600 });
  config = join(folder, 'ringscope.yml');
  writeFileSync(config, settingsText('info'));
  server = await spawnServer({ config, store: join(folder, 'data'), 'auth-token-file': join(folder, 'tokens') });
});

afterAll(async () => {
  await server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function ask(path: string, role: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${TOKEN(role)}` } });
}

async function shown(): Promise<ReadonlyMap<string, Setting>> {
  const response = await ask('/api/v1/settings', 'admin');
  expect(response.status).toBe(200);
  // The shape is that of the reference.
  const { settings } = (await response.json()) as { settings: Setting[] };
  return new Map(settings.map((one) => [one.name, one]));
}

test('each setting is shown as it is in force, with where it comes from', async () => {
  const settings = await shown();
  expect(settings.get('log.level')).toMatchObject({ value: 'info', origin: `${config}:2:10` });
  expect(settings.get('trunks')?.value).toBe('carrier-a=192.0.2.0/24');
  expect(settings.get('store.path')?.origin).toBe('--store');
  expect(settings.get('hep.host')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
  expect([...settings.values()].every(({ help }) => help !== '')).toBe(true);
});

test('nothing that may be a secret is shown: no file of one, no receiver, no credentials within an address', async () => {
  const text = await (await ask('/api/v1/settings', 'admin')).text();
  expect(text).not.toContain(SECRET);
  const settings = await shown();
  expect(settings.get('auth.token_file')?.value).toBe('(set)');
  expect(settings.get('auth.basic_file')?.value).toBe('');
  expect(settings.get('alerts.receivers')?.value).toBe('(1)');
  expect(settings.get('otlp.endpoint')?.value).toBe('https://collector.example.com/(set)');
  expect(settings.get('alerts.runbook_url')?.value).toBe('https://example.com/(set)');
});

test('they need the role admin; the version and what is kept are for whoever may read', async () => {
  expect((await ask('/api/v1/settings', 'read')).status).toBe(403);
  expect((await fetch(`${server.url}/api/v1/settings`)).status).toBe(401);
  const about = await (await ask('/api/v1/about', 'read')).json();
  expect(about).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
    node: process.versions.node,
    keeps: { callsDays: 90, timelinesDays: 14, countsDays: 400, numbers: 'no' },
    isSynthetic: false,
  });
});

test('a setting that a reload has changed is shown with its new value, and one that waits for a restart with its old one', async () => {
  writeFileSync(config, `${settingsText('debug')}store:\n  keep_calls_days: 7\n`);
  expect((await ask('/-/reload', 'admin', { method: 'POST' })).status).toBe(200);
  const settings = await shown();
  expect(settings.get('log.level')).toMatchObject({ value: 'debug', origin: 'reload' });
  expect(settings.get('store.keep_calls_days')).toMatchObject({ value: '90', origin: 'default' });
});
