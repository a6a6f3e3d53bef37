import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeHep3 } from '../../testing/index.ts';
import { sharedServer } from '../../testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const ALICE = '+15550100017';
const BOB = '+15550100018';
const READER = 'a-token-that-may-only-read';
const ADMIN = 'a-token-that-may-do-everything';
const DAY = 86_400;
const now = (): number => Date.now() / 1000;

/** Flags of a server with a token that may read, and one that may do everything. */
function withTokens(kept: typeof ends): Record<string, string> {
  const tokenFile = join(testFolder(kept), 'tokens');
  writeFileSync(tokenFile, `${READER}\n${ADMIN} metrics,read,write,pii,ingest\n`, { mode: 0o600 });
  return { 'auth-token-file': tokenFile };
}

/** Tests on the first one have calls of a trunk of their own, and a time or a trunk by which they ask for them. */
const [open, guarded] = [sharedServer({ presets: 'voice-skill' }), sharedServer(withTokens)];
const [reader, admin] = [{ authorization: `Bearer ${READER}` }, { authorization: `Bearer ${ADMIN}` }];

interface Life {
  readonly id: string;
  readonly ago: number;
  readonly talk?: number;
  readonly code?: number;
  readonly caller?: string;
  readonly trunk?: string;
}

/** Posts calls that are over: answered for `talk` seconds, or refused with `code`. */
async function post(server: TestServer, lives: readonly Life[], headers: Record<string, string> = {}): Promise<void> {
  const events = lives.flatMap(({ id, ago, talk, code, caller = ALICE, trunk = 'carrier' }) => {
    const at = now() - ago;
    const report = { type: 'call.report', callId: id, source: 'pbx', direction: 'inbound', trunk, caller };
    const answered = talk === undefined ? [] : [{ ...report, at: at + 2, state: 'answered' }];
    const ended = { ...report, at: at + 2 + (talk ?? 0), state: 'ended', ...(code === undefined ? {} : { sipCode: code }) };
    return [{ ...report, at, state: 'offered' }, ...answered, ended];
  });
  expect((await server.post('/api/v1/events', events, headers)).status).toBe(200);
  for (;;) {
    // The shape is checked by what the tests expect of it.
    const list = (await (await server.get('/api/v1/calls?limit=1000', headers)).json()) as { calls: readonly { isProvisional: boolean }[] };
    if (list.calls.every(({ isProvisional }) => !isProvisional)) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

test('the dashboard counts a window beside the one before it, and what there is nothing of is absent', async () => {
  const server = await startServer(ends);
  const empty = (await server.json('/api/v1/dashboard')) as { total: object; deltas: object; latencies: object };
  expect(empty).toMatchObject({ total: { attempts: 0, answered: 0 }, active: 0, deltas: {}, byOutcome: {}, latencies: {} });
  expect(empty.total).not.toHaveProperty('asr');
  expect(empty.total).not.toHaveProperty('talk');
  await post(server, [
    { id: 'a', ago: 100, talk: 10 },
    { id: 'b', ago: 200, talk: 30 },
    { id: 'c', ago: 300, code: 503 },
    { id: 'd', ago: DAY + 100, talk: 10 },
    { id: 'e', ago: 2 * DAY - 200, code: 486 },
  ]);
  expect(await server.json('/api/v1/dashboard?hours=24')).toMatchObject({
    total: {
      attempts: 3,
      answered: 2,
      completed: 2,
      asr: 0.666667,
      acdSeconds: 20,
      talk: { count: 2, sum: 40, min: 10, max: 30 },
      setup: { count: 2, max: 2 },
    },
    previous: { total: { attempts: 2, answered: 1, asr: 0.5 } },
    deltas: { attempts: 0.5, answered: 1, asr: 0.333334, acdSeconds: 1 },
    byOutcome: { answered: { attempts: 2 }, failed: { attempts: 1 } },
    byTrunk: { carrier: { attempts: 3, asr: 0.666667 } },
    bySipCode: { 503: { attempts: 1 } },
  });
  expect(await server.json('/api/v1/top?by=cause&limit=1')).toMatchObject({ values: [{ value: 'normal', attempts: 2 }] });
});

test('a series has every step of a window by the clock of a zone, the running one marked', async () => {
  const ask = async () =>
    (await open.json('/api/v1/series?step=day&hours=72&timeZone=Asia/Kathmandu')) as {
      steps: readonly { start: number; end: number; attempts: number; isPartial?: true }[];
    };
  const attemptsOf = ({ steps }: Awaited<ReturnType<typeof ask>>): number =>
    steps.slice(-2).reduce((sum, { attempts }) => sum + attempts, 0);
  const before = await ask();
  await post(open, [{ id: 'in-series', ago: 1, talk: 5 }]);
  const after = await ask();
  const { steps } = after;
  expect(steps.length).toBeGreaterThanOrEqual(3);
  expect(steps.at(-1)).toMatchObject({ isPartial: true });
  // The day may have turned since.
  expect(attemptsOf(after)).toBe(attemptsOf(before) + 1);
  expect(steps.filter(({ isPartial }) => isPartial)).toHaveLength(1);
  // Midnight in Kathmandu is 18:15 UTC.
  for (const { start } of steps.slice(1)) expect(start % DAY).toBe(18 * 3600 + 15 * 60);
  steps.slice(1).forEach(({ start }, index) => expect(start).toBe(steps[index]?.end));
});

test('failures come newest first, each with its reason, and calls by what they are', async () => {
  // Of a time that no other test asks for.
  const begin = now() - 10 * DAY;
  const time = `since=${begin}&until=${begin + 3600}`;
  const ago = (seconds: number): number => now() - begin - 3600 + seconds;
  await post(open, [
    { id: 'newest-a', ago: ago(300), talk: 10 },
    { id: 'newest-b', ago: ago(200), code: 503, trunk: 'newest' },
    { id: 'newest-c', ago: ago(100), code: 404 },
    { id: 'newest-d', ago: ago(50), code: 486 },
  ]);
  const { failures } = (await open.json(`/api/v1/failures?${time}`)) as {
    failures: readonly { reason: string; call: { cause: string } }[];
  };
  expect(failures.map(({ call }) => call.cause)).toEqual(['unallocated', 'congestion']);
  expect(failures[0]?.reason).toBe('Someone unknown refused the call with 404 Not Found (unallocated).');
  const ids = async (query: string): Promise<readonly string[]> => {
    const { calls } = (await open.json(`/api/v1/calls?${query}&${time}`)) as { calls: readonly { callId: string }[] };
    return calls.map(({ callId }) => callId.replace('newest-', ''));
  };
  expect(await ids('trunk=newest')).toEqual(['b']);
  expect(await ids('minTalkSeconds=5')).toEqual(['a']);
  expect(await ids('sipCode=404')).toEqual(['c']);
  expect(await ids('failed=false&active=false')).toEqual(['d', 'a']);
  const first = (await open.json(`/api/v1/calls?limit=3&${time}`)) as { nextCursor: string };
  expect(await ids(`limit=3&cursor=${encodeURIComponent(first.nextCursor)}`)).toEqual(['a']);
});

test('failures are told by what they have in common, with when each was seen first and last', async () => {
  const posted = now() - 0.001;
  await post(open, [
    { id: 'common-a', ago: 300, code: 503 },
    { id: 'common-b', ago: 200, code: 503, trunk: 'common' },
    { id: 'common-c', ago: 100, code: 503 },
    { id: 'common-d', ago: 90, code: 404 },
    { id: 'common-e', ago: 50, code: 486 },
    { id: 'common-f', ago: DAY + 100, code: 503 },
  ]);
  interface Group {
    readonly value: string;
    readonly calls: number;
    readonly firstAt: number;
    readonly lastAt: number;
  }
  const groups = async (query: string): Promise<readonly Group[]> =>
    ((await open.json(`/api/v1/failures?${query}`)) as { readonly groups: readonly Group[] }).groups;
  const [congestion, unallocated, ...others] = await groups('by=cause&limit=1');
  expect([congestion?.value, congestion?.calls, unallocated?.value, unallocated?.calls]).toEqual(['congestion', 3, 'unallocated', 1]);
  expect(others).toEqual([]);
  // The calls were posted some time before they are asked for.
  for (const [at, ago] of [
    [congestion?.firstAt, 300],
    [congestion?.lastAt, 100],
  ] as const) {
    expect(at).toBeGreaterThanOrEqual(posted - ago);
    expect(at).toBeLessThanOrEqual(now() - ago);
  }
  expect(unallocated?.firstAt).toBe(unallocated?.lastAt);
  expect((await groups('by=cause&trunk=common')).map(({ value, calls }) => [value, calls])).toEqual([['congestion', 1]]);
  expect((await groups(`by=cause&since=${now() - 2 * DAY}&until=${now() - DAY}`)).map(({ calls }) => calls)).toEqual([1]);
  expect(await open.json('/api/v1/failures')).not.toHaveProperty('groups');
  expect((await open.get('/api/v1/failures?by=number')).status).toBe(400);
});

test('people are found by their number only with the role pii, counted and limited; erasing leaves the counts', async () => {
  // Its searches are limited, which leaves none for another test.
  const server = await startServer(ends, withTokens(ends));
  await post(
    server,
    [
      { id: 'a', ago: 1800, talk: 10, caller: ALICE },
      { id: 'b', ago: 1200, talk: 10, caller: BOB },
    ],
    admin,
  );
  const search = async (headers: Record<string, string>, number: string): Promise<Response> =>
    server.get(`/api/v1/calls?number=${encodeURIComponent(number)}`, headers);
  const refused = await search({ authorization: `Bearer ${READER}` }, ALICE);
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
  const found = (await (await search(admin, '+1 555 010 0017')).json()) as { calls: readonly object[] };
  expect(found.calls).toEqual([expect.objectContaining({ callId: 'a', caller: '+1***0017' })]);
  expect((await search(admin, ' ')).status).toBe(400);
  const erased = await fetch(`${server.url}/api/v1/people?number=${encodeURIComponent(ALICE)}`, { method: 'DELETE', headers: admin });
  expect([erased.status, await erased.json()]).toEqual([
    200,
    { erased: 1, firstAt: expect.any(Number), lastAt: expect.any(Number), registrations: 0, messages: 0, mentions: 0 },
  ]);
  expect(await (await search(admin, ALICE)).json()).toEqual({ calls: [] });
  expect(await (await server.get('/api/v1/dashboard', admin)).json()).toMatchObject({ total: { attempts: 2 } });
  // Main is told of them.
  const metrics = async (): Promise<string> => (await server.get('/metrics', admin)).text();
  await expect.poll(metrics).toContain('ringscope_privacy_accesses_total{access="search"} 2\n');
  await expect.poll(metrics).toContain('ringscope_privacy_accesses_total{access="erase"} 1\n');
  const answers = await Promise.all(Array.from({ length: 90 }, async () => (await search(admin, ALICE)).status));
  expect(answers).toContain(429);
});

test('numbers are kept only when that is set, encrypted, and shown only to the role pii', async () => {
  const path = testFolder(ends);
  const server = await startServer(ends, { ...withTokens(ends), 'privacy-keep-numbers': 'encrypted', store: path });
  await post(server, [{ id: 'a', ago: 100, talk: 10 }], admin);
  const callOf = async (query: string, headers: Record<string, string> | undefined): Promise<unknown> =>
    (await server.get(`/api/v1/calls/a${query}`, headers)).json();
  expect(await callOf('', admin)).toMatchObject({ calls: [{ call: { caller: '+1***0017' } }] });
  expect(JSON.stringify(await callOf('', admin))).not.toContain('Sealed');
  expect(await callOf('?numbers=true', reader)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await callOf('?numbers=true', admin)).toMatchObject({ calls: [{ call: { caller: ALICE } }] });
  const metrics = async (): Promise<string> => (await server.get('/metrics', admin)).text();
  await expect.poll(metrics).toContain('ringscope_privacy_accesses_total{access="reveal"} 1\n');
  await server.stop();
  for (const name of readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()))
    expect(readFileSync(join(name.parentPath, name.name)).includes(ALICE.slice(1)), name.name).toBe(false);
});

test('a Call-ID that names the caller is shown whole only to the role pii, and found by both of its forms', async () => {
  const callId = `job-${ALICE.slice(1)}`;
  const revealed = async (): Promise<string | undefined> =>
    /^ringscope_privacy_accesses_total\{access="reveal"\} (\d+)$/m.exec(await (await guarded.get('/metrics', admin)).text())?.[1];
  const before = Number((await revealed()) ?? 0);
  await post(guarded, [{ id: callId, ago: 100, talk: 10 }], admin);
  const ask = async (id: string, query: string, headers: Record<string, string> | undefined) =>
    (await (await guarded.get(`/api/v1/calls/${id}${query}`, headers)).json()) as {
      calls: readonly { call: { callId: string; callKey: string } }[];
    };
  const [shown] = (await ask(callId, '', reader)).calls;
  expect(shown?.call.callId).toBe(shown?.call.callKey);
  expect(await ask(shown?.call.callId ?? '', '', reader)).toMatchObject({ calls: [{ call: { callKey: shown?.call.callKey } }] });
  expect(await ask(callId, '?numbers=true', reader)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await ask(callId, '?numbers=true', admin)).toMatchObject({ calls: [{ call: { callId } }] });
  for (const path of ['/api/v1/calls', '/api/v1/export?format=csv', '/metrics'])
    expect(await (await guarded.get(path, admin)).text(), path).not.toContain(callId);
  await expect.poll(revealed).toBe(String(before + 1));
});

test('without tokens nobody is found by a number', async () => {
  expect((await open.get(`/api/v1/calls?caller=${encodeURIComponent(ALICE)}`)).status).toBe(403);
});

test('open calls that are old are told of, table and store agree, and a sweep ends them as unknown', async () => {
  const swept = 'telephony_calls_answered_ended_total{direction="unknown",ended="unknown"}';
  const before = await open.sample(swept);
  const at = now() - 7200;
  await open.post('/api/v1/events', [{ type: 'call.report', callId: 'stale', at, state: 'answered' }]);
  expect(await open.json('/api/v1/stale?seconds=3600')).toMatchObject({
    count: 1,
    active: 1,
    storedActive: 1,
    calls: [{ callId: 'stale' }],
  });
  expect(await open.json('/api/v1/stale?seconds=8000')).toMatchObject({ count: 0, active: 1 });
  const sweep = async (): Promise<readonly string[]> =>
    ((await (await open.post('/api/v1/stale/sweep?seconds=1', '')).json()) as { readonly swept: readonly string[] }).swept;
  // Nothing is swept of which something was heard within that second.
  await expect.poll(sweep).toHaveLength(1);
  expect(await open.json('/api/v1/stale?seconds=3600')).toMatchObject({ count: 0, active: 0, storedActive: 0 });
  expect(await open.sample(swept)).toBe(before + 1);
});

const WRONG = [
  '/api/v1/dashboard?hours=abc',
  '/api/v1/dashboard?hours=0',
  '/api/v1/dashboard?since=5&hours=2',
  '/api/v1/dashboard?since=200&until=100',
  '/api/v1/dashboard?since=0',
  '/api/v1/series?step=minute&hours=9600',
  '/api/v1/series?timeZone=Mars/Base',
  '/api/v1/top',
  '/api/v1/top?by=caller',
  '/api/v1/latencies/events?limit=1001',
  '/api/v1/stale?seconds=-1',
  '/api/v1/failures?isFailure=true',
];

test('parameters that cannot be are answered 400 with a code', async () => {
  for (const path of WRONG) {
    const response = await open.get(path);
    expect([response.status, await response.json()], path).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST' })]);
  }
});

test('the OpenAPI document names every route that the server lists, with parameters, and every event', async () => {
  const document = (await open.json('/api/v1/openapi.json')) as {
    openapi: string;
    paths: Record<string, Record<string, { parameters: readonly { name: string; in: string }[]; responses: object }>>;
    components: { schemas: Record<string, object> };
  };
  expect(document.openapi).toBe('3.1.0');
  const { paths } = (await open.json('/')) as { paths: readonly string[] };
  const listed = paths.filter((one) => /\/api\/v1\/(?!openapi)|\/metrics\/|call|sessions|runbooks|\/storage\/|sync-|\/-\//.test(one));
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(documented.toSorted()).toEqual(listed.toSorted());
  expect(document.paths['/api/v1/calls']?.['get']?.parameters).toContainEqual(
    expect.objectContaining({ name: 'outcome', in: 'query', required: false }),
  );
  expect(document.paths['/api/v1/calls/{id}']?.['get']?.parameters).toContainEqual(
    expect.objectContaining({ name: 'id', in: 'path', required: true }),
  );
  expect(document.components.schemas['call.report']).toMatchObject({ required: ['type', 'callId'], additionalProperties: false });
});

test('where no whole messages are kept, the answer says why and what to do', async () => {
  const sent = await guarded.post('/api/v1/events', [{ type: 'call.report', callId: 'told', state: 'answered', at: now() }], admin);
  expect(sent.status).toBe(200);
  expect(await (await guarded.get('/api/v1/calls/told/messages', admin)).json()).toEqual({
    messages: [],
    reason: expect.stringContaining('`store.keep_raw_hours` is 0. Set it to 24'),
  });
});

test('whole SIP messages are kept only when that is set, encrypted, for the role pii, and go with the person', async () => {
  const server = await startServer(ends, { ...withTokens(ends), 'store-keep-raw-hours': '72' });
  const callId = 'raw-call@198.51.100.1';
  const text = `INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKraw\r\nFrom: <sip:${ALICE}@example.org>;tag=a\r\nTo: <sip:bob@example.org>\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n`;
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':').at(-1));
  await new Promise((resolve) => socket.send(encodeHep3({ at: now(), payload: text }), port, '127.0.0.1', resolve));
  socket.close();
  const path = `/api/v1/calls/${encodeURIComponent(callId)}`;
  while ((await server.get(path, admin)).status !== 200) await new Promise((resolve) => void setTimeout(resolve, 10));
  expect((await server.get(`${path}/messages`, { authorization: `Bearer ${READER}` })).status).toBe(403);
  for (;;) {
    const { messages } = (await (await server.get(`${path}/messages`, admin)).json()) as { messages: readonly object[] };
    if (messages.length === 0) continue;
    const [time, endpoint] = [expect.any(Number), expect.stringMatching(/^[\d.]+:\d+$/)];
    expect(messages).toEqual([{ at: time, sentAt: time, src: endpoint, dst: endpoint, transport: 'udp', agent: expect.any(String), text }]);
    break;
  }
  await fetch(`${server.url}/api/v1/people?number=${encodeURIComponent(ALICE)}`, { method: 'DELETE', headers: admin });
  expect((await server.get(`${path}/messages`, admin)).status).toBe(404);
});
