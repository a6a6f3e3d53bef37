import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { readHepFixture } from '../../src/testing/index.ts';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';
import { sipCall } from './sip-call.ts';

const FILE = new URL('../fixtures/hep/kamailio-sip.hepbin', import.meta.url);
const BYTES = readFileSync(FILE);
/** Calls in the capture. */
const CALLS = 21;

const store = { path: '' };
const logged: string[] = [];
const shared = sharedServer(
  (kept) => ({ store: (store.path = testFolder(kept)) }),
  (line) => void logged.push(line),
);

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Shown {
  readonly id: string;
  readonly callId: string;
  readonly state: string;
  readonly ended?: string;
  readonly outcome?: string;
}

/** An upload that goes on until the test ends it. */
function openUpload({ url }: TestServer, query = ''): { readonly client: ClientRequest; readonly answer: Promise<IncomingMessage> } {
  const headers = { 'content-type': 'application/octet-stream' };
  const client = httpRequest(`${url}/api/v1/imports${query}`, { method: 'POST', headers });
  client.on('error', () => undefined);
  ends.push(() => void client.destroy());
  client.flushHeaders();
  const answer = once(client, 'response').then(([response]) => response as IncomingMessage);
  // Of some nobody waits for an answer.
  answer.catch(() => undefined);
  return { client, answer };
}

async function upload({ url }: TestServer, body: Uint8Array, query = '') {
  const response = await fetch(`${url}/api/v1/imports${query}`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/octet-stream' },
  });
  // The shape is checked by what the tests expect of it.
  return { status: response.status, body: (await response.json()) as Record<string, unknown> & { readonly calls?: readonly Shown[] } };
}

/** The calls of an hour that are in the store, of those at this host when one is given. */
async function stored(server: TestServer, hour: Hour = HOUR_OF_CAPTURE, host = ''): Promise<readonly Shown[]> {
  const answer = await server.get(`/api/v1/calls?limit=1000&${hour.query}`);
  // A machine that has much else to do answers 503.
  if (answer.status === 503) return [];
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { readonly calls: readonly Shown[] }).calls.filter(({ callId }) => callId.endsWith(host));
}

/** How many calls of an hour are in the store. */
async function count(server: TestServer, { query }: Hour): Promise<number> {
  const text = await (await server.get(`/api/v1/export?format=ndjson&${query}`)).text();
  return text.split('\n').filter((line) => line !== '').length;
}

/** A time of a test's own, by which its calls are told from those of the other tests. */
interface Hour {
  readonly endAt: number;
  /** Chooses the calls that began in it. */
  readonly query: string;
}

const hourUntil = (endAt: number): Hour => ({ endAt, query: `since=${endAt - 3600}&until=${endAt}` });
const HOUR_OF_CAPTURE = hourUntil((readHepFixture(FILE).at(-1)?.at ?? 0) + 60);
let hours = 0;
const newHour = (): Hour => hourUntil(Date.now() / 1000 - 7200 * (hours += 1));

/** The capture with Call-IDs at another host, so that its calls are none of those that other tests import. */
function captureAt(host: string): Buffer {
  const text = BYTES.toString('latin1').replaceAll(/(?<=\nCall-ID: [\w-]+@)127\.0\.0\.1/g, host);
  expect(text).toHaveLength(BYTES.length);
  return Buffer.from(text, 'latin1');
}

/** One call after the other as `.hepbin`, until shortly before the end of an hour: begun, answered and ended. */
function capture(name: string, count: number, { endAt }: Pick<Hour, 'endAt'>): Buffer {
  const parts: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = endAt - (count - index) * 0.01;
    const call = sipCall(`${name}${index}`);
    for (const [seconds, frame] of [
      [0, call.invite(at)],
      [0.001, call.ok(at + 0.001)],
      [0.002, call.ack(at + 0.002)],
      [0.003, call.bye(at + 0.003)],
      [0.004, call.byeOk(at + 0.004)],
    ] as const) {
      const head = Buffer.alloc(12);
      head.writeUInt32BE(frame.length, 0);
      head.writeBigUInt64BE(BigInt(Math.round((at + seconds) * 1e6)), 4);
      parts.push(head, Buffer.from(frame));
    }
  }
  return Buffer.concat(parts);
}

