import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'vitest';
import { spawnServer, type SpawnedServer } from '../server/spawn-server.ts';
import { openSockets, type OpenSockets } from './open-sockets.ts';
import { processState } from './process-state.ts';

const OPEN_FILES = 1024;
/** A quarter of them. */
const MOST_CONNECTIONS = 256;
/** What a server may come to use beside what it used before: much more than it does, much less than a leak. */
const MORE_BYTES = 200 * 1024 * 1024;
const MORE_FILES = 20;

type Finished = TestContext['onTestFinished'];

async function start(finished: Finished): Promise<SpawnedServer> {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-hostile-'));
  finished(() => rmSync(path, { recursive: true, force: true }));
  const server = await spawnServer({ 'store-path': path, 'calls-settle-seconds': '0.3' }, { openFiles: OPEN_FILES });
  finished(async () => void (await server.kill('SIGKILL')));
  return server;
}

async function open(finished: Finished, server: SpawnedServer, count: number, text?: string): Promise<OpenSockets> {
  const sockets = await openSockets(server.url, count, text);
  finished(() => sockets.close());
  return sockets;
}

/** Tells of one call that was carried; true when the server says that it is on the disk. */
async function report({ url }: SpawnedServer, callId: string): Promise<boolean> {
  const event = { type: 'call.report', callId, source: 'bot', state: 'answered', direction: 'inbound' };
  // A connection of its own: one that is kept alive may be closed for a newer one.
  const headers = { 'content-type': 'application/json', connection: 'close' };
  return (await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) })).ok;
}

/** The refusals that were counted for a reason. */
async function refusals({ url }: SpawnedServer, reason: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(new RegExp(`^ringscope_http_refusals_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** Waits until it holds; the test fails by its own limit when it never does. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

test.concurrent('2,000 connections that ask for nothing keep out no probe, no scrape and no event, and take no file of the store', async ({
  expect,
  onTestFinished,
}) => {
  const server = await start(onTestFinished);
  expect(await report(server, 'before')).toBe(true);
  const before = processState(server.pid);
  const idle = await open(onTestFinished, server, 2000);
  for (let index = 0; index < 20; index += 1) {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      const answer = await fetch(server.url + path, { headers: { connection: 'close' } });
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.text();
    }
    expect(await report(server, `during-${index}`)).toBe(true);
  }
  const during = processState(server.pid);
  expect(idle.held()).toBeGreaterThan(0);
  expect(during.openFiles).toBeLessThan(before.openFiles + MOST_CONNECTIONS + MORE_FILES);
  expect(during.residentBytes).toBeLessThan(before.residentBytes + MORE_BYTES);
  await until(async () => (await refusals(server, 'idle')) >= 2000 - MOST_CONNECTIONS);

  idle.close();
  await until(() => processState(server.pid).openFiles <= before.openFiles + MORE_FILES);
  expect(await report(server, 'after')).toBe(true);
  const listed = await (await fetch(`${server.url}/api/v1/calls?limit=1000`)).json();
  expect(listed).toMatchObject({ calls: Array.from({ length: 22 }, () => ({ outcome: 'answered' })) });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).not.toMatch(/^ringscope_dropped_total\{.*\} [1-9]/m);
});

test.concurrent('headers and bodies that do not come to their end are given up, and what is no HTTP is answered and counted', async ({
  expect,
  onTestFinished,
}) => {
  const server = await start(onTestFinished);
  const before = processState(server.pid);
  const slow = await open(onTestFinished, server, 100, 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ');
  const post = 'POST /api/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"type":';
  const half = await open(onTestFinished, server, 300, post);
  await open(onTestFinished, server, 20, 'neither here nor there\r\n\r\n');
  await open(onTestFinished, server, 20, `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(await report(server, 'meanwhile')).toBe(true);
  await until(async () => (await refusals(server, 'malformed')) === 20);
  await until(async () => (await refusals(server, 'header_too_large')) === 20);
  await until(async () => (await refusals(server, 'idle')) >= 400 + 40 - MOST_CONNECTIONS - 40);
  half.close();
  await until(() => slow.held() === 0);
  await until(() => processState(server.pid).openFiles <= before.openFiles + MORE_FILES);
  expect(await report(server, 'after')).toBe(true);
  // A client that goes away is no failure of the server, and fills no log.
  expect(server.stderr()).not.toContain('"level":"error"');
});

test.concurrent('connections that send nothing at all are closed in time', async ({ onTestFinished }) => {
  const server = await start(onTestFinished);
  const silent = await open(onTestFinished, server, 50);
  await until(() => silent.held() === 0);
  await until(async () => (await refusals(server, 'slow_request')) === 50);
});
