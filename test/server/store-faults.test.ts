import { execFileSync } from 'node:child_process';
import { Socket } from 'node:net';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Intervals } from '../../src/server/index.ts';
import { KEEP_SECONDS } from '../../src/server/http/server-health.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-faults-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return join(path, 'data');
}

async function start(path: string, intervals?: Partial<Intervals>): Promise<SpawnedServer> {
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.3' }, intervals === undefined ? {} : { intervals });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

/** From now on it may open so few files. To be loaded a program needs more at once, the more the slower the machine is. */
function limitFiles({ pid }: SpawnedServer, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:${files}`]);
}

let nextCall = 0;

/** Posts a call that is over. Its id when the server took it, else the status that it answered. */
async function post({ url }: SpawnedServer): Promise<string | number> {
  const callId = `call-${(nextCall += 1)}`;
  const at = Date.now() / 1000;
  const response = await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'call.report', at, source: 'dialer', callId, state: 'ended' }),
  }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200 ? callId : (response?.status ?? 0);
}

interface Health {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string }[];
}

async function healthOf({ url }: SpawnedServer): Promise<Health | undefined> {
  const response = await fetch(`${url}/healthz`).catch(() => undefined);
  // Its shape is checked by the tests of the API.
  return response === undefined ? undefined : ((await response.json()) as Health);
}

/** Asks until the health is as wanted. */
async function until(server: SpawnedServer, isWanted: (health: Health) => boolean): Promise<Health> {
  for (;;) {
    const health = await healthOf(server);
    if (health !== undefined && isWanted(health)) return health;
    await pause(20);
  }
}

const severityOf = ({ checks }: Health, name: string): string | undefined => checks.find((check) => check.name === name)?.severity;

/** What the server says when the machine is too busy for an answer in time: it is to be asked again. */
const TOO_LATE = /"STORE_(?:BUSY|STUCK)"/;

async function listed({ url }: SpawnedServer): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const response = await fetch(`${url}/api/v1/calls?limit=1000${cursor}`);
    if (response.status !== 200) {
      expect(await response.text()).toMatch(TOO_LATE);
      continue;
    }
    const page = (await response.json()) as { readonly calls: readonly { readonly callId: string }[]; readonly nextCursor?: string };
    ids.push(...page.calls.map(({ callId }) => callId));
    if (page.nextCursor === undefined) return ids;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** Whether the answer to a question says that it is not whole. */
async function isPartial({ url }: SpawnedServer, question: string): Promise<boolean> {
  const answer = (await (await fetch(`${url}/api/v1/${question}`)).json()) as { readonly isPartial?: boolean };
  return answer.isPartial === true;
}

async function droppedBy({ url }: SpawnedServer): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').filter((line) => /^ringscope_dropped_total\{stage="(?:store|spool|timeline)"/.test(line));
}

test('where descriptors run out for a while, what was acknowledged is there afterwards', async () => {
  const server = await start(newFolder());
  limitFiles(server, 256);
  const taken: string[] = [];
  const take = async (): Promise<void> => {
    const answer = await post(server);
    if (typeof answer === 'string') taken.push(answer);
  };
  // Agents that connect and say nothing.
  const idle: Socket[] = [];
  for (let round = 0; round < 5; round += 1) {
    await take();
    for (let n = 0; n < 60; n += 1) {
      const socket = new Socket().on('error', () => undefined);
      idle.push(socket.connect(server.hepPort, '127.0.0.1'));
    }
  }
  // Until the store was hit by it too.
  while (!/EMFILE|unable to open database/.test(server.stderr())) await Promise.race([take(), pause(200)]);
  for (const socket of idle) socket.destroy();
  await until(server, (health) => severityOf(health, 'store') === 'ok' && severityOf(health, 'spool') === 'ok');
  for (let n = 0; n < 5; n += 1) await take();
  expect(taken.length).toBeGreaterThan(5);
  expect(await listed(server)).toEqual(expect.arrayContaining(taken));
  expect(await droppedBy(server)).toEqual([]);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

test('a data folder that is deleted takes no post until it is back, and then goes on with what was acknowledged', async () => {
  const path = newFolder();
  const server = await start(path, { refreshMs: 20 });
  expect(await post(server)).toMatch(/^call-/);
  rmSync(path, { recursive: true });
  const refused: (string | number)[] = [];
  for (let n = 0; n < 5; n += 1) refused.push(await post(server));
  expect(refused).toEqual([503, 503, 503, 503, 503]);
  const sick = await until(server, (health) => severityOf(health, 'store') === 'failed');
  expect(sick.status).toBe('not_ready');
  await until(server, () => server.stderr().includes('could not look for deleted days'));
  expect(await post(server)).toBe(503);
  mkdirSync(path, { mode: 0o700 });
  await until(server, ({ checks }) => checks.every(({ name, severity }) => name === 'files' || severity === 'ok'));
  const taken: (string | number)[] = [];
  for (let n = 0; n < 5; n += 1) taken.push(await post(server));
  expect(taken.every((one) => typeof one === 'string')).toBe(true);
  expect(await listed(server)).toEqual(expect.arrayContaining(taken));
  const { code, stderr } = await server.kill('SIGTERM');
  expect(code).toBe(0);
  expect(stderr.split('\n').filter((line) => line.includes('"level":"error"')).length).toBeLessThan(8);
  expect(stderr.split('could not look for deleted days').length - 1).toBeLessThanOrEqual(1);
  const again = await start(path);
  expect(await listed(again)).toEqual(expect.arrayContaining(taken));
});

test('a data folder that comes back open to others takes no post, and loses none once it is closed to them', async () => {
  const path = newFolder();
  const server = await start(path);
  expect(await post(server)).toMatch(/^call-/);
  // A question waits until it is in the store: what still lies in the spool goes with the folder, and is counted.
  expect(await listed(server)).toHaveLength(1);
  rmSync(path, { recursive: true });
  mkdirSync(path);
  chmodSync(path, 0o775);
  const taken: (string | number)[] = [];
  for (let n = 0; n < 20; n += 1) taken.push(await post(server));
  await until(server, (health) => severityOf(health, 'store') === 'failed');
  chmodSync(path, 0o700);
  await until(server, ({ checks }) => checks.every(({ name, severity }) => name === 'files' || severity === 'ok'));
  taken.push(await post(server));
  const acknowledged = taken.filter((one) => typeof one === 'string');
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(await listed(server)).toEqual(expect.arrayContaining(acknowledged));
  expect(await droppedBy(server)).toEqual([]);
});

test('calls of ninety days in one post hold up no other post', async () => {
  const server = await start(newFolder());
  const now = Date.now() / 1000;
  const report = (index: number) => ({
    type: 'call.report',
    callId: `old-${index}`,
    at: now - 1000 - (index % 89) * 86_400,
    state: 'ended',
    direction: 'inbound',
  });
  const body = JSON.stringify(Array.from({ length: 1000 }, (_, index) => report(index)));
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${server.url}/api/v1/events`, { method: 'POST', body, headers })).status).toBe(200);
  let isOver = false;
  const stored = (async () => {
    while ((await listed(server)).filter((one) => one.startsWith('old-')).length < 1000) await pause(20);
    isOver = true;
  })();
  // A post that is not acknowledged in time is answered 503.
  for (let n = 0; n < 30 || !isOver; n += 1) {
    expect(await post(server)).toMatch(/^call-/);
    await pause(20);
  }
  await stored;
});

