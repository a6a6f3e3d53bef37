import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openSqlite } from '../../src/stores/index.ts';
import { loadSqliteDriver } from '../../src/stores/sqlite/database/sqlite-driver.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

/** What comes within a second of the first signal is the same request. */
const AGAIN_MS = 1100;
/** It kills itself after a second and a half. What it would wait for takes at least five. */
const MAX_END_MS = 4500;
const CALLS = 200;
const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(): Promise<{ readonly server: SpawnedServer; readonly data: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-signal-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const server = await spawnServer({ store: data, 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  return { server, data };
}

/** Posts calls that are over. Resolves with the status of the answer, and with 0 when there is none. */
async function post({ url }: SpawnedServer, prefix: string): Promise<number> {
  const at = Date.now() / 1000;
  const events = Array.from({ length: CALLS }, (_, index) => ({
    type: 'call.report',
    at,
    source: 'dialer',
    callId: `${prefix}-${index}`,
    state: 'ended',
  }));
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Waits until the server has taken so many events, written or not. */
async function hasTaken({ url }: SpawnedServer, events: number): Promise<void> {
  const taken = async (): Promise<number | undefined> => {
    // The shape is that of the reference.
    const { sources } = (await (await fetch(`${url}/api/v1/sources`)).json()) as { sources: readonly { name: string; frames: number }[] };
    return sources.find(({ name }) => name === 'events')?.frames;
  };
  await expect.poll(taken).toBe(events);
}

/** Sends SIGTERM twice. How long it took from the second one to the end, and how that was. */
async function endTwice(server: SpawnedServer) {
  void server.kill('SIGTERM');
  await pause(AGAIN_MS);
  const from = performance.now();
  const { code, stderr } = await server.kill('SIGTERM');
  return { code, stderr, isInTime: performance.now() - from < MAX_END_MS };
}

async function expectAcknowledged(data: string): Promise<void> {
  const again = await spawnServer({ store: data });
  ends.push(() => again.kill('SIGKILL'));
  expect((await again.kill('SIGTERM')).code).toBe(0);
  const store = await openSqlite({ path: data, readOnly: true });
  ends.push(() => store.close());
  const { calls } = await store.listCalls({ limit: 1000 });
  const ids = new Set(calls.map(({ callId }) => callId));
  expect(Array.from({ length: CALLS }, (_, index) => `safe-${index}`).filter((id) => !ids.has(id))).toEqual([]);
}

test('a second signal ends a server in order that waits for its disk, and it says what is lost', async () => {
  const { server, data } = await start();
  expect(await post(server, 'safe')).toBe(200);
  // The disk is gone: what comes now cannot be acknowledged, and the end waits for it.
  renameSync(data, `${data}.away`);
  void post(server, 'late');
  await hasTaken(server, 2 * CALLS);
  const { code, stderr, isInTime } = await endTwice(server);
  expect({ code, isInTime }).toEqual({ code: 3, isInTime: true });
  expect(stderr).toContain('ringscope is stopping.');
  expect(stderr).toContain('SIGTERM again: it ends at once.');
  expect(stderr).toMatch(/\d+ changes are lost: they could not be written before the end/);
  expect(stderr).toContain('ringscope has stopped.');
  renameSync(`${data}.away`, data);
  await expectAcknowledged(data);
});

test('one that hangs in the midst of its store is killed, and what was acknowledged is there', async () => {
  const { server, data } = await start();
  const Driver = await loadSqliteDriver();
  const foreign = new Driver(join(data, 'active.db'), {});
  expect(await post(server, 'safe')).toBe(200);
  // Nothing gets into the store from now on, and each try waits for five seconds.
  foreign.exec('BEGIN IMMEDIATE');
  void post(server, 'late');
  await hasTaken(server, 2 * CALLS);
  const { code, isInTime } = await endTwice(server);
  foreign.exec('ROLLBACK');
  foreign.close();
  expect({ code, isInTime }).toEqual({ code: null, isInTime: true });
  await expectAcknowledged(data);
});

test('a server that is stopping is not ready', async () => {
  const { server, data } = await start();
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const Driver = await loadSqliteDriver();
  const foreign = new Driver(join(data, 'active.db'), {});
  foreign.exec('BEGIN IMMEDIATE');
  await post(server, 'safe');
  const ended = server.kill('SIGTERM');
  // What waits for the store may make it unready before the stop is told.
  const checks = async (): Promise<unknown> => (await fetch(`${server.url}/healthz`)).json();
  const stopping = { checks: expect.arrayContaining([expect.objectContaining({ name: 'stop', severity: 'failed' })]) };
  await expect.poll(checks, { interval: 20, timeout: 20_000 }).toMatchObject(stopping);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
  foreign.exec('ROLLBACK');
  foreign.close();
  expect((await ended).code).toBe(0);
});
