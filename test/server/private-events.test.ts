import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EVENT_BASE, EVENTS, type EventDef, type Fields } from '../../src/core/index.ts';
import { readEvents } from '../../src/server/http/read-events.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { makeSentinel, sentinelsIn, sentinelsInFiles, WRITINGS, type Writing } from '../peers/sentinels.ts';
import { plant, type Planted } from './plant-secrets.ts';

type Ends = (() => Promise<void> | void)[];

/** What programs may tell. */
const TOLD = EVENTS.filter((one: EventDef) => one.isOwn !== true);

/** A call from offer to end, and everything else that may be told of it, all with the sentinels of one writing. */
function plantCall(writing: Writing, planted: Planted): readonly object[] {
  const report = EVENTS.find(({ type }) => type === 'call.report');
  const offered = { ...plant('call.report', report?.fields ?? {}, writing, planted), state: 'offered' };
  return [offered, { ...offered, state: 'answered' }, { ...offered, state: 'ended' }];
}

interface OpenApi {
  readonly paths: Record<
    string,
    Record<string, { readonly parameters: readonly { name: string; in: string; required: boolean; schema: { enum?: string[] } }[] }>
  >;
}

/** Every path of the API that is read, with every value of the parameters that it needs, for each of these ids. */
async function readPaths(server: TestServer, ids: readonly string[]): Promise<readonly string[]> {
  const { paths } = (await server.json('/api/v1/openapi.json')) as OpenApi;
  const fixed = ['/', '/livez', '/readyz', '/healthz', '/metrics', '/api/v1/openapi.json'];
  const formats = ['json', 'csv', 'ndjson'].map((format) => `/api/v1/export?format=${format}`);
  const routed = Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined) return [];
    const [needed] = get.parameters.filter((one) => one.in === 'query' && one.required);
    const queries = needed === undefined ? [''] : (needed.schema.enum ?? []).map((value) => `?${needed.name}=${value}`);
    const all = path.includes('{id}') ? ids.map((id) => path.replace('{id}', encodeURIComponent(id))) : [path];
    return all.flatMap((one) => queries.map((query) => `${one}${query}`));
  });
  return [...fixed, ...formats, '/metrics/export?format=csv', '/metrics/export?format=json', ...routed];
}

/** An answer, and of one that does not end what comes of it within a second. */
async function textOf(answer: Response): Promise<string> {
  if (answer.body === null || answer.headers.get('content-type') !== 'text/event-stream') return answer.text();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  setTimeout(() => void reader.cancel(), 1000);
  let text = '';
  for (;;) {
    const { value } = await reader.read();
    if (value === undefined) return text;
    text += value;
  }
}

const ends: Ends = [];
const planted: Planted = { hidden: new Map(), shown: new Map() };
const lines: string[] = [];
let folder = '';
let server: TestServer;
let answers: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = testFolder(ends);
  const flags = { store: folder, 'privacy-country': 'DE', 'privacy-keep-numbers': 'encrypted', presets: 'voice-skill' };
  server = await startServer(ends, flags, (line) => lines.push(line));
  for (const writing of WRITINGS) {
    const events = [...TOLD.map(({ type, fields }) => plant(type, fields, writing, planted)), ...plantCall(writing, planted)];
    const answer = await server.post('/api/v1/events', events, { 'content-type': 'application/json' });
    expect(await answer.json()).toEqual({ accepted: events.length });
  }
  const list = async () =>
    ((await server.json('/api/v1/calls?limit=1000')) as { calls: readonly { id: string; state: string; isProvisional: boolean }[] }).calls;
  // Until those that are over have settled.
  await vi.waitFor(async () => expect((await list()).filter((one) => one.state === 'ended' && one.isProvisional)).toEqual([]), {
    timeout: 90_000,
  });
  const calls = await list();
  expect(calls.length).toBeGreaterThanOrEqual(WRITINGS.length);
  const rawIds = [...planted.hidden, ...planted.shown].filter(([place]) => place.startsWith('call.report.callId')).map(([, one]) => one);
  const paths = await readPaths(server, [...calls.map(({ id }) => id), ...rawIds]);
  const read = paths.map(async (path): Promise<[string, string]> => [path, await textOf(await server.get(path))]);
  const openMetrics = await server.get('/metrics', { accept: 'application/openmetrics-text;version=1.0.0' });
  answers = new Map([...(await Promise.all(read)), ['OpenMetrics', await openMetrics.text()]]);
});
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