async function until<T>(ask: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    await pause(20);
  }
}

test('a capture that is uploaded is in the store when it is answered, with the same report each time, gzipped or not', async () => {
  const host = '127.0.0.2';
  const bytes = captureAt(host);
  expect(await stored(shared, HOUR_OF_CAPTURE, host)).toEqual([]);
  const first = await upload(shared, bytes);
  expect([first.status, first.body['packets'], first.body.calls?.length]).toEqual([200, 243, CALLS]);
  const ids = (await stored(shared, HOUR_OF_CAPTURE, host)).map(({ id }) => id);
  expect(ids.toSorted()).toEqual(first.body.calls?.map(({ id }) => id).toSorted());
  expect(await upload(shared, bytes)).toEqual(first);
  expect(await upload(shared, gzipSync(bytes))).toEqual(first);
  expect(await stored(shared, HOUR_OF_CAPTURE, host)).toHaveLength(CALLS);
});

test('what is shown can be chosen, and all is stored', async () => {
  const host = '127.0.0.3';
  const { body } = await upload(shared, captureAt(host), '?failed=true&limit=2&ladder=true&summary=true');
  expect(body).toMatchObject({ packets: 243, chosen: 7, summary: { calls: CALLS, outcomes: { answered: 9 } } });
  expect(body.calls?.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(body.calls?.[0]).toMatchObject({ ladder: { rows: expect.arrayContaining([expect.objectContaining({ method: 'INVITE' })]) } });
  expect(await stored(shared, HOUR_OF_CAPTURE, host)).toHaveLength(CALLS);
});

test('an import moves no counter of calls of the server', async () => {
  expect((await upload(shared, captureAt('127.0.0.4'))).status).toBe(200);
  const metrics = await (await shared.get('/metrics')).text();
  const moved = metrics.split('\n').filter((line) => line.startsWith('telephony_call_attempts_total') && !line.endsWith(' 0'));
  expect(moved).toEqual([]);
});

test('what is no whole capture is answered in words, what is asked wrongly is refused before it is read, and the server goes on', async () => {
  const host = '127.0.0.5';
  const bytes = captureAt(host);
  const damaged = Buffer.concat([gzipSync(bytes).subarray(0, 5000), Buffer.alloc(5000, 7)]);
  for (const [body, query, status, expected] of [
    [new Uint8Array(), '', 400, { code: 'FILE_FORMAT' }],
    [new Uint8Array(), '?name=x.pcap', 200, { packets: 0, calls: [] }],
    [Buffer.from('{"name": "no capture"}\n'.repeat(20_000)), '?name=x', 400, { code: 'FILE_FORMAT', detail: 'x is no capture file.' }],
    [damaged, '', 200, { rejects: { truncated: 1 } }],
    [bytes.subarray(0, 20_000), '', 200, { rejects: { truncated: 1 } }],
  ] as const)
    expect(await upload(shared, body, query)).toMatchObject({ status, body: expected });
  const before = await stored(shared, HOUR_OF_CAPTURE, host);
  for (const query of ['limit=x', 'since=never', 'failed=1', 'nonsense=1', `name=${'x'.repeat(257)}`])
    expect(await upload(shared, bytes, `?${query}`)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  expect(await stored(shared, HOUR_OF_CAPTURE, host)).toEqual(before);
  expect((await upload(shared, bytes)).status).toBe(200);
});

test('the connection of a capture that was refused midway serves what is asked next', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  ends.push(() => agent.destroy());
  const ask = async (method: string, path: string, body?: Buffer): Promise<[status: number | undefined, isReused: boolean]> => {
    const headers = { 'content-type': 'application/octet-stream' };
    const client = httpRequest(`${shared.url}${path}`, { agent, method, headers }).end(body);
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return [response.statusCode, client.reusedSocket];
  };
  expect(await ask('POST', '/api/v1/imports', Buffer.alloc(460_000, 'no capture\n'))).toEqual([400, false]);
  // For so long a connection may take to hand over what is left of a body.
  await pause(1000);
  expect(await ask('GET', '/api/v1/imports')).toEqual([200, true]);
});

test('live calls are seen while an import is under way, and none of their packets is lost', async () => {
  const server = await startServer(ends);
  const { client, answer } = openUpload(server, '?limit=1');
  // Live frames are taken at their arrival, whatever their time.
  const [hour, live] = [newHour(), hourUntil(Date.now() / 1000 + 3000)];
  const bytes = capture('imported', 4000, hour);
  client.write(bytes.subarray(0, bytes.length / 2));
  const socket = createSocket('udp4');
  ends.push(() => void socket.close());
  const port = Number(server.endpoints[0]?.split(':')[1]);
  for (const { bytes: datagram } of readHepFixture(FILE)) await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
  // The import cannot be over: its end was not sent.
  await until(
    () => stored(server, live, '127.0.0.1'),
    (calls) => calls.length === CALLS,
  );
  client.end(bytes.subarray(bytes.length / 2));
  const response = await answer;
  expect(response.statusCode).toBe(200);
  response.resume();
  await once(response, 'end');
  const metrics = await (await server.get('/metrics')).text();
  expect(metrics.split('\n').filter((line) => line.startsWith('ringscope_dropped_total') && !line.endsWith(' 0'))).toEqual([]);
  expect([await count(server, hour), await count(server, live)]).toEqual([4000, CALLS]);
});

test('a client that is killed midway ends its import, with whole calls alone in the store, and importing again completes it', async () => {
  const before = logged.length;
  const hour = newHour();
  const bytes = capture('cut', 3000, hour);
  const { client } = openUpload(shared);
  client.write(bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  await until(
    () => stored(shared, hour),
    (calls) => calls.length > 0,
  );
  client.destroy();
  await until(
    async () => logged.slice(before),
    (lines) => lines.some((line) => line.includes('An import was cancelled: its client went away.')),
  );
  const left = await stored(shared, hour);
  expect(left.filter(({ state, ended }) => state !== 'ended' || ended === 'unknown')).toEqual([]);
  expect((await upload(shared, bytes, '?limit=1')).status).toBe(200);
  expect(await count(shared, hour)).toBe(3000);
});

test('a third import at a time is refused and counted, and a place is free when one has ended', async () => {
  const busy = async (): Promise<number> => shared.sample('ringscope_http_refusals_total{reason="busy"}');
  const before = await busy();
  const uploads = [openUpload(shared), openUpload(shared), openUpload(shared)];
  const refused = await Promise.race(uploads.map(async ({ answer }) => answer));
  expect(refused.statusCode).toBe(503);
  const text = await refused.toArray();
  expect(JSON.parse(Buffer.concat(text as Buffer[]).toString())).toMatchObject({ code: 'STORE_BUSY' });
  for (const { client } of uploads) client.destroy();
  await until(
    () => upload(shared, BYTES, '?limit=1'),
    ({ status }) => status === 200,
  );
  await until(busy, (count) => count > before);
});

test('imports under way are listed, and one is cancelled by its id, with whole calls alone in the store, and says how many', async () => {
  const listed = async (): Promise<readonly { readonly id: string; readonly name: string; readonly lengthBytes: number }[]> =>
    ((await shared.json('/api/v1/imports')) as { readonly imports: [] }).imports;
  const cancel = async (id: string): Promise<Response> => fetch(`${shared.url}/api/v1/imports/${id}`, { method: 'DELETE' });
  // Those that other tests have cut end by themselves.
  await expect.poll(listed).toEqual([]);
  expect((await cancel('1')).status).toBe(404);
  const hour = newHour();
  const bytes = capture('deleted', 3000, hour);
  const { client, answer } = openUpload(shared, '?name=trunk.hepbin');
  client.write(bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  await until(
    () => stored(shared, hour),
    (calls) => calls.length > 0,
  );
  const [one] = await listed();
  expect(one).toMatchObject({ name: 'trunk.hepbin', lengthBytes: expect.any(Number), calls: expect.any(Number) });
  // The rest of the file is never sent: it does not wait for that.
  const cancelled = await cancel(one?.id ?? '');
  expect([cancelled.status, await cancelled.json()]).toEqual([200, { cancelled: one?.id }]);
  expect(await listed()).toEqual([]);
  const response = await answer;
  expect([response.statusCode, JSON.parse(Buffer.concat((await response.toArray()) as Buffer[]).toString())]).toMatchObject([
    400,
    {
      code: 'BAD_REQUEST',
      detail: expect.stringContaining(`are in the store. ${await count(shared, hour)} of its calls are in the store;`),
    },
  ]);
  const left = await stored(shared, hour);
  expect(left.filter(({ state, ended }) => state !== 'ended' || ended === 'unknown')).toEqual([]);
  expect((await upload(shared, bytes, '?limit=1')).status).toBe(200);
  expect(await count(shared, hour)).toBe(3000);
});

test('Ctrl-C ends the command long before its file is at its end, with whole calls alone in the store of the server', async () => {
  const path = join(testFolder(ends), 'long.hepbin');
  const all = 20_000;
  const hour = newHour();
  writeFileSync(path, capture('interrupted', all, hour));
  const interrupting = new AbortController();
  const running = runCommand(['import', path, '--url', shared.url], {}, { signal: interrupting.signal });
  await until(
    () => stored(shared, hour),
    (calls) => calls.length > 0,
  );
  interrupting.abort('SIGINT');
  expect((await running).code).not.toBe(0);
  await until(
    () => shared.json('/api/v1/imports'),
    (body) => JSON.stringify(body) === '{"imports":[]}',
  );
  const left = await stored(shared, hour);
  expect(left.filter(({ state, ended }) => state !== 'ended' || ended === 'unknown')).toEqual([]);
  expect(await count(shared, hour)).toBeLessThan(all);
});

test('several files and folders are one import by a server as without one, calls across files too, and as an archive of tar', async () => {
  const folder = testFolder(ends);
  const hour = newHour();
  const bytes = capture('split', 40, hour);
  // In the midst of a record of the twentieth call: both parts are files of whole records.
  let cut = 0;
  for (let record = 0; record < 102; record += 1) cut += 12 + bytes.readUInt32BE(cut);
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'b.hepbin'), bytes.subarray(0, cut));
  writeFileSync(join(folder, 'more', 'readme.txt'), 'no capture');
  writeFileSync(join(folder, 'a.hepbin'), gzipSync(bytes.subarray(cut)));
  const words = [join(folder, 'a.hepbin'), join(folder, 'more')];
  const alone = await runCommand(['import', ...words, '--limit', '1']);
  const byServer = await runCommand(['import', ...words, '--limit', '1', '--url', shared.url]);
  expect([alone.code, byServer.code, byServer.err]).toEqual([0, 0, expect.stringContaining('readme.txt is no capture file')]);
  const summary = (out: string): readonly string[] => out.split('\n').slice(0, 6);
  expect(summary(byServer.out)).toEqual(summary(alone.out));
  const calls = await stored(shared, hour);
  expect([calls.length, calls.filter(({ outcome, ended }) => outcome !== 'answered' || ended !== 'bye')]).toEqual([40, []]);
  const archive = execFileSync('tar', ['-C', folder, '-cf', '-', 'more/b.hepbin', 'a.hepbin']);
  const tar = async (body: Buffer): Promise<Response> =>
    fetch(`${shared.url}/api/v1/imports`, { method: 'POST', body, headers: { 'content-type': 'application/x-tar' } });
  const whole = await tar(archive);
  expect([whole.status, await whole.json()]).toMatchObject([200, { packets: 200, calls: { length: 40 } }]);
  expect(await stored(shared, hour)).toHaveLength(40);
  const wrong = await tar(execFileSync('tar', ['-C', folder, '-cf', '-', 'more']));
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: 'FILE_FORMAT', detail: 'more/readme.txt is no capture file.' }]);
  expect(await (await tar(bytes)).json()).toMatchObject({ code: 'FILE_FORMAT', detail: expect.stringContaining('no tar archive') });
});

