import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReservedNumber, type Incident } from '../../src/demo/index.ts';
import { runCommand } from '../run-command.ts';
import { zoneOfNoon } from '../zone-of-noon.ts';
import { DEAD_CARRIER, readTrunk } from './dead-carrier.ts';
import { spawnServer } from './spawn-server.ts';

/** `ringscope demo` as a process of its own: what it shows, that it says what it is, and that it names nobody. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PORTS = ['--http-port', '0', '--hep-port', '0'];

interface Ready {
  readonly url: string;
  readonly folder: string;
  readonly isSynthetic: boolean;
  readonly incidents: readonly Incident[];
}

interface Marked {
  readonly id: string;
  readonly isSynthetic?: boolean;
}

interface Glance {
  readonly total: { readonly attempts: number };
  readonly byOutcome: object;
  readonly byTrunk: object;
  readonly latencies: { readonly llm_first_token: { readonly count: number; readonly p95: number } };
}

interface RunningDemo extends Ready {
  readonly child: ChildProcess;
  readonly stderr: () => string;
}

const children: ChildProcess[] = [];
const folders: string[] = [];
let demo: RunningDemo;
/** Where all demos of this file make their folders. */
const temporary = newFolder();

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-demo-test-'));
  folders.push(folder);
  return folder;
}

function spawnDemo(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, [MAIN, 'demo', '--json', ...PORTS, ...args], {
    cwd: newFolder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // What is set for a real server means nothing to a demo.
    env: {
      PATH: process.env['PATH'],
      TZ: zoneOfNoon(),
      RINGSCOPE_STORE_PATH: '/nowhere',
      RINGSCOPE_CONFIG: '/nowhere/ringscope.yml',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      TMPDIR: temporary,
    },
  });
  children.push(child);
  return child;
}

