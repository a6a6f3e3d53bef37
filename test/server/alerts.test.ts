import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOwnerToken } from '../../src/server/index.ts';
import { runCommand } from '../run-command.ts';
import { QUICK_SAMPLING } from './sampled.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

let folder: string;
let receiver: Server;
let heard: string[];
let status: number;
let server: SpawnedServer | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-alerts-'));
  heard = [];
  status = 200;
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      heard.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await server?.kill('SIGKILL');
  server = undefined;
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<SpawnedServer> {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'hushhush\n');
  const receivers = [{ name: 'desk', kind: 'webhook', url, secret_file: secret }];
  server = await spawnServer({ store: join(folder, 'data'), 'alerts-receivers': JSON.stringify(receivers) });
  return server;
}

async function alerts(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return runCommand(['alerts', ...words], { RINGSCOPE_URL: server?.url ?? '', RINGSCOPE_STORE_PATH: join(folder, 'data') });
}

test('a server says how alerts are, and that nothing fires', async () => {
  await start();
  const { code, out } = await alerts('list', '--json');
  expect(code).toBe(0);
  const answer = JSON.parse(out) as { readonly alerts: readonly { readonly alert: string }[] };
  expect(answer.alerts.map(({ alert }) => alert)).toEqual(['Watchdog']);
  expect(answer).toMatchObject({
    receivers: [{ name: 'desk', kind: 'webhook' }],
  });
  expect(await alerts('list')).toEqual({
    code: 0,
    out: '',
    err: 'No alert fires or is pending. `ringscope alerts write` writes the same alerts for Prometheus.\n',
  });
});

test('a silence is made, shown, kept over a restart and ended', async () => {
  await start();
  const made = await alerts(
    'silence',
    'trunk=carrier-a',
    'alertname=Trunk*',
    'severity=critical',
    '--for',
    '90m',
    '--comment',
    'carrier works on it',
  );
  expect(made.out).toMatch(
    /^Alerts with trunk=carrier-a and alertname=Trunk\* and severity=critical are not told for 1h 30m: silence \S+\.\n$/,
  );
  await server?.kill('SIGTERM');
  await start();
  const [kept] = JSON.parse((await alerts('silence', '--json')).out) as readonly { readonly id: string }[];
  expect(kept).toMatchObject({
    matchers: ['trunk=carrier-a', 'alertname=Trunk*', 'severity=critical'],
    by: 'owner',
    comment: 'carrier works on it',
  });
  const ended = await alerts('unsilence', kept?.id ?? '');
  expect(ended.out).toBe('Alerts with trunk=carrier-a and alertname=Trunk* and severity=critical are told again.\n');
  expect(await alerts('unsilence', kept?.id ?? '')).toMatchObject({ code: 1, err: expect.stringContaining('has ended already') });
  expect((await alerts('silence')).err).toContain('No silence holds.');
});

const WRONG: readonly (readonly [words: readonly string[], message: string, exitCode: number])[] = [
  [['silence', 'trunk=*'], 'match everything', 2],
  [['silence', 'trunk'], 'A matcher is', 2],
  [['silence', 'trunk="a'], 'quotation mark', 2],
  [['silence', 'trunk=a', '--for', 'long'], '--for is a time', 2],
  [['silence', 'alertname=TrunkFialing'], 'did you mean TrunkFailing?', 2],
  [['unsilence', 'nothing'], 'no silence', 1],
  [['unsilence'], 'takes the id', 2],
  [['test'], 'takes the name', 2],
  [['test', 'nobody'], 'there are desk', 1],
  [['dance'], 'alerts takes list', 2],
];

test('what is wrong is said', async () => {
  await start();
  for (const [words, message, exitCode] of WRONG) {
    const { code, err } = await alerts(...words);
    expect(err).toContain(message);
    expect(code).toBe(exitCode);
  }
});

test('a test of a receiver is signed and ended, and one that refuses says so', async () => {
  await start();
  expect(await alerts('test', 'desk')).toMatchObject({ code: 0, out: 'desk has taken a test alert and its end.\n' });
  expect(heard.map((body) => (JSON.parse(body) as { readonly status: string }).status)).toEqual(['firing', 'resolved']);
  status = 403;
  expect(await alerts('test', 'desk')).toMatchObject({ code: 1, err: 'The receiver desk answered 403.\n' });
  expect(server?.stderr()).not.toContain('hushhush');
});

