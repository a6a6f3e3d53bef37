import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUICK_SAMPLING, sampledOnce } from './sampled.ts';
import { sipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

interface Panel {
  readonly title: string;
  readonly kind: string;
  readonly unit: string;
  readonly links: readonly { readonly conditions: Readonly<Record<string, string>> }[];
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

interface Board {
  readonly since: number;
  readonly until: number;
  readonly stepSeconds: number;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

const CALLS = 5;
let server: SpawnedServer;
let begun: number;
let folder: string;

beforeAll(async () => {
  begun = Date.now() / 1000;
  folder = mkdtempSync(join(tmpdir(), 'ringscope-panels-'));
  server = await spawnServer(
    { store: folder, trunks: 'carrier-a=192.0.2.20', 'calls-settle-seconds': '0.2' },
    { intervals: QUICK_SAMPLING },
  );
  await sendCalls('first');
  await sampledCalls(CALLS);
  await sendCalls('second');
  await sampledCalls(2 * CALLS);
});

afterAll(async () => {
  await server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function sendCalls(name: string): Promise<void> {
  const socket = createSocket('udp4');
  const at = Date.now() / 1000 - 5;
  for (let index = 0; index < CALLS; index += 1) {
    const call = sipCall(`${name}${index}`);
    for (const frame of [call.invite(at), call.ok(at + 1), call.ack(at + 1.1), call.bye(at + 2), call.byeOk(at + 2.1)])
      await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
  }
  socket.close();
}

async function scrapedOnce(attempts: number): Promise<void> {
  for (;;) {
    const lines = (await (await fetch(`${server.url}/metrics`)).text()).split('\n');
    const counts = lines.filter((line) => line.startsWith('telephony_trunk_attempts_total{')).map((line) => Number(line.split(' ').at(-1)));
    if (counts.reduce((all, count) => all + count, 0) >= attempts) return;
    await pause(20);
  }
}

/** Waits until so many calls are counted and sampled. */
async function sampledCalls(count: number): Promise<void> {
  await scrapedOnce(count);
  await sampledOnce(server.url, 'telephony_trunk_attempts_total', count);
}

async function board(name: string, query = ''): Promise<Board> {
  const response = await fetch(`${server.url}/api/v1/panels/${name}${query}`);
  expect(response.status).toBe(200);
  // The shape is checked by what is wanted of it.
  return (await response.json()) as Board;
}

function panelOf({ rows }: Board, title: string): Panel {
  const found = rows.flatMap(({ panels }) => panels).find((one) => one.title === title);
  if (found === undefined) throw new Error(`There is no panel ${title}.`);
  return found;
}

test('a panel of a dashboard is answered with its values, for a browser that has no Grafana', async () => {
  const trunks = await board('trunks');
  const attempts = panelOf(trunks, 'Attempts to trunks');
  expect(attempts).toMatchObject({ kind: 'number', unit: 'count' });
  const [only, ...others] = attempts.series;
  expect(others).toEqual([]);
  expect(only?.points).toHaveLength(1);
  // A rate is spread to the ends of the window, as Prometheus does it.
  expect(only?.points[0]?.[1]).toBeGreaterThan(0);
  const byTrunk = panelOf(trunks, 'Attempts to each trunk');
  expect(byTrunk.kind).toBe('stacked');
  expect(byTrunk.series.map(({ name }) => name)).toContain('carrier-a');
  expect(byTrunk.links[0]?.conditions).toEqual({ hopTrunk: '{trunk}' });
});

test('what is shown begins where values begin, so that a server of this morning draws no empty week', async () => {
  const { since, until, stepSeconds } = await board('trunks', '?hours=168');
  expect(since).toBeGreaterThanOrEqual(begun - 1);
  expect(until).toBeGreaterThan(since);
  expect(stepSeconds).toBe(10);
});

test('a subject that nobody has told of has no data and no series; it has some once an event came', async () => {
  const isFilled = async (name: string): Promise<boolean | undefined> => {
    // The shape is that of the reference.
    const { boards } = (await (await fetch(`${server.url}/api/v1/panels`)).json()) as { boards: { name: string; hasData: boolean }[] };
    return boards.find((one) => one.name === name)?.hasData;
  };
  expect(await isFilled('trunks')).toBe(true);
  expect(await isFilled('sms')).toBe(false);
  expect((await board('sms')).rows.flatMap(({ panels }) => panels).flatMap(({ series }) => series)).toEqual([]);
  const event = JSON.stringify({ type: 'modem.connected', modem: 'modem-1' });
  const told = await fetch(`${server.url}/api/v1/events`, { method: 'POST', body: event, headers: { 'content-type': 'application/json' } });
  expect(told.status).toBe(200);
  await expect.poll(async () => isFilled('sms'), { interval: 20 }).toBe(true);
  expect(panelOf(await board('sms'), 'Modems that can be used').series.map(({ name }) => name)).toEqual(['modem-1']);
});

test('a name that is no dashboard, a window that ends before it begins, and one of years are refused with a hint', async () => {
  const refused = async (path: string): Promise<unknown> => {
    const response = await fetch(`${server.url}/api/v1/panels/${path}`);
    // The shape is that of RFC 9457.
    const { code, hint } = (await response.json()) as { code: string; hint: string };
    expect(hint).not.toBe('');
    return [response.status, code];
  };
  expect(await refused('nothing')).toEqual([404, 'NOT_FOUND']);
  expect(await refused('trunks?since=200&until=100')).toEqual([400, 'BAD_REQUEST']);
  expect(await refused('trunks?hours=99999')).toEqual([400, 'BAD_REQUEST']);
  expect(await refused(encodeURIComponent('../../etc/passwd'))).toEqual([404, 'NOT_FOUND']);
});

test('two hundred questions at once are answered or refused at once, and sampling goes on', async () => {
  const asked = Array.from({ length: 200 }, async () => {
    const response = await fetch(`${server.url}/api/v1/panels/voice-agents?hours=9600`);
    await response.arrayBuffer();
    return response.status;
  });
  await sendCalls('third');
  await sampledCalls(3 * CALLS);
  const statuses = await Promise.all(asked);
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
  expect(statuses).toContain(200);
  expect((await fetch(`${server.url}/api/v1/panels`)).status).toBe(200);
});
