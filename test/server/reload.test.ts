import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readOwnerToken } from '../../src/server/index.ts';
import { sipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const RELOADS = 20;
/** Both leave room on a busy machine, where main may be late for reasons of its own. */
const [REQUEST_PAUSE_MS, SEND_PAUSE_MS] = [100, 10];
const MOST_ON_THEIR_WAY = 100;
const [OLD_TOKEN, NEW_TOKEN, ADMIN_TOKEN] = ['the-token-of-the-first-day', 'the-token-of-the-next-day', 'the-token-of-the-admin'];
const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Configured extends SpawnedServer {
  write(text: string): void;
  ask(path: string, token?: string, method?: string): Promise<Response>;
  metrics(token?: string): Promise<string>;
  /** How often the log says that settings were read again, taken or not. */
  reloads(): number;
  hangup(): Promise<void>;
  /** Asks with a token, and with that of the owner when none is given. */
  reload(token?: string): Promise<Response>;
  /** Sets the level of a component of the log. */
  setLevel(level: string, component: string): Promise<Response>;
}

async function start(text: string, flags: Record<string, string> = {}): Promise<Configured> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-reload-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'ringscope.toml');
  writeFileSync(config, text);
  const server = await spawnServer({ config, store: join(folder, 'data'), ...flags });
  ends.push(() => server.kill('SIGKILL'));
  const ask = (path: string, token = '', method = 'GET'): Promise<Response> =>
    fetch(`${server.url}${path}`, { method, headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  const reloads = (): number => server.stderr().split('settings were read again').length - 1;
  return {
    ...server,
    ask,
    reloads,
    reload: async (token) => ask('/-/reload', token ?? readOwnerToken(join(folder, 'data'))?.token, 'POST'),
    setLevel: async (level, component) =>
      ask(`/api/v1/log-levels?level=${level}&component=${component}`, readOwnerToken(join(folder, 'data'))?.token, 'POST'),
    write: (next) => writeFileSync(config, next),
    metrics: async (token) => (await ask('/metrics', token)).text(),
    async hangup() {
      const before = reloads();
      process.kill(server.pid, 'SIGHUP');
      while (reloads() === before) await pause(5);
    },
  };
}

async function send(server: SpawnedServer, frames: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const frame of frames) await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
  socket.close();
}

/** The sum of the samples of a metric whose labels hold a text. */
function sampleOf(metrics: string, name: string, labels = ''): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(name) && line.includes(labels));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test('a server under load that reloads 20 times refuses no packet and fails no request', async () => {
  const server = await start('log.level = "info"\n');
  const received = async (): Promise<number> => sampleOf(await server.metrics(), 'ringscope_source_packets_total', 'source="hep"');
  let isOver = false;
  const sent = (async () => {
    const stream = connect(server.hepPort, '127.0.0.1');
    await once(stream, 'connect');
    let frames = 0;
    for (let index = 0; !isOver; index += 1) {
      const [one, other, at] = [sipCall(`u${index}`), sipCall(`t${index}`), Date.now() / 1000];
      await send(server, [one.invite(at), one.ok(at), one.ack(at), one.bye(at)]);
      for (const frame of [other.invite(at), other.ok(at), other.ack(at), other.bye(at)]) stream.write(frame);
      frames += 8;
      await pause(SEND_PAUSE_MS);
      // No more are on their way than a small receive buffer holds, however late the server is.
      while (index % 10 === 0 && (await received()) < frames - MOST_ON_THEIR_WAY) await pause(SEND_PAUSE_MS);
    }
    stream.end();
    await once(stream, 'close');
    return frames;
  })();
  const statuses = Promise.all(
    ['/metrics', '/api/v1/calls?limit=1', '/readyz', '/livez'].map(async (path) => {
      const seen: string[] = [];
      for (; !isOver; await pause(REQUEST_PAUSE_MS)) {
        const answer = await server.ask(path);
        seen.push(answer.ok ? 'ok' : await answer.text());
      }
      return seen;
    }),
  );
  for (let index = 0; index < RELOADS; index += 1) {
    server.write(
      `log.level = "${index % 2 === 0 ? 'debug' : 'info'}"\nhep.allow = ["127.0.0.0/${8 + index}"]\n[trunks]\nt${index} = ["192.0.2.0/24"]\n`,
    );
    if (index % 2 === 0) await server.hangup();
    else expect((await server.reload()).status).toBe(200);
  }
  isOver = true;
  const [frames, answers] = await Promise.all([sent, statuses]);
  expect(frames).toBeGreaterThan(50);
  expect(answers.every((seen) => seen.length > 0)).toBe(true);
  expect(answers.flat().filter((answer) => answer !== 'ok')).toEqual([]);
  while ((await received()) < frames);
  const metrics = await server.metrics();
  expect(await received()).toBe(frames);
  expect(sampleOf(metrics, 'ringscope_source_rejects_total{')).toBe(0);
  expect(sampleOf(metrics, 'ringscope_dropped_total{')).toBe(0);
  expect(server.reloads()).toBe(RELOADS);
});

