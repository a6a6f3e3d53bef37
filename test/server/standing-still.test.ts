import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { sipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer, type Surroundings } from './spawn-server.ts';

const HOUR = 3600;
const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(surroundings: Surroundings): Promise<SpawnedServer> {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-standing-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.5' }, surroundings);
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await pause(10);
}

interface Health {
  readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string }[];
}

async function check(server: SpawnedServer, name: string): Promise<Health['checks'][number] | undefined> {
  // Its shape is checked by what the tests expect of it.
  const { checks } = (await (await fetch(`${server.url}/healthz`)).json()) as Health;
  return checks.find((one) => one.name === name);
}

test('a thread that stands still is told by another one, and so is that it goes on', async () => {
  const server = await start({ canBlock: true, intervals: { stillSeconds: 3, reportMs: 50 } });
  const goOn = await server.block('http');
  await until(() => /The http thread has stood still for \d s\./.test(server.stderr()));
  goOn();
  await until(() => server.stderr().includes('The http thread goes on.'));
  expect(server.stderr()).not.toMatch(/The (?:store|query) thread has stood still/);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

/** Sets the clock of the main thread by as many seconds as the variable says at each SIGUSR2. */
const settable = (seconds: number): string => `
import { isMainThread } from 'node:worker_threads';
const now = Date.now;
let set = 0;
if (isMainThread) process.on('SIGUSR2', () => { set += ${seconds * 1000}; });
Date.now = () => now() + set;
`;

async function send(server: SpawnedServer, frames: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const frame of frames) await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
  socket.close();
}

interface Listed {
  readonly calls: readonly {
    readonly callId: string;
    readonly ended?: string;
    readonly talkSeconds?: number;
    readonly startedAt: string;
  }[];
}

for (const [step, words] of [
  [HOUR, 'an hour ahead'],
  [-HOUR, 'an hour back'],
] as const)
  test(`a clock that is set ${words} spoils no call in progress, is told, and is taken once none is`, async () => {
    const server = await start({ plant: settable(step), intervals: { reportMs: 50 } });
    const now = (): number => Date.now() / 1000;
    // One is seen by an agent whose clock stays right, the other by one on the same machine.
    const [elsewhere, here] = [sipCall('elsewhere'), sipCall('here')];
    const startedAt = now();
    await send(
      server,
      [elsewhere, here].flatMap((call) => [call.invite(startedAt), call.ok(startedAt), call.ack(startedAt)]),
    );
    await until(async () => (await (await fetch(`${server.url}/metrics`)).text()).includes('state="answered"} 2'));
    process.kill(server.pid, 'SIGUSR2');
    await until(async () => (await check(server, 'clock'))?.severity === 'degraded');
    expect((await check(server, 'clock'))?.reason).toContain(`was set 3600.0 s ${step > 0 ? 'ahead' : 'back'}`);
    await send(server, [elsewhere.bye(now()), elsewhere.byeOk(now()), here.bye(now() + step), here.byeOk(now() + step)]);
    const talked = now() - startedAt;
    await until(() => server.stderr().includes('The new time is used from now on.'));
    // Its shape is checked by what is expected of it.
    const { calls } = (await (await fetch(`${server.url}/api/v1/calls`)).json()) as Listed;
    expect(calls.map(({ callId, ended }) => `${callId.split('@')[0]} ${ended}`).toSorted()).toEqual(['elsewhere bye', 'here bye']);
    for (const { talkSeconds = 0 } of calls) expect(Math.abs(talkSeconds - talked)).toBeLessThan(30);
    await until(async () => (await check(server, 'clock'))?.severity === 'ok');
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(server.stderr()).toMatch(
      /The clock of this machine was set by -?3600\.\d s\. Times go on as before until no call is in progress\./,
    );
  });