async function startDemo(...args: readonly string[]): Promise<RunningDemo> {
  const child = spawnDemo(...args);
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (texts.err += String(chunk)));
  while (!texts.out.endsWith('}\n')) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}: ${texts.err}`);
  }
  return { child, stderr: () => texts.err, ...(JSON.parse(texts.out) as Ready) };
}

let startedAt: number;

beforeAll(async () => {
  startedAt = Math.floor(Date.now() / 1000);
  demo = await startDemo('--calls-per-hour', '120', '--seed', '3');
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const ask = async (path: string): Promise<Response> => fetch(new URL(path, demo.url));
const json = async <T>(path: string): Promise<T> => (await (await ask(path)).json()) as T;
const run = async (...argv: readonly string[]) => runCommand(argv);
const shown = async (...argv: readonly string[]) => runCommand([...argv, '--url', demo.url]);

test('it shows a day of calls over several trunks, with all outcomes, at once', async () => {
  const { total, byOutcome, byTrunk, latencies } = await json<Glance>('/api/v1/dashboard');
  expect(total.attempts).toBeGreaterThan(500);
  expect(Object.keys(byOutcome)).toEqual(expect.arrayContaining(['answered', 'busy', 'cancelled', 'no_answer', 'rejected', 'failed']));
  expect(Object.keys(byTrunk)).toEqual(expect.arrayContaining(['carrier-a', 'carrier-b', 'carrier-c', 'none']));
  expect(latencies.llm_first_token.count).toBeGreaterThan(100);
  const { steps } = await json<{ steps: { attempts: number }[] }>('/api/v1/series?step=hour');
  expect(steps.filter(({ attempts }) => attempts > 0).length).toBeGreaterThan(22);
  const { registrations } = await json<{ registrations: Marked[] }>('/api/v1/registrations?limit=5');
  expect(registrations).toHaveLength(5);
});

test('the day that it begins with moves no metric, so no chart begins with a spike', async () => {
  const metrics = await (await ask('/metrics')).text();
  const counted = metrics.match(/(?<=^telephony_call_attempts_total\{.*\} )\d+$/gm) ?? [];
  expect(counted.length).toBeGreaterThan(10);
  const { total } = await json<Glance>(`/api/v1/dashboard?since=${startedAt}`);
  expect(counted.reduce((sum, one) => sum + Number(one), 0)).toBeLessThanOrEqual(total.attempts);
});

test('the incidents that it names are in what it shows', async () => {
  const find = (name: string): Incident => demo.incidents.find((one) => one.name === name) as Incident;
  const dead = find('dead_carrier');
  const since = `since=${dead.begin}`;
  const { calls: silent } = await json<{ calls: Marked[] }>(`/api/v1/calls?trunk=carrier-c&sipCode=408&${since}`);
  expect(silent.length).toBeGreaterThan(0);
  const outage = find('trunk_outage');
  const { calls: refused } = await json<{ calls: Marked[] }>(
    `/api/v1/calls?trunk=carrier-b&sipCode=503&since=${outage.begin}&until=${outage.end}`,
  );
  expect(refused.length).toBeGreaterThan(0);
  const { latencies: slow } = await json<Glance>(`/api/v1/dashboard?since=${find('slow_language_model').begin}`);
  const slowFrom = find('slow_language_model').begin;
  const { latencies: usual } = await json<Glance>(`/api/v1/dashboard?since=${slowFrom - 36_000}&until=${slowFrom}`);
  expect(slow.llm_first_token.p95).toBeGreaterThan(4 * usual.llm_first_token.p95);
  const { out } = await shown('failures', '--since', '1h');
  expect(out).toContain('carrier-c');
});

test('each route and command reads 0 % of its dead carrier, as the legs of its calls do', async () => {
  const { begin } = demo.incidents.find(({ name }) => name === 'dead_carrier') as Incident;
  // A series has whole minutes.
  const since = 60 * Math.ceil(begin / 60);
  const { legs, hops, calls, others } = await readTrunk({ url: demo.url, ...DEAD_CARRIER, since, until: startedAt });
  expect([legs.answered, (legs.attempts ?? 0) > 0]).toEqual([0, true]);
  for (const [where, { attempts, answered = 0, failed, asr }] of Object.entries(hops))
    expect([where, attempts ?? failed, answered, asr]).toEqual([where, legs.attempts, 0, 0]);
  for (const [where, { answered, asr }] of Object.entries(calls)) expect([where, answered, asr]).toEqual([where, 0, 0]);
  for (const [where, reading] of Object.entries(others)) expect(reading, where).not.toHaveProperty('asr');
});

test('calls, registrations and latencies are marked, and each answer, health, metrics, exports and commands say it', async () => {
  expect(demo.isSynthetic).toBe(true);
  const { calls } = await json<{ calls: Marked[] }>('/api/v1/calls?limit=50');
  expect(new Set(calls.map((call) => call.isSynthetic))).toEqual(new Set([true]));
  const { registrations } = await json<{ registrations: Marked[] }>('/api/v1/registrations?limit=50');
  expect(new Set(registrations.map((one) => one.isSynthetic))).toEqual(new Set([true]));
  const { latencies } = await json<{ latencies: Marked[] }>('/api/v1/latencies/events?limit=50');
  expect(new Set(latencies.map((one) => one.isSynthetic))).toEqual(new Set([true]));
  expect((await ask('/api/v1/dashboard')).headers.get('ringscope-synthetic')).toBe('true');
  const { checks } = await json<{ checks: object[] }>('/api/v1/health');
  expect(checks).toContainEqual(expect.objectContaining({ name: 'synthetic', severity: 'ok' }));
  expect(await (await ask('/metrics')).text()).toContain('\nringscope_synthetic 1\n');
  const [head = '', first = ''] = (await shown('export', '--since', '1h')).out.split('\r\n');
  expect([head.split(',').at(-1), first.split(',').at(-1)]).toEqual(['isSynthetic', 'true']);
  for (const verb of ['dashboard', 'status', 'failures'])
    expect((await shown(verb)).err, verb).toContain('This is generated traffic, marked isSynthetic: none of it ever happened.');
});

/** What looks like a number of somebody: seven digits or more that stand alone. */
const NUMBER = /(?<![A-Za-z0-9.])\+?\d{7,}(?![A-Za-z0-9.])/g;

function realNumbers(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => text.match(NUMBER) ?? []);
  return [...new Set(found)].filter((number) => !isReservedNumber(number.replace(/^00/, '+')));
}

/** The texts of parsed JSON: its numbers are times and counts. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsOf(one)]);
}

test('no output names a number that somebody could have, nor an address or a name that is not reserved', async () => {
  await shown('log', 'debug');
  const { calls } = await json<{ calls: Marked[] }>('/api/v1/calls?limit=3');
  const paths = [
    '/api/v1/calls?limit=500',
    '/api/v1/failures?limit=100',
    '/api/v1/registrations?limit=500',
    '/api/v1/latencies/events?limit=100',
    '/api/v1/dashboard',
    '/api/v1/series?step=hour',
    '/api/v1/top?by=cause',
    '/api/v1/health',
    '/healthz',
    ...calls.map(({ id }) => `/api/v1/calls/${id}`),
  ];
  const answers: string[] = [];
  for (const path of paths) {
    const response = await ask(path);
    const body: unknown = await response.json();
    // What has no such route answers a problem, which is scanned as well.
    answers.push(...textsOf(body));
  }
  const id = calls[0]?.id ?? '';
  const verbs = [
    ['dashboard'],
    ['calls'],
    ['failures'],
    ['call', id, '--ladder'],
    ['hourly'],
    ['daily'],
    ['top'],
    ['registrations'],
    ['latency'],
    ['status'],
    ['health'],
    ['export'],
  ];
  for (const verb of verbs) {
    const { code, out, err } = await shown(...verb);
    expect([0, 1], `${verb[0]}: ${err}`).toContain(code);
    expect(out.length, verb[0]).toBeGreaterThan(20);
    answers.push(out, err);
  }
  const metrics = await (await ask('/metrics')).text();
  const labels = [...metrics.matchAll(/="([^"]*)"/g)].map(([, label = '']) => label);
  expect(labels.length).toBeGreaterThan(100);
  const all = [...answers, ...labels, demo.stderr()];
  expect(realNumbers(['00491751234567 and +49 +15551234567'])).toEqual(['00491751234567', '+15551234567']);
  expect(realNumbers(all)).toEqual([]);
  const addresses = all.flatMap((text) => text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g) ?? []);
  expect(addresses.length).toBeGreaterThan(100);
  expect(
    [...new Set(addresses)].filter((one) => !/^(?:127\.0\.0\.1|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+)$/.test(one)),
  ).toEqual([]);
});

test('it goes on with traffic as you look', async () => {
  const packets = async (): Promise<number> =>
    Number(/^ringscope_source_packets_total\{source="hep",kind="sip"\} (\d+)/m.exec(await (await ask('/metrics')).text())?.[1] ?? 0);
  const before = await packets();
  while ((await packets()) <= before) await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await (await ask('/metrics')).text()).toMatch(/^telephony_modem_state\{modem="modem-1",state="connected"\} 1$/m);
});

test('it refuses a folder with real calls, and keeps what it adds apart where it is forced', async () => {
  const folder = newFolder();
  const real = await spawnServer({ store: folder });
  const event = { type: 'call.report', callId: 'real-one', state: 'ended', source: 'pbx', sipCode: 486 };
  await fetch(`${real.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  await real.kill('SIGTERM');
  const refused = await run('demo', '--store', folder, ...PORTS);
  expect([refused.code, refused.err]).toEqual([3, expect.stringMatching(/^STORE_IS_REAL: .*real calls.*\nhint: .*--force/s)]);
  const { child, url } = await startDemo('--store', folder, '--force', '--calls-per-hour', '5');
  const { calls } = (await (await fetch(`${url}/api/v1/calls?limit=500`)).json()) as { calls: { callId: string; isSynthetic?: boolean }[] };
  expect(calls.filter(({ isSynthetic }) => isSynthetic !== true).map(({ callId }) => callId)).toEqual(['real-one']);
  expect(calls.length).toBeGreaterThan(20);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(existsSync(join(folder, 'synthetic'))).toBe(false);
});