// Requests come first: the searches below take so long at a stretch that connections are closed meanwhile.
test('a refused event is counted by what was wrong, and the answer does not repeat it', async () => {
  const secret = makeSentinel('number');
  const refused = {
    no_json: `{"type": ${secret}x`,
    no_object: JSON.stringify([[secret]]),
    unknown_type: JSON.stringify({ type: secret }),
    missing_field: JSON.stringify({ type: 'call.report', caller: secret }),
    unknown_field: JSON.stringify({ type: 'call.report', callId: 'a', [secret]: secret }),
    bad_value: JSON.stringify({ type: 'call.report', callId: 'a', state: secret }),
    reserved: JSON.stringify({ type: 'call.ended', callId: secret }),
  };
  for (const [reason, body] of Object.entries(refused)) {
    const series = `ringscope_events_rejected_total{reason="${reason}"}`;
    const before = await server.sample(series);
    const answer = await server.post('/api/v1/events', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain(secret);
    await expect.poll(async () => server.sample(series)).toBe(before + 1);
  }
  planted.hidden.set('refused', secret);
});

test('no refusal of a request repeats what was asked with', async () => {
  const secret = makeSentinel('number');
  const { paths } = (await server.json('/api/v1/openapi.json')) as OpenApi;
  const asked = Object.entries(paths).flatMap(([path, { get }]) => [
    `${path.replace('{id}', secret)}?${secret}=1`,
    ...(get?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => `${path.replace('{id}', 'x')}?${name}=${secret}x`),
  ]);
  for (const path of [...asked, `/${secret}`, `/api/v1/calls/${secret}`]) {
    const answer = await server.get(path);
    if (answer.ok) {
      await answer.body?.cancel();
      continue;
    }
    expect(await answer.text(), path).not.toContain(secret);
  }
  planted.hidden.set('asked', secret);
});

test('every event type was planted with, and what may be shown is found where it is shown', () => {
  expect(planted.hidden.size).toBeGreaterThan(300);
  expect(sentinelsIn(Buffer.from(answers.get('/metrics') ?? ''), planted.shown).length).toBeGreaterThan(50);
  expect(sentinelsIn(Buffer.from(answers.get('/api/v1/calls') ?? ''), planted.shown)).toContain('call.report.callId, plain');
  expect(sentinelsInFiles(folder, planted.shown).some((place) => place.startsWith('call.report.callId, plain in '))).toBe(true);
});

test('no metric, probe, answer of the API or export holds a secret that was told in an event', () => {
  for (const [path, body] of answers) {
    expect(body, path).not.toContain('urn:ringscope:error:INTERNAL');
    expect(sentinelsIn(Buffer.from(body), planted.hidden), path).toEqual([]);
  }
});

test('no refusal of an event repeats what is at a wrong place', () => {
  const secret = makeSentinel('number');
  const bodies = EVENTS.flatMap(({ type, fields }) => {
    const all: Fields = { ...EVENT_BASE, ...fields };
    const wrong = Object.entries(all).map(([name, { kind, fold }]) => {
      // What is folded takes any short text, and keeps none of it.
      const isText = kind === 'private' || kind === 'id' || kind === 'text' || kind === 'label' || fold !== undefined;
      return JSON.stringify({ type, [name]: isText ? secret.repeat(100) : secret });
    });
    return [...wrong, JSON.stringify({ type, [secret]: 1 })];
  });
  for (const body of bodies) {
    const refusal = readEvents(body, 'application/json', 0);
    expect(refusal, body).toHaveProperty('fault');
    expect(JSON.stringify(refusal)).not.toContain(secret);
  }
});

test('no file of the data folder and no log line holds one, while it runs and after it has stopped', async () => {
  expect(sentinelsInFiles(folder, planted.hidden)).toEqual([]);
  await server.stop();
  expect(sentinelsInFiles(folder, planted.hidden)).toEqual([]);
  expect(lines.length).toBeGreaterThan(0);
  expect(sentinelsIn(Buffer.from(lines.join('\n')), planted.hidden)).toEqual([]);
});