test('calls of a stream that goes on are in the lists of the server when they have ended', async () => {
  const { client, answer } = openUpload(shared, '?live=true');
  const now = Date.now() / 1000;
  const hour = hourUntil(now + 3000);
  const waited: number[] = [];
  // A look every quarter of a second, and what the store takes; on a busy machine one of many is as soon.
  for (let round = 0; round < 3 || (Math.min(...waited) >= 2000 && round < 20); round += 1) {
    client.write(capture(`growing${round}-`, 1, { endAt: now + round }));
    const begin = performance.now();
    await until(
      () => stored(shared, hour),
      (calls) => calls.length > round,
    );
    waited.push(performance.now() - begin);
  }
  expect(Math.min(...waited)).toBeLessThan(2000);
  client.end();
  const response = await answer;
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('a server stops while a capture is uploaded', async () => {
  const server = await startServer(ends);
  const { client } = openUpload(server);
  client.write(capture('stopped', 500, newHour()));
  await until(
    async () => ((await server.json('/api/v1/imports')) as { readonly imports: readonly { readonly lengthBytes: number }[] }).imports,
    ([one]) => one !== undefined && one.lengthBytes > 0,
  );
  await server.stop();
  await expect.poll(() => client.destroyed || client.socket?.destroyed).toBe(true);
});

test('the command imports by a server as it does by itself, also into the folder that a server writes', async () => {
  const host = '127.0.0.6';
  const path = join(testFolder(ends), 'capture.hepbin');
  writeFileSync(path, captureAt(host));
  const alone = await runCommand(['import', path, '--limit', '3']);
  const byServer = await runCommand(['import', path, '--limit', '3', '--url', shared.url]);
  expect([alone.code, byServer.code]).toEqual([0, 0]);
  const summary = (out: string): readonly string[] => out.split('\n').slice(0, 8);
  expect(summary(byServer.out)).toEqual(summary(alone.out));
  // Pseudonyms are those of the server.
  const table = (out: string): readonly string[] =>
    out
      .split('\n')
      .slice(-5)
      .map((line) => line.replaceAll(/~\w+/g, '~'));
  expect(table(byServer.out)).toEqual(table(alone.out));
  const held = await runCommand(['import', path, '--store', store.path, '--json']);
  expect(held).toMatchObject({ code: 0, err: `A server writes ${store.path}: it imports, at ${shared.url}.\n` });
  expect((JSON.parse(held.out) as { readonly calls: readonly unknown[] }).calls).toHaveLength(CALLS);
  expect(await stored(shared, HOUR_OF_CAPTURE, host)).toHaveLength(CALLS);
});

test('the command says what a server refuses as it would say it itself', async () => {
  const path = join(testFolder(ends), 'notes.txt');
  writeFileSync(path, 'no capture\n'.repeat(1000));
  const alone = await runCommand(['import', path]);
  expect(await runCommand(['import', path, '--url', shared.url])).toEqual(alone);
  expect(await runCommand(['import', FILE.pathname, '--url', shared.url, '--store', 'x'])).toMatchObject({ code: 2 });
  expect(await runCommand(['import', FILE.pathname, '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 4 });
});