describe('another demo, which begins after one was killed', () => {
  let killed = '';
  let other: RunningDemo;
  const seen = { folders: [false], healthOfOther: '', healthOfFirst: '', dashboardOfFirst: 0, left: [''] };
  let code: unknown;

  beforeAll(async () => {
    killed = await killOne();
    mkdirSync(join(temporary, 'ringscope-demo-others'), { mode: 0o700 });
    other = await startDemo('--otlp-endpoint', 'http://127.0.0.1:9', '--calls-per-hour', '1');
    seen.folders = [killed, demo.folder, other.folder].map((folder) => existsSync(folder));
    seen.healthOfOther = await (await fetch(new URL('/healthz', other.url))).text();
    seen.healthOfFirst = await (await ask('/healthz')).text();
    seen.dashboardOfFirst = (await ask('/api/v1/dashboard')).status;
    other.child.kill('SIGINT');
    [code] = await once(other.child, 'exit');
    seen.left = readdirSync(temporary);
  });

  /** Kills a demo once it has a folder, and gives that. */
  async function killOne(): Promise<string> {
    const known = readdirSync(temporary);
    const child = spawnDemo('--calls-per-hour', '1');
    const made = (): string | undefined =>
      readdirSync(temporary).find((name) => !known.includes(name) && existsSync(join(temporary, name, 'data', 'lock')));
    while (made() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    const folder = join(temporary, made() ?? '');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(folder)).toBe(true);
    return folder;
  }

  test('removes the folder of the killed one, and neither that of a running one nor what is none', () => {
    expect(seen.folders).toEqual([false, true, true]);
    expect(seen.dashboardOfFirst).toBe(200);
    expect(seen.left.toSorted()).toEqual(['ringscope-demo-others', basename(dirname(demo.folder))].toSorted());
  });

  test('exports to a collector that is named to it, and to none that a variable names', () => {
    expect(seen.healthOfFirst).not.toContain('otlp');
    expect(seen.healthOfOther).toContain('"otlp"');
  });

  test('ends at SIGINT, and nothing of it is left', () => {
    expect(code).toBe(130);
    expect(existsSync(other.folder)).toBe(false);
  });
});
