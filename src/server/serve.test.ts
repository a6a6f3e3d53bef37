import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '../stores/index.ts';
import { readHepFixture } from '../testing/index.ts';
import { createLog } from './log.ts';
import { serve, type RunningServer } from './serve.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const CAPTURE = readHepFixture(new URL('../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url));
/** Calls in the capture. */
const CALLS = 21;
const TOKEN = 'a-token-for-this-test-alone';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function folder(kept = ends): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-serve-'));
  kept.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

interface Started extends RunningServer {
  readonly logged: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

async function start(flags: Record<string, string> = {}, kept = ends): Promise<Started> {
  const settings = resolveSettings({
    flags: { 'http-port': '0', 'hep-port': '0', store: folder(kept), 'calls-settle-seconds': '0.3', ...flags },
    env: {},
  });
  const logged: string[] = [];
  const server = await serve(settings, { log: createLog('debug', (line) => void logged.push(line)) });
  kept.push(() => server.stop());
  return { ...server, logged, get: (path, headers = {}) => fetch(`http://${server.address}${path}`, { headers }) };
}

/** Sends datagrams to the HEP port, each after the one before has left. */
async function send(server: RunningServer, datagrams: readonly Uint8Array[]): Promise<void> {
  const port = Number(server.endpoints[0]?.split(':')[1]);
  const socket = createSocket('udp4');
  for (const bytes of datagrams) await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
  socket.close();
}

const sendCapture = (server: RunningServer) =>
  send(
    server,
    CAPTURE.map((record) => record.bytes),
  );

interface Listed {
  readonly calls: readonly { readonly id: string; readonly callId: string; readonly isProvisional: boolean; readonly outcome: string }[];
  readonly nextCursor?: string;
}

async function list(server: Started, query = 'limit=1000'): Promise<Listed> {
  const response = await server.get(`/api/v1/calls?${query}`);
  expect(response.status).toBe(200);
  // The shape is checked by what the tests expect of it.
  return (await response.json()) as Listed;
}

async function listUntil(server: Started, isDone: (listed: Listed) => boolean): Promise<Listed> {
  for (;;) {
    const listed = await list(server);
    if (isDone(listed)) return listed;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

async function problem(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return response.json();
}

test('calls of a real capture are provisional at first, settled soon after, and in the metrics', async () => {
  const server = await start({ 'calls-settle-seconds': '5' });
  await sendCapture(server);
  const provisional = await listUntil(server, ({ calls }) => calls.length === CALLS);
  expect(provisional.calls.some((call) => call.isProvisional)).toBe(true);
  const settled = await listUntil(server, ({ calls }) => calls.every((call) => !call.isProvisional));
  expect(settled.calls.filter((call) => call.outcome === 'answered')).toHaveLength(9);
  const metrics = await (await server.get('/metrics')).text();
  expect(metrics).toContain('telephony_call_attempts_total{direction="unknown",trunk="none",outcome="answered",challenged="no"} 9\n');
  expect(metrics).toMatch(/^process_start_time_seconds \d/m);
});

test('once there are tokens only the probes are open', async () => {
  const tokenFile = join(folder(), 'tokens');
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o644 });
  const server = await start({ 'auth-token-file': tokenFile });
  const guarded = ['/', '/metrics', '/healthz', '/health', '/api/v1/calls', '/api/v1/calls/x', '/nowhere'];
  for (const path of guarded) {
    const refused = await server.get(path);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problem(refused)).toMatchObject({ code: 'UNAUTHORIZED' });
    expect((await server.get(path, { authorization: 'Bearer not-the-right-token' })).status).toBe(401);
    expect((await server.get(path, { authorization: `Bearer ${TOKEN}` })).status).not.toBe(401);
  }
  for (const path of ['/livez', '/readyz']) expect((await server.get(path)).status).toBe(200);
  expect(server.logged.join('')).toContain('0600');
  expect(server.logged.join('')).not.toContain(TOKEN);
});

test('a stop under traffic writes all that was received, and open calls are adopted by the next server', async () => {
  const path = folder();
  const first = await start({ store: path, 'calls-settle-seconds': '60' });
  await sendCapture(first);
  await first.stop();
  await first.stop();
  await expect(first.get('/livez')).rejects.toThrow();
  const store = await openSqlite({ path, readOnly: true });
  const { calls, openCalls } = await store.stats();
  await store.close();
  expect(calls).toBe(CALLS);
  expect(openCalls).toBeGreaterThan(0);

  const second = await start({ store: path });
  const settled = await listUntil(second, (listed) => listed.calls.every((call) => !call.isProvisional));
  expect(settled.calls).toHaveLength(CALLS);
  expect(settled.calls.filter((call) => call.outcome === 'answered')).toHaveLength(9);
});

test('HTTP beyond loopback needs a token file', async () => {
  await expect(start({ 'http-host': '0.0.0.0' })).rejects.toMatchObject({ code: 'HTTP_EXPOSED' });
});

