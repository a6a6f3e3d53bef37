import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { readLive, type SentEvent, type SentEvents } from './read-live.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const shared = sharedServer();

async function tell(server: TestServer, callId: string, state: string, more: object = {}, token = ''): Promise<void> {
  const event = { type: 'call.report', callId, source: 'bot', state, direction: 'inbound', ...more };
  const answer = await server.post('/api/v1/events', event, token === '' ? {} : { authorization: `Bearer ${token}` });
  expect(answer.status).toBe(200);
}

async function follow(server: Pick<TestServer, 'url'>, query = '', after?: string): Promise<SentEvents> {
  const live = await readLive(server.url, query, after === undefined ? {} : { 'last-event-id': after });
  ends.push(() => live.close());
  return live;
}

/** Whether an event is one of a call whose Call-ID begins so. */
const isOf =
  (callId: string) =>
  ({ name, data }: SentEvent): boolean =>
    name === 'call' && String(data.call.callId).startsWith(callId);

/** The number of a change, which its id ends with. */
const positionOf = (id = ''): number => Number(/\d+$/.exec(id)?.[0] ?? 0);

const stages = ({ seen }: SentEvents): readonly string[] => seen.flatMap(({ name, data }) => (name === 'call' ? [String(data.stage)] : []));

test('a reader is told who answers, and of a call each step as it happens, with the record that the API shows', async () => {
  const server = await startServer(ends);
  const live = await follow(server);
  const { data: hello, id } = await live.until('hello');
  expect(hello).toMatchObject({ position: 0, version: expect.any(String), counts: { setup: 0, ringing: 0, answered: 0 } });
  expect(id).toBe(`${hello.server}-0`);
  await tell(server, 'one', 'ringing', { caller: '+15550100017' });
  const first = await live.until('call');
  expect(first).toMatchObject({ id: `${hello.server}-1`, data: { stage: 'ringing', call: { caller: '+1***0017', state: 'ringing' } } });
  expect(JSON.stringify(first.data)).not.toContain('15550100017');
  await live.until('counts', ({ data }) => data.ringing === 1);
  await tell(server, 'one', 'ended', { outcome: 'answered' });
  const last = await live.until('call', ({ data }) => data.stage === 'settled');
  expect(stages(live).slice(-1)).toEqual(['settled']);
  const { calls } = (await server.json('/api/v1/calls')) as { calls: readonly Readonly<Record<string, unknown>>[] };
  // The store keeps times to the microsecond.
  const shown = (call: Readonly<Record<string, unknown>> = {}): object =>
    Object.fromEntries(Object.entries(call).map(([name, value]) => [name, typeof value === 'number' ? Math.round(value * 1000) : value]));
  expect({ ...shown(last.data.call), told: [] }).toEqual({ ...shown(calls[0]), told: [] });
});

test('conditions hold for each change, and a call in progress that no longer meets them is told to have left', async () => {
  const [ringing, busy] = [await follow(shared, '?active=true'), await follow(shared, '?outcome=busy')];
  await tell(shared, 'met-1', 'ringing');
  const { data } = await ringing.until('call', isOf('met-1'));
  await tell(shared, 'met-1', 'ended', { outcome: 'busy' });
  expect((await ringing.until('left', ({ data: { id } }) => id === data.call.id)).data).toEqual({ id: data.call.id });
  expect((await busy.until('call', isOf('met-1'))).data.call.outcome).toBe('busy');
  await tell(shared, 'met-2', 'ended', { outcome: 'no_answer' });
  const all = await follow(shared);
  await tell(shared, 'met-3', 'ended', { outcome: 'busy' });
  await all.until('call', isOf('met-3'));
  await busy.until('call', isOf('met-3'));
  expect(busy.seen.filter(({ name }) => name === 'call').every(({ data: { call } }) => call.outcome === 'busy')).toBe(true);
});

test('a reader that comes back is given all that he missed, each once', async () => {
  const [before, stays] = [await follow(shared), await follow(shared)];
  await tell(shared, 'back-1', 'ringing');
  const { id } = await before.until('call', isOf('back-1'));
  before.close();
  for (const callId of ['back-2', 'back-3', 'back-4']) await tell(shared, callId, 'ringing');
  const after = await follow(shared, '', id);
  await tell(shared, 'back-5', 'ringing');
  const { id: last } = await after.until('call', isOf('back-5'));
  await stays.until('call', isOf('back-5'));
  expect(after.seen.flatMap((event) => (isOf('back-')(event) ? [event.data.call.callId] : []))).toEqual(
    [2, 3, 4, 5].map((n) => `back-${n}`),
  );
  // What the calls of other tests have come to lies between.
  const [first, end] = [positionOf(id), positionOf(last)];
  const positions = Array.from({ length: end - first }, (_, index) => id?.replace(/\d+$/, String(first + 1 + index)));
  expect(end - first).toBeGreaterThanOrEqual(4);
  const told = ({ seen }: SentEvents): readonly SentEvent[] =>
    seen.filter((event) => event.name !== 'counts' && positionOf(event.id) <= end);
  expect(told(after).map(({ name }) => name)).toEqual(['hello', ...positions.map(() => 'call')]);
  expect(told(after).flatMap((event) => (event.name === 'call' ? [event.id] : []))).toEqual(positions);
  expect(told(stays).flatMap((event) => (positionOf(event.id) > first && event.name === 'call' ? [event.id] : []))).toEqual(positions);
});