test('a day file that is deleted or damaged under the server is told of by its name, and the rest is served on', async () => {
  const path = newFolder();
  const server = await start(path);
  expect(await post(server)).toMatch(/^call-/);
  await listed(server);
  const dayFiles = (): string[] => readdirSync(path).filter((one) => /^calls-.*\.db$/.test(one));
  while (dayFiles().length === 0) await pause(20);
  const [name = ''] = dayFiles();
  // The server knows what a day holds since it was asked last how it is, and an answer is good for a while.
  await pause(KEEP_SECONDS * 1000);
  await healthOf(server);
  for (const end of ['', '-wal', '-shm']) rmSync(join(path, `${name}${end}`), { force: true });
  const gone = await until(server, (health) => severityOf(health, 'files') === 'degraded');
  expect(gone.checks.find((check) => check.name === 'files')?.reason).toContain(`The file ${name} is gone, and with it`);
  for (const question of ['series?step=day', 'dashboard', 'top?by=cause', 'calls'])
    while (!(await isPartial(server, question))) await pause(20);
  const next = await post(server);
  expect(await listed(server)).toContain(next);
  while (dayFiles().length === 0) await pause(20);
  // The new file has as many calls by now.
  for (const format of ['csv', 'ndjson', 'pcap'])
    await expect(fetch(`${server.url}/api/v1/export?format=${format}`).then(async (response) => response.text())).rejects.toThrow();
  expect(server.stderr()).toContain(`The export is not whole. The file ${name} is gone, and with it`);
  expect(severityOf((await healthOf(server)) ?? { status: '', checks: [] }, 'files')).toBe('degraded');
  const { code } = await server.kill('SIGTERM');
  expect(code).toBe(0);

  const fd = openSync(join(path, name), 'r+');
  for (let at = 8192; at < statSync(join(path, name)).size; at += 8192) writeSync(fd, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(fd);
  const again = await start(path);
  const last = await post(again);
  expect(await listed(again)).toContain(last);
  await until(again, (health) => severityOf(health, 'files') === 'degraded');
  expect((await again.kill('SIGTERM')).stderr).toContain(name);
});
