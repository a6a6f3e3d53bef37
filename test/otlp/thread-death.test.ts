import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { spawnServer, type SpawnedServer } from '../server/spawn-server.ts';
import { startMockCollector } from './mock-collector.ts';
import { handedOver, planted } from './planted.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const WAIT = { interval: 50 };

async function tellCalls(server: SpawnedServer, names: readonly string[]): Promise<void> {
  const at = Date.now() / 1000;
  const events = names.flatMap((callId) =>
    (['offered', 'answered', 'ended'] as const).map((state, step) => ({
      type: 'call.report',
      source: 'program',
      callId,
      at: at - 3 + step,
      state,
    })),
  );
  const answer = await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(200);
}

async function dropped(server: SpawnedServer, what: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith('ringscope_dropped_total') && one.includes(`stage="otlp_${what}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function told(server: SpawnedServer): Promise<string> {
  // Its shape is checked by what the test expects of it.
  const { checks } = (await (await fetch(`${server.url}/healthz`)).json()) as {
    readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string }[];
  };
  const { severity, reason } = checks.find(({ name }) => name === 'otlp') ?? { severity: 'absent', reason: '' };
  return `${severity}: ${reason}`;
}

const names = (count: number, word: string): readonly string[] => Array.from({ length: count }, (_, index) => `${word}-${index}`);

test.each([
  ['fails', 'throw new Error("planted")', /degraded: The otlp thread has ended \(planted\)\. It is started again after [12] s\./],
  [
    'needs more memory than it may have',
    'const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));',
    /degraded: The otlp thread needed more memory than its heap may hold, and has ended\. It is started again after [12] s\./,
  ],
])('a thread of the export that %s is started again, what it had is counted, and calls go on meanwhile', async (_what, failure, health) => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-otlp-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const collector = await startMockCollector(ends);
  const fault = join(folder, 'fault');
  const server = await spawnServer(
    {
      store: join(folder, 'data'),
      'calls-settle-seconds': '0.3',
      'otlp-endpoint': collector.httpUrl,
      'otlp-signals': 'traces',
      'otlp-sample-ratio': '1',
    },
    { plant: planted(fault, failure) },
  );
  ends.push(async () => void (await server.kill('SIGKILL')));
  for (const [round, first] of [names(5, 'lost'), names(3, 'lost-again')].entries()) {
    await tellCalls(server, first);
    // They are with the thread a moment after they have settled, and wait there for what may be told late.
    await expect.poll(async () => stored(server, first), WAIT).toBe(first.length);
    await expect.poll(async () => told(server), WAIT).toMatch(/^ok: /);
    await expect.poll(() => handedOver(server.stderr(), 'calls'), WAIT).toBe(round === 0 ? 5 : 8);
    writeFileSync(fault, '');
    await expect.poll(async () => told(server), WAIT).toMatch(health);
    expect(existsSync(fault)).toBe(false);
    expect(await dropped(server, 'calls')).toBe(round === 0 ? 5 : 8);
  }
  await tellCalls(server, names(4, 'meanwhile'));
  await expect.poll(async () => told(server), WAIT).toBe('ok: The collector has taken 0 of traces.');
  expect(server.stderr()).toContain('OTLP exports again: its thread was started anew.');
  await tellCalls(server, names(4, 'after'));
  await expect.poll(async () => stored(server, [...names(4, 'meanwhile'), ...names(4, 'after')]), WAIT).toBe(8);
  await expect.poll(() => handedOver(server.stderr(), 'calls'), WAIT).toBe(16);
  expect(await dropped(server, 'calls')).toBe(8);
  expect((await server.kill('SIGTERM')).code).toBe(0);
  const roots = collector.spans.filter(({ name }) => name === 'call');
  expect(roots.map(({ attributes }) => String(attributes['call_id'])).toSorted()).toEqual(
    [...names(4, 'meanwhile'), ...names(4, 'after')].toSorted(),
  );
});

/** How many of these calls are stored as over. */
async function stored(server: SpawnedServer, callIds: readonly string[]): Promise<number> {
  const { calls } = (await (await fetch(`${server.url}/api/v1/calls?limit=100`)).json()) as {
    readonly calls: readonly { readonly callId: string; readonly state: string }[];
  };
  return calls.filter(({ callId, state }) => state === 'ended' && callIds.includes(callId)).length;
}
