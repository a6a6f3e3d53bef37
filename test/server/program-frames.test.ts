import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { decodeSpooled } from '../../src/format/index.ts';
import { openSpool, openSqlite } from '../../src/stores/index.ts';
import { rounds } from '../rounds.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

const CALLS = 300;
const KILLS = rounds(10, 200);

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-frames-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(store: string): Promise<SpawnedServer> {
  const server = await spawnServer({ store, 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

/** Three reports of each call, numbered by one program. */
async function post(server: SpawnedServer, program: string): Promise<Response> {
  const at = Date.now() / 1000;
  const reports = Array.from({ length: CALLS }, (_, index) => `${program}-${index}`).flatMap((callId) =>
    ['offered', 'answered', 'ended'].map((state) => ({ type: 'call.report', source: 'gate', direction: 'inbound', callId, state, at })),
  );
  const headers = { 'content-type': 'application/json', 'ringscope-instance': `instance-${program}-0123456789`, 'ringscope-sequence': '1' };
  return fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(reports) });
}

/** What each frame of a spool holds: calls, and marks of programs. */
async function framesOf(store: string): Promise<readonly { readonly calls: number; readonly marks: number }[]> {
  const folder = join(newFolder(), 'spool');
  cpSync(join(store, 'spool'), folder, { recursive: true });
  const observer = { synced: () => undefined, cut: () => undefined, lost: () => undefined };
  const spool = await openSpool({ folder, maxBytes: 1e9, sinks: ['frames'], now: () => 0, lastLsn: 0, observer });
  const reader = spool.reader('frames');
  const frames: { calls: number; marks: number }[] = [];
  for (let batch = await reader.next(5000); batch !== undefined; batch = await reader.next(5000)) {
    for (const { payload } of batch.frames) {
      const changes = decodeSpooled(payload);
      const marks = changes.flatMap((change) => (change.kind === 'told' ? change.programs : []));
      frames.push({ calls: changes.filter(({ kind }) => kind === 'call').length, marks: marks.length });
    }
  }
  await spool.close();
  return frames;
}

/** Call attempts that a server has counted since its start. */
async function attempts({ url }: SpawnedServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith('telephony_call_attempts_total{'));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

test('the events of a request, the mark of its program and all calls that they change are one frame', async () => {
  const store = newFolder();
  const server = await start(store);
  expect((await post(server, 'whole')).status).toBe(200);
  await server.kill('SIGKILL');
  const frames = await framesOf(store);
  // Frames behind it bring what settles later.
  expect(frames.find(({ calls }) => calls > 0)).toEqual({ calls: CALLS, marks: 1 });
});

test(
  `a server that is killed ${KILLS} times before it has answered a program, which sends again, has each call once`,
  { timeout: 60_000 + KILLS * 5000 },
  async () => {
    const store = newFolder();
    const counted: number[] = [];
    let server = await start(store);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const answer = post(server, `again${kill}`).catch(() => undefined);
      await pause(20 + ((kill * 67) % 160));
      await server.kill('SIGKILL');
      await answer;
      server = await start(store);
      expect((await post(server, `again${kill}`)).status).toBe(200);
      await expect.poll(() => attempts(server), { interval: 50, timeout: 20_000 }).toBeGreaterThanOrEqual(CALLS);
      // What a scrape has shown is not counted again at the next start.
      counted.push(await attempts(server));
    }
    await server.kill('SIGTERM');
    // What a scrape showed in the moment of a kill may be counted again; the store below has each call once.
    expect(counted.filter((count) => count < CALLS)).toEqual([]);
    const read = await openSqlite({ path: store, readOnly: true });
    ends.push(() => read.close());
    expect(await read.stats()).toMatchObject({ calls: KILLS * CALLS, openCalls: 0 });
  },
);
