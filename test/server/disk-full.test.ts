import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ERRORS, EXIT } from '../../src/core/index.ts';
import { encodeRecord } from '../../src/wire/index.ts';
import { rounds } from '../rounds.ts';
import { sendFrames } from './send-frames.ts';
import { sipCall } from './sip-call.ts';
import { runToExit, spawnServer, type SpawnedServer } from './spawn-server.ts';

const CALLS = 600;
/** Room that is left when the server has started. */
const LEFT_BYTES = 300_000;
/** Room for some thousand calls. */
const ROOM_FOR_SOME = 4_000_000;

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A disk of 32 MiB, which an unprivileged run cannot make. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-full-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  ends.push(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

async function sendCalls(server: SpawnedServer, name = 'full', isEnding = false): Promise<void> {
  const at = Date.now() / 1000 - 5;
  const frames = Array.from({ length: CALLS }, (_, index) => {
    const call = sipCall(`${name}${index}`);
    const end = isEnding ? [call.bye(at + 2), call.byeOk(at + 2.1)] : [];
    return [call.invite(at), call.ok(at + 1), call.ack(at + 1.1), ...end];
  });
  await sendFrames(server.hepPort, frames.flat());
}

/** Calls one after the other as `.hepbin`, the last one a minute ago. */
function captureOf(count: number): Buffer {
  const first = Date.now() / 1000 - 60 - count * 0.01;
  const records = Array.from({ length: count }, (_, index) => {
    const at = first + index * 0.01;
    const call = sipCall(`uploaded${index}`);
    const parts = [call.invite(at), call.ok(at + 0.001), call.ack(at + 0.002), call.bye(at + 0.003), call.byeOk(at + 0.004)];
    return Buffer.concat(parts.map((frame, place) => encodeRecord(at + place / 1000, frame)));
  });
  return Buffer.concat(records);
}

/** Asks until the answer is as wanted. */
async function ask<T>(url: string, isWanted: (body: T, status: number) => boolean): Promise<T> {
  for (;;) {
    const response = await fetch(url);
    // The shape is checked by what is wanted of it.
    const body = (await response.json()) as T;
    if (isWanted(body, response.status)) return body;
    await pause(20);
  }
}

interface Page {
  readonly calls: readonly unknown[];
  readonly isPartial?: true;
}
interface Health {
  readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string }[];
}