test('after a restart a reader is told so, with the number of changes that are gone, and is given those that are not', async () => {
  const path = testFolder(ends);
  const first = await startServer(ends, { store: path });
  const before = await follow(first);
  await tell(first, 'one', 'ringing');
  const { id } = await before.until('call');
  await first.stop();
  expect((await before.until('bye')).data).toMatchObject({ position: expect.any(Number) });
  await before.ended;
  const second = await startServer(ends, { store: path });
  const after = await follow(second, '', id);
  const { data } = await after.until('gap');
  expect(data).toMatchObject({ reason: 'restarted', missed: expect.any(Number) });
  const hello = after.seen[0];
  expect(hello?.data.server).not.toBe(id?.split('-')[0]);
  expect(data.missed).toBe(hello?.data.position);
});

const JUNK = ['nonsense', '0', '-1', '00000000-99999999999999999999', '../../etc/passwd', 'x'.repeat(8000), '00000000-1e9', "' or 1=1"];

test('a Last-Event-ID that is none is a gap and no failure', async () => {
  const readers: SentEvents[] = [];
  for (const junk of JUNK) {
    const live = await follow(shared, '', junk);
    expect([junk, live.status, (await live.until('gap')).data]).toEqual([junk, 200, { reason: 'unknown_id' }]);
    readers.push(live);
  }
  await tell(shared, 'after-junk', 'ringing');
  for (const live of readers) await live.until('call', isOf('after-junk'));
});

test('an id that this server has not given yet is a gap', async () => {
  const { data } = await (await follow(shared)).until('hello');
  const ahead = await follow(shared, '', `${data.server}-1000000`);
  expect((await ahead.until('gap')).data).toEqual({ reason: 'unknown_id' });
});

test('registrations are told to who asks for them', async () => {
  const [with_, without] = [await follow(shared, '?registrations=true'), await follow(shared)];
  expect([with_.status, without.status]).toEqual([200, 200]);
  expect((await fetch(`${shared.url}/api/v1/live?registrations=maybe`)).status).toBe(400);
  expect((await fetch(`${shared.url}/api/v1/live?number=%2B15550100017`)).status).toBe(403);
  expect((await fetch(`${shared.url}/api/v1/live`, { method: 'POST' })).status).toBe(405);
  const head = await fetch(`${shared.url}/api/v1/live`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
});

test('the readers are counted', async () => {
  const readers = async (): Promise<number> => shared.sample('ringscope_live_readers');
  await expect.poll(readers, { interval: 10 }).toBe(0);
  const live = await follow(shared);
  await live.until('hello');
  await expect.poll(readers, { interval: 10 }).toBe(1);
  live.close();
  await expect.poll(readers, { interval: 10 }).toBe(0);
});

test('who logs out is told nothing more from then on, and another session goes on', async () => {
  const folder = testFolder(ends);
  const token = 'rs_the-token-of-who-listens';
  const digest = createHash('sha256').update(token).digest('hex');
  writeFileSync(join(folder, 'tokens'), `lena sha256:${digest} read,ingest 2026-01-01T00:00:00Z\n`, { mode: 0o600 });
  const server = await startServer(ends, { 'auth-token-file': join(folder, 'tokens') });
  const logIn = async (): Promise<Record<string, string>> => {
    const answer = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    const { key } = (await answer.json()) as { readonly key: string };
    return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'ringscope-session-key': key };
  };
  const [shown, other] = [await logIn(), await logIn()];
  const gone = await readLive(server.url, '', shown);
  ends.push(() => gone.close());
  await gone.until('hello');
  const staying = await fetch(`${server.url}/api/v1/live`, { headers: other });
  const stays = staying.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const hear = async (): Promise<void> => {
    heard += (await stays?.read())?.value ?? '';
  };
  await hear();
  const out = await fetch(`${server.url}/api/v1/session`, { method: 'DELETE', headers: { ...shown, origin: server.url } });
  expect(out.status).toBe(204);
  await gone.ended;
  // It was not the heartbeat that ended it, at which each session is looked at.
  await tell(server, 'one', 'ringing', {}, token);
  while (!heard.includes('event: call')) await hear();
  expect(heard).not.toContain('nothing is new');
  await stays?.cancel();
});