test('a bad file changes nothing and says why, and the next good one is taken', async () => {
  const server = await start('log.level = "info"\n');
  const before = await server.metrics();
  expect(sampleOf(before, 'ringscope_config_last_reload_success ')).toBe(1);
  const startedAt = sampleOf(before, 'ringscope_config_last_reload_success_timestamp_seconds ');
  expect(startedAt).toBeGreaterThan(Date.now() / 1000 - 60);

  server.write('log.level = "debug"\nhttp.prot = 1\nhep.allow = ["nowhere"]\n');
  const refused = await server.reload();
  expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  expect(await refused.json()).toMatchObject({
    code: 'CONFIG_INVALID',
    detail: expect.stringMatching(
      /2 settings are not valid:\n.*ringscope\.toml:2:6: http\.prot is not a setting; .*\n.*:3:14: hep\.allow\[0\]: expected a network/,
    ),
  });
  const during = await server.metrics();
  expect(sampleOf(during, 'ringscope_config_last_reload_success ')).toBe(0);
  expect(sampleOf(during, 'ringscope_config_last_reload_success_timestamp_seconds ')).toBe(startedAt);
  expect(server.stderr()).toContain('http.prot is not a setting');
  await server.hangup();
  expect((await server.ask('/livez')).status).toBe(200);

  server.write('http.port = 1\ncalls.emergency_numbers = ["110"]\n');
  const taken = await server.reload();
  // The port was given by a flag, which wins over the file.
  expect(await taken.json()).toEqual({ changed: ['calls.emergency_numbers'], needsRestart: [] });
  server.write('http.hosts = ["ringscope.example.com"]\n');
  expect(await (await server.reload()).json()).toEqual({
    changed: ['calls.emergency_numbers'],
    needsRestart: ['http.hosts'],
  });
  expect(server.stderr()).toContain('"settings":["http.hosts"]');
  const after = await server.metrics();
  expect(sampleOf(after, 'ringscope_config_last_reload_success ')).toBe(1);
  expect(sampleOf(after, 'ringscope_config_last_reload_success_timestamp_seconds ')).toBeGreaterThanOrEqual(startedAt);
  expect((await server.kill('SIGTERM')).code).toBe(0);
});

