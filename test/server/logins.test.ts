import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { afterAll, expect, test } from 'vitest';
import { testFolder } from '../../src/testing/start-server.ts';
import { answeringThread, coreTime, longestStandstill } from '../hostile/process-state.ts';
import { rounds } from '../rounds.ts';
import { spawnServer } from './spawn-server.ts';

/** What it costs a server when many log in. */

const ends: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const LOGINS = rounds(100, 200);
const PER_SECOND = 50;
/** The most that a file may name. */
const COST = 12;
/** An orchestrator takes a probe that is later for dead. What other programs have of the cores meanwhile is not the server's. */
const LIVE_MS = 1000;
const HASH = hashSync('right', COST);

async function start() {
  const folder = testFolder(ends);
  const users = join(folder, 'users');
  writeFileSync(users, `alice:${HASH} read,metrics\n`, { mode: 0o600 });
  const server = await spawnServer({
    store: join(folder, 'data'),
    'auth-basic-file': users,
    // So that each login may come from an address of its own.
    'auth-trusted-proxies': '127.0.0.1',
  });
  ends.push(async () => void (await server.kill('SIGKILL')));
  const ask = async (path: string, password: string, address: string) =>
    fetch(`${server.url}${path}`, {
      headers: { authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}`, 'x-forwarded-for': address },
    });
  return { server, ask };
}

test('while 50 wrong passwords a second come from everywhere the probe answers within a second, and who is known is let in', async () => {
  const { server, ask } = await start();
  expect((await ask('/metrics', 'right', '198.51.100.1')).status).toBe(200);
  const answering = await answeringThread(server);
  const logins: Promise<number>[] = [];
  const probes: number[] = [];
  for (let count = 0; count < LOGINS; count += 1) {
    logins.push(ask('/api/v1/calls', `wrong${count}`, `192.0.2.${count}`).then(({ status }) => status));
    if (count % 10 === 0) {
      const [before, began] = [coreTime(server.pid), performance.now()];
      expect((await fetch(`${server.url}/livez`)).status).toBe(200);
      probes.push(Math.min(performance.now() - began, longestStandstill(answering, before, coreTime(server.pid))));
      expect((await ask('/metrics', 'right', '198.51.100.1')).status).toBe(200);
    }
    await sleep(1000 / PER_SECOND);
  }
  expect(Math.max(...probes)).toBeLessThan(LIVE_MS);
  const statuses = await Promise.all(logins);
  // Each is refused as wrong, or told to come back.
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
  const counted = async (): Promise<number> => {
    const text = await (await ask('/metrics', 'right', '198.51.100.1')).text();
    const counts = [...text.matchAll(/ringscope_http_refusals_total\{reason="(?:unauthorized|logins_busy)"\} (\d+)/g)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  await expect.poll(counted).toBe(LOGINS);
});

test('an address that guesses is told when to come back, and counted', async () => {
  const { server, ask } = await start();
  const statuses = [];
  for (let count = 0; count < 12; count += 1) statuses.push((await ask('/metrics', '', '192.0.2.1')).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 429, 429]);
  const refused = await ask('/metrics', 'right', '192.0.2.1');
  expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ code: 'LOGINS_THROTTLED' })]);
  // What is left of the minute that began with the first one.
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect((await ask('/metrics', 'right', '192.0.2.2')).status).toBe(200);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  const counted = async () => (await ask('/metrics', 'right', '192.0.2.2')).text();
  await expect.poll(counted).toContain('ringscope_http_refusals_total{reason="throttled"} 3\n');
  expect(await counted()).toContain('ringscope_http_refusals_total{reason="unauthorized"} 10\n');
});

test('the log says from where wrong credentials come, and never what they were', async () => {
  const { server, ask } = await start();
  const lines = (): readonly Record<string, unknown>[] =>
    server
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"component":"http"') && line.includes('"code"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  expect((await ask('/metrics', 'right', '198.51.100.1')).status).toBe(200);
  for (let count = 0; count < 11; count += 1) await ask('/metrics', 'hunter2-and-more', '192.0.2.1');
  await fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer hunter2-and-more' } });
  await expect.poll(() => lines().length).toBe(2);
  const where = 'from 192.0.2.1 to the listener http';
  const who = { level: 'warn', component: 'http', address: '192.0.2.1', listener: 'http', kind: 'password' };
  expect(lines()).toEqual([
    expect.objectContaining({ ...who, code: 'UNAUTHORIZED', message: `Wrong credentials came ${where}: a password.` }),
    expect.objectContaining({
      ...who,
      code: 'LOGINS_THROTTLED',
      message: `After too many wrong credentials of what comes ${where} only a right token is let in for the rest of a minute.`,
    }),
  ]);
  await server.kill('SIGTERM');
  expect(lines().slice(2)).toEqual([
    expect.objectContaining({
      repeats: 10,
      kind: 'token',
      address: '127.0.0.1',
      message: expect.stringMatching(/^10 more of these .*: a token\.$/),
    }),
  ]);
  expect(server.stderr()).not.toMatch(/hunter2|alice/);
});
