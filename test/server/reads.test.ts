import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';
import { fillStore, NEWEST, OLDEST } from './stored-days.ts';
import { rounds } from '../rounds.ts';

const ROUNDS = rounds(2, 10);
const CALLS = 24_000;

let path: string;
const ends: (() => Promise<unknown> | void)[] = [];
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'ringscope-reads-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  await fillStore(path, CALLS);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(): Promise<SpawnedServer> {
  const server = await spawnServer({ store: path });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

/** The status of an answer; 0 when the connection ended before it was whole. */
async function ask(server: SpawnedServer, route: string): Promise<number> {
  try {
    const response = await fetch(`${server.url}${route}`);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

async function post(server: SpawnedServer, callId: string): Promise<number> {
  const event = { type: 'call.report', callId, at: Date.now() / 1000, state: 'ended', direction: 'inbound' };
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/api/v1/events`, { method: 'POST', body: JSON.stringify(event), headers });
    return response.status;
  } catch {
    return 0;
  }
}

const dashboard = (index: number): string => `/api/v1/dashboard?since=${OLDEST + index * 17}&until=${NEWEST - index * 13}`;
const times = async <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

test('during a flood of dashboards lists, single calls and posts are answered, and each dashboard is answered or refused with a code', async () => {
  const server = await start();
  let isOver = false;
  const others: number[] = [];
  const work = (async () => {
    for (let index = 0; !isOver; index += 1)
      others.push(
        await ask(server, '/api/v1/calls?limit=5'),
        await ask(server, '/api/v1/calls/call-7'),
        await post(server, `posted-${index}`),
      );
  })();
  const statuses = await times(200, async (index) => ask(server, dashboard(index)));
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  isOver = true;
  await work;
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter((status) => status !== 200)).toEqual([]);
  const refused = await times(60, async (index) => fetch(`${server.url}${dashboard(index)}`));
  const busy = refused.find(({ status }) => status === 503);
  expect(await busy?.json()).toMatchObject({ code: 'STORE_BUSY' });
  expect(Number(busy?.headers.get('retry-after'))).toBeGreaterThan(0);
  const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
  // Main is told once a second.
  while (!/^ringscope_http_refusals_total\{reason="busy"\} [1-9]/m.test(await metrics())) await pause(50);
  expect(await ask(server, dashboard(1))).toBe(200);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

test(
  `a stop in the midst of questions and exports ends cleanly and loses nothing, ${ROUNDS} times`,
  { timeout: 300_000 + ROUNDS * 20_000 },
  async () => {
    const kept: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await start();
      let isOver = false;
      const posts = (async () => {
        for (let index = 0; !isOver; index += 1) if ((await post(server, `r${round}-${index}`)) === 200) kept.push(`r${round}-${index}`);
      })();
      const reads = [
        times(50, async (index) => ask(server, dashboard(index))),
        // Each takes long by itself.
        times(150, async (index) => ask(server, `/api/v1/series?step=minute&since=${OLDEST + index * 60}&until=${NEWEST}`)),
        times(5, async (index) => ask(server, `/api/v1/export?format=csv${index % 2 === 0 ? '' : '&minMos=4.9'}`)),
        times(5, async () => ask(server, '/api/v1/calls/no-such-call')),
      ];
      while (kept.length <= round) await pause(10);
      await pause(round * 37);
      const { code, stderr } = await server.kill('SIGTERM');
      isOver = true;
      await Promise.all([posts, ...reads]);
      expect(stderr).not.toContain('terminate called');
      expect(stderr).not.toMatch(/^ +at /m);
      expect(code).toBe(0);
      expect(existsSync(join(path, 'lock'))).toBe(false);
    }
    const server = await start();
    for (const callId of kept) expect([callId, await ask(server, `/api/v1/calls/${callId}`)]).toEqual([callId, 200]);
  },
);

/** A client that asks for an export and takes nothing. */
async function stall(server: SpawnedServer): Promise<{ readonly socket: Socket; readonly head: string }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  ends.push(() => void socket.destroy());
  socket.write(`GET /api/v1/export?format=ndjson HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  const head = await new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (bytes) => {
      socket.pause();
      resolve(bytes.toString('latin1'));
    });
  });
  return { socket, head };
}

test('of many clients that take nothing of an export few hold one, the others are told to come again, and the probes answer', async () => {
  const server = await start();
  const stalled = await times(40, async () => stall(server));
  expect(stalled.filter(({ head }) => head.startsWith('HTTP/1.1 200'))).toHaveLength(4);
  const refused = stalled.filter(({ head }) => head.startsWith('HTTP/1.1 503'));
  expect(refused).toHaveLength(36);
  for (const { head } of refused) expect(head).toMatch(/retry-after: \d+/i);
  for (const probe of ['/livez', '/readyz']) expect(await ask(server, probe)).toBe(200);
  for (const { socket } of stalled) socket.destroy();
  while ((await ask(server, '/api/v1/export?format=csv')) !== 200) await pause(50);
});

test('an export that comes to a damaged file breaks off, and one line with a code says why', async () => {
  const oldest = readdirSync(path)
    .filter((name) => name.endsWith('.db') && name.startsWith('calls-'))
    .toSorted()[0];
  truncateSync(join(path, String(oldest)), 8192 * 6);
  const server = await start();
  const response = await fetch(`${server.url}/api/v1/export?format=csv`);
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow();
  const { code, stderr } = await server.kill('SIGTERM');
  expect(code).toBe(0);
  const lines = stderr.split('\n').filter((line) => line.includes('export'));
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ level: 'error', code: 'STORE_CORRUPT' }]);
  expect(stderr).not.toMatch(/^ +at /m);
});