test('new trunks are those of new calls, and a call in progress keeps its own', async () => {
  const trunks = (name: string): string => `[calls]\nsettle_seconds = 0.2\n[trunks]\n${name} = ["192.0.2.20"]\n`;
  const server = await start(trunks('before'));
  const trunkOf = async (callId: string, state: string): Promise<string> => {
    for (;;) {
      const { calls } = (await (await server.ask('/api/v1/calls')).json()) as {
        calls: { callId: string; state: string; trunk?: string }[];
      };
      const found = calls.find((one) => one.callId === callId && one.state === state);
      if (found !== undefined) return found.trunk ?? '';
    }
  };
  const [old, fresh] = [sipCall('old'), sipCall('fresh')];
  const ids = async (): Promise<readonly string[]> =>
    ((await (await server.ask('/api/v1/calls')).json()) as { calls: { callId: string }[] }).calls.map(({ callId }) => callId);
  const at = Date.now() / 1000;
  await send(server, [old.invite(at), old.ok(at), old.ack(at)]);
  while ((await ids()).length < 1);
  const [oldId = ''] = await ids();
  server.write(trunks('after'));
  await server.hangup();
  await send(server, [old.bye(at + 1), old.byeOk(at + 1), fresh.invite(at), fresh.ok(at), fresh.ack(at)]);
  while ((await ids()).length < 2);
  const freshId = (await ids()).find((one) => one !== oldId) ?? '';
  expect([await trunkOf(oldId, 'ended'), await trunkOf(freshId, 'answered')]).toEqual(['before', 'after']);
});

test('on a terminal SIGHUP reads the settings again, and closing the terminal ends the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-terminal-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const command = `${process.execPath} ${CLI} serve --http-port 0 --hep-port 0 --store ${folder}/data`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  ends.push(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk) => void (output += String(chunk)));
  while (!output.includes('ringscope serves.')) await once(child.stdout, 'data');
  const [, pid = ''] = /(\d+)/.exec(readFileSync(join(folder, 'data', 'lock'), 'utf8')) ?? [];
  process.kill(Number(pid), 'SIGHUP');
  while (!output.includes('The settings were read again.')) await once(child.stdout, 'data');
  child.kill('SIGKILL');
  while (existsSync(join(folder, 'data', 'lock'))) await pause(20);
});

test('tokens and allowed senders are those of the last reload', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-tokens-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `${OLD_TOKEN} read\n${ADMIN_TOKEN} admin\n`, { mode: 0o600 });
  const server = await start('hep.allow = ["127.0.0.1"]\n', { 'auth-token-file': tokens });
  writeFileSync(tokens, 'short\n');
  const refused = await server.reload(ADMIN_TOKEN);
  expect([refused.status, (await refused.json()) as object]).toMatchObject([
    422,
    { detail: expect.stringContaining('Line 1 of the token file') },
  ]);
  expect((await server.ask('/api/v1/calls', OLD_TOKEN)).status).toBe(200);

  writeFileSync(tokens, `${NEW_TOKEN} metrics,read\n${ADMIN_TOKEN} admin\n`);
  server.write('hep.allow = ["192.0.2.1"]\n');
  expect((await server.reload(ADMIN_TOKEN)).status).toBe(200);
  expect((await server.ask('/api/v1/calls', OLD_TOKEN)).status).toBe(401);
  expect((await server.ask('/api/v1/calls', NEW_TOKEN)).status).toBe(200);
  expect((await server.reload(NEW_TOKEN)).status).toBe(403);
  await send(server, [sipCall('refused').invite(Date.now() / 1000)]);
  while (sampleOf(await server.metrics(NEW_TOKEN), 'ringscope_source_rejects_total', 'reason="not_allowed"') < 1);
});

test('levels that were set while it runs hold over a reload, until the settings say others', async () => {
  const server = await start('log.level = "info"\nlog.levels = ["store=error"]\n');
  const levels = async (): Promise<unknown> => (await server.ask('/api/v1/log-levels')).json();
  expect((await server.setLevel('debug', 'http')).status).toBe(200);
  await server.hangup();
  expect(await levels()).toMatchObject({ level: 'info', components: { main: 'info', http: 'debug', store: 'error' } });
  expect(server.stderr()).not.toContain('as the settings say');
  server.write('log.level = "info"\nlog.levels = ["store=warn"]\n');
  await server.hangup();
  expect(await levels()).toMatchObject({ level: 'info', components: { main: 'info', http: 'info', store: 'warn' } });
  expect(server.stderr()).toContain('The log level is info, with store=warn from now on, as the settings say.');
});
