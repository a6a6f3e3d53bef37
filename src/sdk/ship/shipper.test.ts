import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { labelText } from '../../core/index.ts';
import { createRingscope, type Ringscope } from '../index.ts';
import type { ServerOptions } from './server-options.ts';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Posted {
  readonly instance: string;
  readonly sequence: number;
  readonly token: string | undefined;
  readonly events: readonly { readonly type: string; readonly [field: string]: unknown }[];
}

type Answer = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>];

/** What a program tells by itself when it is started: that it began, and one reading. They go first, in a request of their own. */
const OWN_FACTS = 2;
const isOwnFact = ({ type }: { readonly type: string }): boolean => type.startsWith('program.');

/** A server that says of each request what `answer` says, and by default that it has the events. It takes what programs tell by themselves, and keeps it apart. */
async function fakeServer(answer: (posted: Posted, count: number) => Answer | undefined = () => undefined) {
  const requests: Posted[] = [];
  const own: Posted[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const part of request) text += String(part);
    const { 'ringscope-instance': instance = '', 'ringscope-sequence': sequence, authorization: token } = request.headers;
    const lines = text.split('\n').map((line) => JSON.parse(line) as Posted['events'][number]);
    const events = lines.filter((event) => !isOwnFact(event));
    const posted = { instance: String(instance), sequence: Number(sequence), token, events };
    if (lines.length > events.length) own.push({ ...posted, events: lines.filter(isOwnFact) });
    if (events.length > 0) requests.push(posted);
    const taken: Answer = [200, { accepted: lines.length, sequence: posted.sequence + lines.length - 1 }];
    const [status, body, headers = {}] = (events.length > 0 ? answer(posted, requests.length) : undefined) ?? taken;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { requests, own, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}

async function program(server: ServerOptions): Promise<Ringscope> {
  const ringscope = await createRingscope({ name: 'bot', server: { drainSeconds: 60, ...server } });
  ends.push(() => ringscope.stop());
  await ringscope.start();
  return ringscope;
}

const lost = (ringscope: Ringscope, reason: string): number =>
  Number(
    ringscope
      .metrics()
      .split('\n')
      .find((line) => line.startsWith(`ringscope_dropped_total{stage="server",reason="${reason}"}`))
      ?.split(' ')[1] ?? 0,
  );

test('what the program tells goes to the server with numbers, private values as their text, and nothing that ringscope makes of it', async () => {
  const { requests, url } = await fakeServer();
  const ringscope = await program({ url, token: 'secret' });
  const call = ringscope.calls.start({ callId: 'c1', caller: '+4930123456', direction: 'inbound' });
  call.end({ outcome: 'busy' });
  ringscope.sms.sent({ recipient: '+4915112345678', body: 'hello', parts: 1 });
  await ringscope.stop();
  const [first] = requests;
  expect(requests).toHaveLength(1);
  expect(first).toMatchObject({ sequence: 1 + OWN_FACTS, token: 'Bearer secret', instance: expect.stringMatching(/^[\w-]{36}$/) });
  expect(first?.events).toEqual([
    {
      type: 'call.report',
      at: expect.any(Number),
      callId: 'c1',
      source: 'bot',
      state: 'offered',
      direction: 'inbound',
      caller: '+4930123456',
    },
    { type: 'call.report', at: expect.any(Number), callId: 'c1', source: 'bot', state: 'ended', outcome: 'busy' },
    expect.objectContaining({ type: 'sms.sent', source: 'bot', recipient: '+4915112345678', body: 'hello', parts: 1 }),
  ]);
});

test('a batch that got no answer is sent again as it was, under the same numbers, before what came later', async () => {
  const { requests, url } = await fakeServer((_posted, count) => (count <= 2 ? [503, {}, { 'retry-after': '0' }] : undefined));
  const ringscope = await program({ url });
  ringscope.agent.turn({ callId: 'a' });
  ringscope.flush();
  await expect.poll(() => requests.length).toBeGreaterThan(0);
  ringscope.agent.turn({ callId: 'b' });
  await ringscope.stop();
  expect(requests.map(({ sequence, events }) => [sequence, events.map(({ callId }) => callId)])).toEqual([
    [3, ['a']],
    [3, ['a']],
    [3, ['a']],
    [4, ['b']],
  ]);
  expect(new Set(requests.map(({ instance }) => instance)).size).toBe(1);
});

test('a server that asks for time gets it', async () => {
  const times: number[] = [];
  const { url } = await fakeServer((_posted, count) => {
    times.push(performance.now());
    return count === 1 ? [429, { code: 'RATE_LIMITED' }, { 'retry-after': '1' }] : undefined;
  });
  const ringscope = await program({ url });
  ringscope.agent.turn({ callId: 'a' });
  await ringscope.stop();
  expect(times).toHaveLength(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);
});

test('an event that the server refuses is dropped and counted, and the others arrive', async () => {
  const arrived: unknown[] = [];
  const { url } = await fakeServer(({ events }) => {
    if (events.some(({ callId }) => callId === 'bad')) return [400, { code: 'BAD_REQUEST' }];
    arrived.push(...events.map(({ callId }) => callId));
    return undefined;
  });
  const ringscope = await program({ url });
  for (const callId of ['a', 'b', 'bad', 'c', 'd']) ringscope.agent.turn({ callId });
  await ringscope.stop();
  expect(arrived).toEqual(['a', 'b', 'c', 'd']);
  expect(lost(ringscope, 'malformed')).toBe(1);
});

test('events that the server passes over are counted', async () => {
  const { url } = await fakeServer(({ sequence, events }) => [
    200,
    { accepted: 1, sequence: sequence + events.length - 1, rejected: [{ index: 0, reason: 'bad_value', field: 'callId' }] },
  ]);
  const ringscope = await program({ url });
  ringscope.agent.turn({ callId: 'a' });
  ringscope.agent.turn({ callId: 'b' });
  await ringscope.stop();
  expect(lost(ringscope, 'malformed')).toBe(1);
});

test('while the server is away the oldest are dropped and counted, and those on their way are not', async () => {
  let isUp = false;
  const { requests, url } = await fakeServer(() => (isUp ? undefined : [503, {}]));
  const ringscope = await program({ url, maxEvents: 3 });
  ringscope.agent.turn({ callId: 'first' });
  ringscope.flush();
  await expect.poll(() => requests.length).toBeGreaterThan(0);
  for (const callId of ['a', 'b', 'c', 'd', 'e']) ringscope.agent.turn({ callId });
  isUp = true;
  await ringscope.stop();
  expect(lost(ringscope, 'queue_full')).toBe(2);
  expect(requests.slice(-2).map(({ events }) => events.map(({ callId }) => callId))).toEqual([['first'], ['c', 'd', 'e']]);
});

test('what waits is bounded by bytes too', async () => {
  const ringscope = await program({ url: 'http://127.0.0.1:9', maxBytes: 2000, drainSeconds: 0.1 });
  for (let index = 0; index < 100; index += 1) ringscope.sms.sent({ recipient: '1', body: 'x'.repeat(400), parts: 1 });
  expect(lost(ringscope, 'queue_full')).toBeGreaterThanOrEqual(96);
  await ringscope.stop();
  expect(lost(ringscope, 'queue_full') + lost(ringscope, 'not_acknowledged')).toBe(100 + OWN_FACTS);
});

test('stop waits no longer than it was told, and counts what the server has not got', async () => {
  const ringscope = await program({ url: 'http://127.0.0.1:9', drainSeconds: 0.2 });
  for (const callId of ['a', 'b', 'c']) ringscope.agent.turn({ callId });
  const begunAt = performance.now();
  await ringscope.stop();
  // Far below the default.
  expect(performance.now() - begunAt).toBeLessThan(4500);
  expect(lost(ringscope, 'not_acknowledged')).toBe(OWN_FACTS + 3);
  ringscope.agent.turn({ callId: 'late' });
  expect(lost(ringscope, 'not_acknowledged')).toBe(OWN_FACTS + 4);
});

test('a program whose name another one uses takes a new name and sends its events again', async () => {
  const { requests, url } = await fakeServer((_posted, count) =>
    count === 1 ? [200, { accepted: 0, duplicates: 1, sequence: 900 }] : undefined,
  );
  const ringscope = await program({ url });
  ringscope.agent.turn({ callId: 'a' });
  await ringscope.stop();
  expect(requests.map(({ sequence }) => sequence)).toEqual([1 + OWN_FACTS, 1]);
  expect(requests[0]?.instance).not.toBe(requests[1]?.instance);
});

test('a token that the server refuses is read again from its file, and the program is warned once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-token-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'old\n');
  const warnings: unknown[] = [];
  const note = (warning: Error & { code?: string }): void => void warnings.push(warning.code);
  process.on('warning', note);
  ends.push(() => void process.off('warning', note));
  const { requests, url } = await fakeServer(({ token }) => (token === 'Bearer new' ? undefined : [401, { code: 'UNAUTHORIZED' }]));
  const ringscope = await program({ url, tokenFile });
  ringscope.agent.turn({ callId: 'a' });
  ringscope.flush();
  await expect.poll(() => requests.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => warnings).toContain('SERVER_UNREACHABLE');
  writeFileSync(tokenFile, 'new\n');
  await ringscope.stop();
  expect(requests.at(-1)).toMatchObject({ token: 'Bearer new', sequence: expect.any(Number) });
  expect(requests.filter(({ token }) => token === 'Bearer old').length).toBeGreaterThanOrEqual(2);
  expect(warnings.filter((code) => code === 'SERVER_UNREACHABLE')).toHaveLength(1);
  expect(lost(ringscope, 'not_acknowledged')).toBe(0);
});