test('HEP beyond loopback needs an allow-list, and what was started before is stopped', async () => {
  const path = folder();
  await expect(start({ 'hep-host': '0.0.0.0', store: path })).rejects.toMatchObject({ code: 'HEP_EXPOSED' });
  // The lock is free again.
  await start({ store: path });
});

test('a port that is taken is named', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => void other.close(() => resolve())));
  const bound = other.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await expect(start({ 'http-port': String(port) })).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

test('a data folder that another server writes is refused', async () => {
  const path = folder();
  await start({ store: path });
  await expect(start({ store: path })).rejects.toMatchObject({ code: 'STORE_LOCKED' });
});

test('a token file that is none is refused', async () => {
  await expect(start({ 'auth-token-file': '/nonexistent' })).rejects.toMatchObject({ code: 'TOKEN_FILE_INVALID' });
});

test('no number of a call is in the log or in the data folder', async () => {
  const path = folder();
  const server = await start({ store: path });
  await sendCapture(server);
  await listUntil(server, ({ calls }) => calls.length === CALLS);
  await server.stop();
  const number = '15550100';
  expect(CAPTURE.some(({ bytes }) => Buffer.from(bytes).includes(number))).toBe(true);
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  for (const text of [...files, server.logged.join('')]) expect(text).not.toContain(number);
});

describe('a server with the calls of the capture', () => {
  const kept: (() => Promise<void> | void)[] = [];
  let server: Started;
  let calls: Listed['calls'];
  beforeAll(async () => {
    server = await start({}, kept);
    await sendCapture(server);
    const isSettled = (listed: Listed): boolean => listed.calls.length === CALLS && listed.calls.every((call) => !call.isProvisional);
    ({ calls } = await listUntil(server, isSettled));
  });
  afterAll(async () => {
    for (const end of kept.toReversed()) await end();
  });

  test('a call is found by its id and by its raw Call-ID, with a sentence, its timeline and masks in place of numbers', async () => {
    const failed = calls.find((call) => call.outcome === 'busy');
    for (const name of [failed?.id, failed?.callId]) {
      const response = await server.get(`/api/v1/calls/${encodeURIComponent(String(name))}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        verdict: expect.stringMatching(/486.*; 2 such calls within an hour before and after it\.$/),
        similar: 2,
        calls: [{ call: { id: failed?.id, caller: expect.stringContaining('***') }, timeline: { length: expect.any(Number) } }],
      });
    }
  });

  test('pages of calls follow their cursor to the end', async () => {
    const ids = new Set<string>();
    let query = 'limit=8';
    for (let page = 1; page <= 3; page += 1) {
      const { calls, nextCursor } = await list(server, query);
      for (const call of calls) ids.add(call.id);
      expect(nextCursor === undefined).toBe(page === 3);
      query = `limit=8&cursor=${encodeURIComponent(nextCursor ?? '')}`;
    }
    expect(ids.size).toBe(CALLS);
  });

  test('faults of a request are problem documents with a code and a hint', async () => {
    const unknown = await server.get('/api/v1/calls/no-such-call');
    expect(unknown.status).toBe(404);
    expect(await problem(unknown)).toMatchObject({ status: 404, code: 'NOT_FOUND', title: expect.any(String), hint: expect.any(String) });
    for (const [path, named] of [
      ['/api/v1/calls?outcom=busy', '"outcom"'],
      ['/api/v1/calls?limit=1001', 'limit'],
      ['/api/v1/calls?cursor=garbage', 'cursor'],
      ['/api/v1/calls/x?full=1', '"full"'],
      ['/api/v1/calls?__proto__=1', '"__proto__"'],
    ] as const) {
      const response = await server.get(path);
      expect(response.status).toBe(400);
      expect(await problem(response)).toMatchObject({ code: 'BAD_REQUEST', detail: expect.stringContaining(named) });
    }
    const nowhere = await server.get('/nowhere');
    expect(nowhere.status).toBe(404);
    expect(await problem(nowhere)).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('probes and health tell of a server that is well', async () => {
    const live = await server.get('/livez');
    expect(live.status).toBe(200);
    expect(await live.json()).toEqual({ status: 'alive', heartbeatAgeSeconds: expect.any(Number) });
    expect((await server.get('/readyz')).status).toBe(200);
    const health = await (await server.get('/healthz')).json();
    expect(health).toMatchObject({ status: expect.stringMatching(/^(ready|idle|degraded)$/) });
    expect(health).toHaveProperty(
      'checks',
      expect.arrayContaining([expect.objectContaining({ name: 'store', severity: 'ok', since: expect.any(Number) })]),
    );
    expect(await (await server.get('/')).json()).toMatchObject({ name: 'ringscope' });
  });

  test.runIf(process.geteuid?.() === 0)('a server that runs as the superuser says so at start', () => {
    expect(server.logged.filter((line) => line.includes('runs as the superuser'))).toHaveLength(1);
  });
});
