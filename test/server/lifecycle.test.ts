import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openSqlite } from '../../src/stores/index.ts';
import { sendFrames } from './send-frames.ts';
import { sipCall, type SipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer, type Surroundings } from './spawn-server.ts';

const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-lifecycle-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(path: string, surroundings: Surroundings = {}): Promise<SpawnedServer> {
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.5' }, surroundings);
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

const calls = (count: number, prefix: string): readonly SipCall[] =>
  Array.from({ length: count }, (_, index) => sipCall(`${prefix}${index}`));

/** Sends into the void as well, when the server is gone. */
async function sendDatagrams(server: SpawnedServer, frames: Iterable<Uint8Array>): Promise<void> {
  const socket = createSocket('udp4');
  for (const frame of frames) await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
  socket.close();
}

/** How many packets the server has received. */
async function received(server: SpawnedServer): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^ringscope_source_packets_total\{source="hep",kind="sip"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

async function receives(server: SpawnedServer, packets: number): Promise<void> {
  while ((await received(server)) < packets);
}

interface Call {
  readonly callId: string;
  readonly state: string;
  readonly isProvisional: boolean;
  readonly outcome?: string;
  readonly ended?: string;
  readonly talkSeconds?: number;
}

async function list(server: SpawnedServer): Promise<readonly Call[]> {
  const response = await fetch(`${server.url}/api/v1/calls?limit=1000`);
  expect(response.status).toBe(200);
  // The shape is checked by what the tests expect of it.
  return ((await response.json()) as { calls: readonly Call[] }).calls;
}

async function listUntil(server: SpawnedServer, isDone: (calls: readonly Call[]) => boolean): Promise<readonly Call[]> {
  for (;;) {
    const listed = await list(server);
    if (isDone(listed)) return listed;
  }
}

test('while main is stuck the probes and the metrics answer, the API says so, and all is well afterwards', async () => {
  const server = await start(folder(), { canBlock: true });
  const goOn = await server.block('main');
  const stuck = await fetch(`${server.url}/api/v1/calls`);
  expect(stuck.status).toBe(503);
  expect(stuck.headers.get('content-type')).toBe('application/problem+json');
  expect(await stuck.json()).toMatchObject({ status: 503, code: 'MAIN_STUCK', hint: expect.any(String) });
  const live = await fetch(`${server.url}/livez`);
  expect(live.status).toBe(200);
  expect(await live.json()).toEqual({ status: 'alive', heartbeatAgeSeconds: expect.toSatisfy((age: number) => age >= 1) });
  const metrics = await fetch(`${server.url}/metrics`);
  expect(metrics.status).toBe(200);
  expect(await metrics.text()).toContain('ringscope_source_up{source="hep"} 1\n');
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  goOn();
  let again = await fetch(`${server.url}/api/v1/calls`);
  while (!again.ok) again = await fetch(`${server.url}/api/v1/calls`);
  expect(await again.json()).toEqual({ calls: [] });
});

test('after kill -9 the calls are there, and a BYE ends a call that was answered before', async () => {
  const path = folder();
  const first = await start(path);
  const answered = calls(100, 'kept');
  const at = Date.now() / 1000 - 60;
  await sendFrames(
    first.hepPort,
    answered.flatMap((call) => [call.invite(at), call.ok(at + 2), call.ack(at + 2.01)]),
  );
  await receives(first, 300);
  await listUntil(first, (listed) => listed.filter((call) => call.outcome === 'answered').length === 100);
  // Killed in the middle of what comes next.
  const sending = sendDatagrams(
    first,
    calls(300, 'cut').map((call) => call.invite(Date.now() / 1000)),
  );
  await receives(first, 350);
  await first.kill('SIGKILL');
  await sending;

  const second = await start(path);
  const adopted = await list(second);
  expect(adopted.filter((call) => call.outcome === 'answered' && call.state === 'answered')).toHaveLength(100);
  await sendFrames(
    second.hepPort,
    answered.flatMap((call) => [call.bye(at + 32), call.byeOk(at + 32.1)]),
  );
  const kept = (listed: readonly Call[]) => listed.filter((call) => call.callId.startsWith('kept'));
  const ended = kept(await listUntil(second, (listed) => kept(listed).every((call) => call.state === 'ended' && !call.isProvisional)));
  expect(ended).toHaveLength(100);
  for (const call of ended) expect(call).toMatchObject({ outcome: 'answered', ended: 'bye', talkSeconds: 30 });
  const metrics = await (await fetch(`${second.url}/metrics`)).text();
  expect(metrics).toContain('telephony_calls_answered_ended_total{direction="unknown",ended="bye"} 100\n');
});

test('SIGTERM under traffic loses nothing that was received', async () => {
  const path = folder();
  const server = await start(path);
  const at = Date.now() / 1000;
  const many = calls(400, 'stop');
  await sendFrames(
    server.hepPort,
    many.flatMap((call) => [call.invite(at), call.ok(at + 0.1)]),
  );
  await receives(server, 800);
  const { code, stderr } = await server.kill('SIGTERM');
  expect(stderr).not.toContain('"level":"error"');
  expect(code).toBe(0);
  const store = await openSqlite({ path, readOnly: true });
  ends.push(() => store.close());
  expect(await store.stats()).toMatchObject({ calls: 400, openCalls: 400 });
  for (const { timeline } of await store.openCalls()) expect(timeline).toHaveLength(2);
});