test('a server whose disk is full says so, answers what it has, and has everything once there is room again', async (context) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return context.skip();
  const server = await spawnServer({ store: join(disk, 'data'), 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - LEFT_BYTES));

  await sendCalls(server);
  const storeOf = (health: Health) => health.checks.find(({ name }) => name === 'store');
  const sick = await ask<Health>(`${server.url}/healthz`, (health) => storeOf(health)?.severity === 'failed');
  expect(storeOf(sick)?.reason).toMatch(/ENOSPC|full/);
  const partial = await ask<Page>(`${server.url}/api/v1/calls?limit=1000`, (_, status) => status === 200);
  expect(partial.isPartial).toBe(true);
  expect(partial.calls.length).toBeLessThan(CALLS);

  // What is still on its way in no answer can hold.
  while (
    !(await (await fetch(`${server.url}/metrics`)).text()).includes(
      `ringscope_source_packets_total{source="hep",kind="sip"} ${3 * CALLS}\n`,
    )
  )
    await pause(20);
  rmSync(join(disk, 'ballast'));
  // Every call may be there before all of its changes are: then the answer still says that it is partial.
  const whole = await ask<Page>(
    `${server.url}/api/v1/calls?limit=1000`,
    ({ isPartial }, status) => status === 200 && isPartial === undefined,
  );
  expect(whole.calls).toHaveLength(CALLS);
  await ask<Health>(`${server.url}/healthz`, (health) => storeOf(health)?.severity === 'ok');
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).not.toMatch(/^ringscope_dropped_total\{stage="(?:store|spool|timeline)"/m);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

test('while the disk is full every question about today is answered from what is written, and says that it is partial', async (context) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return context.skip();
  const server = await spawnServer({ store: join(disk, 'data'), 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  // A call that is over lies in the file of today.
  const at = Date.now() / 1000;
  const report = { type: 'call.report', at, source: 'dialer', callId: 'known-call', state: 'ended' };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(report) });
  await ask<Page>(`${server.url}/api/v1/calls?active=false`, ({ calls }, status) => status === 200 && calls.length === 1);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - LEFT_BYTES));
  await sendCalls(server, 'more', true);
  const failing = (health: Health): boolean => health.checks.some(({ name, severity }) => name === 'store' && severity === 'failed');
  await ask<Health>(`${server.url}/healthz`, failing);
  const since = `since=${new Date((at - 3600) * 1000).toISOString()}`;
  for (let round = 0; round < rounds(3, 10); round += 1) {
    for (const path of ['calls?limit=5', 'dashboard?', 'top?by=trunk&']) {
      const response = await fetch(`${server.url}/api/v1/${path}&${since}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.json()).toMatchObject({ isPartial: true });
    }
    expect((await fetch(`${server.url}/api/v1/calls/known-call`)).status).toBe(200);
  }
  rmSync(join(disk, 'ballast'));
});

test('a capture that is uploaded while the disk runs full is refused with what is the matter, and all that was acknowledged of it is there', async (context) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return context.skip();
  const server = await spawnServer({ store: join(disk, 'data'), 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - ROOM_FOR_SOME));
  const headers = { 'content-type': 'application/octet-stream' };
  const refused = await fetch(`${server.url}/api/v1/imports?limit=1`, { method: 'POST', body: captureOf(20_000), headers });
  expect([refused.status, await refused.json()]).toMatchObject([
    ERRORS.STORE_UNWRITABLE.status,
    { code: 'STORE_UNWRITABLE', detail: expect.stringMatching(/ENOSPC|full/) },
  ]);
  rmSync(join(disk, 'ballast'));
  const text = await (await fetch(`${server.url}/api/v1/export?format=ndjson`)).text();
  const left = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  // Batches of 500 calls were taken before.
  expect(left.length).toBeGreaterThanOrEqual(500);
  expect(left.length).toBeLessThan(20_000);
  for (const call of left) expect(call).toMatchObject({ state: 'ended', ended: 'bye' });
});

test('a folder on a disk that may only be read is refused at the start with what to do', async (context) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return context.skip();
  const path = join(disk, 'data');
  await (await spawnServer({ store: path })).kill('SIGTERM');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const { code, stderr } = await runToExit({ store: path });
  expect(code).toBe(EXIT.config);
  expect(stderr).toContain('STORE_UNWRITABLE');
  expect(stderr).toContain(ERRORS.STORE_UNWRITABLE.hint);
});

test('what a full disk keeps from being written at the end is counted, and the end is one of failure', async (context) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return context.skip();
  const server = await spawnServer({ store: join(disk, 'data'), 'calls-settle-seconds': '0.3' }, { intervals: { drainSeconds: 1 } });
  ends.push(() => server.kill('SIGKILL'));
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
  await sendCalls(server, 'late', true);
  await ask<Health>(`${server.url}/healthz`, ({ checks }) =>
    checks.some(({ name, severity }) => name === 'store' && severity === 'failed'),
  );
  const { code, stderr } = await server.kill('SIGTERM');
  expect(code).toBe(EXIT.config);
  const lost = Number(/"changes":(\d+),"message":"\d+ changes are lost/.exec(stderr)?.[1]);
  rmSync(join(disk, 'ballast'));
  const again = await spawnServer({ store: join(disk, 'data') });
  ends.push(() => again.kill('SIGKILL'));
  const { calls } = await ask<Page>(`${again.url}/api/v1/calls?limit=1000`, (_, status) => status === 200);
  // Some may have found room that closing the files gave back.
  expect(CALLS - calls.length).toBeLessThanOrEqual(lost);
  expect(lost).toBeGreaterThan(0);
});