test.each([
  ['http://ringscope.example:7464', 'SERVER_EXPOSED'],
  ['http://192.0.2.1', 'SERVER_EXPOSED'],
  ['http://localhost.example', 'SERVER_EXPOSED'],
  ['http://127.0.0.1.example', 'SERVER_EXPOSED'],
  ['ftp://127.0.0.1', 'CONFIG_INVALID'],
  ['https://me:secret@ringscope.example', 'CONFIG_INVALID'],
  ['ringscope', 'CONFIG_INVALID'],
])('the server %s is refused when the program is made: %s', async (url, code) => {
  await expect(createRingscope({ server: { url } })).rejects.toMatchObject({ code, hint: expect.stringContaining('.') });
});

test.each(['https://ringscope.example', 'http://localhost:7464', 'http://127.8.9.1', 'http://[::1]:7464'])(
  'the server %s is taken',
  async (url) => {
    await expect(createRingscope({ server: { url } })).resolves.toHaveProperty('emit');
  },
);

test('a token file that is not there is told at start', async () => {
  const ringscope = await createRingscope({ server: { url: 'http://127.0.0.1:9', tokenFile: '/nowhere/token', drainSeconds: 0 } });
  await expect(ringscope.start()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

test('an event that is none does not go to the server', async () => {
  const { requests, url } = await fakeServer();
  const ringscope = await program({ url });
  ringscope.emit({ type: 'queue.entered', at: 1 } as never);
  ringscope.queue.entered({ queue: labelText('sales') });
  await ringscope.stop();
  expect(requests.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['queue.entered']);
});

test('what a program knows by itself goes to the server: that it began, and what it takes of its host', async () => {
  const { own, url } = await fakeServer();
  const ringscope = await createRingscope({
    name: 'rig',
    version: '2.1.0',
    description: 'SIM OTA rig',
    presets: ['cardlink'],
    collectSeconds: 0.05,
    server: { url, drainSeconds: 60 },
  });
  ends.push(() => ringscope.stop());
  await ringscope.start();
  const told = () => own.flatMap(({ events }) => events);
  const states = () => told().filter(({ type }) => type === 'program.state');
  await expect.poll(() => states().length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => told().map(({ type }) => type)).toContain('program.disk');
  await ringscope.stop();
  expect(told()[0]).toMatchObject({ type: 'program.started', source: 'rig', name: 'rig', version: '2.1.0', description: 'SIM OTA rig' });
  expect(states()[0]).toMatchObject({ source: 'rig', uptimeSeconds: expect.any(Number), residentBytes: expect.any(Number) });
  expect(Number(states().at(-1)?.['uptimeSeconds'])).toBeGreaterThan(Number(states()[0]?.['uptimeSeconds']));
  expect(told().find(({ type }) => type === 'program.disk')).toMatchObject({ path: '/', usedBytes: expect.any(Number) });
});

test('while the server is away readings push out no event: the newest of each is sent, and bytes add up', async () => {
  let isUp = false;
  const { requests, own, url } = await fakeServer(() => (isUp ? undefined : [503, {}]));
  const ringscope = await createRingscope({ name: 'bot', collectSeconds: 0.01, server: { url, maxEvents: 3, drainSeconds: 60 } });
  ends.push(() => ringscope.stop());
  await ringscope.start();
  ringscope.agent.turn({ callId: 'first' });
  ringscope.flush();
  await expect.poll(() => requests.length).toBeGreaterThan(0);
  for (const callId of ['a', 'b', 'c']) ringscope.agent.turn({ callId });
  await pause(200);
  isUp = true;
  await ringscope.stop();
  expect(requests.slice(-2).map(({ events }) => events.map(({ callId }) => callId))).toEqual([['first'], ['a', 'b', 'c']]);
  expect(lost(ringscope, 'queue_full')).toBe(0);
  for (const { events } of own) expect(events.filter(({ type }) => type === 'program.state').length).toBeLessThanOrEqual(1);
});