/** Starts a server with a file of settings, which `reload` writes anew and has it read by the signal or by the route. */
async function startConfigured(alertsOf: object): Promise<(alertsOf: object, way: 'signal' | 'route') => Promise<void>> {
  const config = join(folder, 'ringscope.json');
  const write = (settings: object): void => writeFileSync(config, JSON.stringify({ alerts: settings }));
  write(alertsOf);
  const running = await spawnServer({ config, store: join(folder, 'data') }, { intervals: QUICK_SAMPLING });
  server = running;
  const token = readOwnerToken(join(folder, 'data'))?.token ?? '';
  const ask = async (path: string): Promise<Response> =>
    fetch(`${running.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  return async (settings, way) => {
    write(settings);
    const reloads = (): number => running.stderr().split('settings were read again').length;
    const before = reloads();
    if (way === 'signal') process.kill(running.pid, 'SIGHUP');
    else expect((await ask('/-/reload')).status).toBe(200);
    await expect.poll(reloads).toBeGreaterThan(before);
  };
}

async function shown(): Promise<readonly { readonly alert: string; readonly state: string; readonly runbookUrl: string }[]> {
  const { alerts: all } = JSON.parse((await alerts('list', '--json')).out) as { readonly alerts: Awaited<ReturnType<typeof shown>> };
  return all;
}

test.each(['signal', 'route'] as const)(
  'alerts, their texts and their receivers are taken by a running server that reads its settings again by the %s',
  async (way) => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const first = { name: 'first', kind: 'alertmanager', url, severities: ['none'], wait_seconds: 0, interval_seconds: 1 };
    const reload = await startConfigured({ receivers: [first] });
    await expect.poll(() => heard.length).toBe(1);
    const [told] = heard.map((body) => JSON.parse(body) as { readonly alerts: readonly { readonly labels: { instance: string } }[] });
    expect(told?.alerts[0]?.labels.instance).not.toBe('berlin');

    const second = { ...first, name: 'second' };
    await reload({ receivers: [first, second], instance: 'berlin', runbook_url: 'https://example.com/books' }, way);
    expect((await shown()).map(({ runbookUrl }) => runbookUrl)).toEqual(['https://example.com/books/Watchdog']);
    // The first one knows; the second one is told at the next look.
    await expect.poll(() => heard.length).toBe(2);
    expect(JSON.parse(heard[1] ?? '')).toMatchObject({
      receiver: 'second',
      status: 'firing',
      alerts: [{ labels: { instance: 'berlin' } }],
    });

    await reload({ receivers: [second], off: ['Watchdog'] }, way);
    await expect.poll(() => heard.length).toBe(3);
    expect(JSON.parse(heard[2] ?? '')).toMatchObject({ receiver: 'second', status: 'resolved' });
    expect((await shown()).map(({ alert, state }) => `${alert} ${state}`)).toEqual(['Watchdog resolved']);
  },
);

test('receivers that cannot be told are refused as a whole, and those of before go on', async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const first = { name: 'first', kind: 'alertmanager', url };
  const reload = await startConfigured({ receivers: [first] });
  await reload({ receivers: [{ ...first, name: 'other', secret_file: join(folder, 'nothing') }], off: ['Watchdog'] }, 'signal');
  expect(server?.stderr()).toContain('The receiver other cannot be told');
  expect(await alerts('test', 'first')).toMatchObject({ code: 0 });
  expect((await alerts('test', 'other')).err).toContain('there are first');
});

test('a threshold that is set while the server runs holds at the next look', async () => {
  const reload = await startConfigured({});
  expect((await shown()).map(({ alert }) => alert)).toEqual(['Watchdog']);
  await reload({ thresholds: ['SpoolBehind.seconds=-1'] }, 'signal');
  await expect.poll(async () => (await shown()).map(({ alert }) => alert)).toContain('SpoolBehind');
});
