import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { QUICK_SAMPLING, sampledOnce } from './sampled.ts';
import { sipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

const FAMILY = 'telephony_trunk_attempts_total';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-history-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(store: string, flags: Readonly<Record<string, string>> = {}): Promise<SpawnedServer> {
  const server = await spawnServer(
    { store, trunks: 'carrier-a=192.0.2.20', 'calls-settle-seconds': '0.2', ...flags },
    { canBlock: true, intervals: QUICK_SAMPLING },
  );
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

async function sendCalls(server: SpawnedServer, name: string, count: number): Promise<void> {
  const socket = createSocket('udp4');
  const at = Date.now() / 1000 - 5;
  for (let index = 0; index < count; index += 1) {
    const call = sipCall(`${name}${index}`);
    for (const frame of [call.invite(at), call.ok(at + 1), call.ack(at + 1.1), call.bye(at + 2), call.byeOk(at + 2.1)])
      await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
  }
  socket.close();
}

/** The lines of a family in a scrape. */
async function scraped({ url }: SpawnedServer, family = FAMILY): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${family}{`));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

async function scrapedOnce(server: SpawnedServer, calls: number): Promise<ReadonlyMap<string, number>> {
  for (;;) {
    const lines = await scraped(server);
    if ([...lines.values()].reduce((all, value) => all + value, 0) === calls) return lines;
    await pause(20);
  }
}

/** Waits until so many calls are sampled, and then until that is written. */
async function written({ url }: SpawnedServer, folder: string, calls: number): Promise<void> {
  await sampledOnce(url, FAMILY, calls);
  const sampledAt = Date.now();
  const files = (): string[] => readdirSync(folder).filter((name) => name.startsWith('history.db'));
  while (files().every((name) => statSync(join(folder, name)).mtimeMs <= sampledAt)) await pause(20);
}

interface Values {
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly points: readonly (readonly [number, number])[];
  }[];
  readonly stepSeconds: number;
  readonly isPartial?: boolean;
}

async function values({ url }: SpawnedServer, query = `series=${FAMILY}&since=${Math.floor(Date.now() / 1000) - 60}`): Promise<Values> {
  const response = await fetch(`${url}/api/v1/history/values?${query}`);
  expect(response.status).toBe(200);
  // The shape is checked by what is wanted of it.
  return (await response.json()) as Values;
}

/** The values of a moment, as lines of a scrape. */
async function newest(server: SpawnedServer, at = Date.now() / 1000): Promise<ReadonlyMap<string, number>> {
  const { series } = await values(server, `series=${FAMILY}&since=${at - 20}&until=${at}`);
  const text = (labels: Readonly<Record<string, string>>): string =>
    ['trunk', 'side', 'outcome', ...Object.keys(labels)]
      .filter((label, index, all) => label in labels && all.indexOf(label) === index)
      .map((label) => [label, labels[label]] as const)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',');
  return new Map(
    series.flatMap(({ labels, points }) =>
      points.flatMap(([when, value]) => (when === at ? [[`${FAMILY}{${text(labels)}}`, value] as const] : [])),
    ),
  );
}

async function reasonOf({ url }: SpawnedServer): Promise<string> {
  // The shape is that of the reference.
  const { checks } = (await (await fetch(`${url}/healthz`)).json()) as { checks: { name: string; severity: string; reason: string }[] };
  const found = checks.find(({ name }) => name === 'history');
  return `${found?.severity}: ${found?.reason}`;
}

test('what is sampled is what a scrape shows, and a restart and a kill lose nothing that was written', async () => {
  const folder = newFolder();
  const first = await start(folder);
  await sendCalls(first, 'first', 5);
  const shown = await scrapedOnce(first, 5);
  await sampledOnce(first.url, FAMILY, 5);
  expect(shown.size).toBeGreaterThan(0);
  expect(await newest(first)).toEqual(shown);
  const names = (await (await fetch(`${first.url}/api/v1/history`)).json()) as { names: { name: string; series: number }[] };
  expect(names.names).toContainEqual({ name: FAMILY, series: shown.size });
  const one = await values(first, `series=${FAMILY}&where=trunk=carrier-a,side=to&hours=1`);
  expect(new Set(one.series.map(({ labels }) => `${labels['trunk']} ${labels['side']}`))).toEqual(new Set(['carrier-a to']));
  expect((await values(first, `series=${FAMILY}&where=trunk=carrier-b`)).series).toEqual([]);
  // What no sampling has seen yet is seen at the stop.
  await sendCalls(first, 'late', 2);
  const last = await scrapedOnce(first, 7);
  expect((await first.kill('SIGTERM')).code).toBe(0);

  const stopped = Date.now() / 1000;

  const second = await start(folder);
  // What was counted before the stop is not shown as counted now.
  expect(new Set((await newest(second)).values())).toEqual(new Set([0]));
  expect(await newest(second, stopped)).toEqual(last);
  await sendCalls(second, 'second', 3);
  const later = await scrapedOnce(second, 3);
  await written(second, folder, 3);
  await second.kill('SIGKILL');
  const killed = Date.now() / 1000;

  const third = await start(folder);
  expect(await newest(third, stopped)).toEqual(last);
  expect(await newest(third, killed)).toEqual(later);
});

test('hostile questions are refused or bounded, and a thread that stands still is told as 503', async () => {
  const server = await start(newFolder());
  const status = async (query: string): Promise<number> => (await fetch(`${server.url}/api/v1/history/values?${query}`)).status;
  expect(await status('')).toBe(400);
  expect(await status(`series=${'x'.repeat(300)}`)).toBe(400);
  expect(await status(`series=${FAMILY}&where=nothing`)).toBe(400);
  expect(await status(`series=${FAMILY}&hours=9600&step=10`)).toBe(400);
  expect(await status(`series=${FAMILY}&step=0`)).toBe(400);
  expect(await status(`series=${FAMILY}&since=0&until=1`)).toBe(200);
  expect(await status('series=__proto__&where=__proto__=x')).toBe(200);
  expect(await status(`series=${FAMILY}&hours=9600`)).toBe(200);
  const flood = await Promise.all(Array.from({ length: 200 }, async () => status(`series=${FAMILY}&hours=9600`)));
  expect(flood.filter((code) => code !== 200 && code !== 503)).toEqual([]);

  await server.block('history');
  // It is told although the thread does not go on.
  const stuck = await fetch(`${server.url}/api/v1/history`);
  expect(stuck.status).toBe(503);
  expect(await stuck.json()).toMatchObject({ code: 'STORE_STUCK' });
  // Neither main nor http waits for it.
  expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

/** Writes a file until there is no room for another byte. */
function takeAllRoom(path: string): void {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(65_536);
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

test('on a full disk values are kept in memory, health says so, and what was missing is written when there is room', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-history-full-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return context.skip();
  }
  ends.push(() => void execFileSync('umount', ['-l', folder]));
  const server = await start(join(folder, 'data'), { 'store-min-free-bytes': '0' });
  await sendCalls(server, 'full', 4);
  await scrapedOnce(server, 4);
  await written(server, join(folder, 'data'), 4);
  expect(await reasonOf(server)).toContain('ok: ');
  const ballast = join(folder, 'ballast');
  takeAllRoom(ballast);
  // Pages that the log has already are written again without more room.
  while (!(await reasonOf(server)).startsWith('degraded: ')) await pause(20);
  expect(await reasonOf(server)).toMatch(/^degraded: The values of metrics have not been written for \d+ s, and are kept in memory\. /);
  expect((await newest(server)).size).toBeGreaterThan(0);
  rmSync(ballast);
  await expect.poll(async () => reasonOf(server)).toContain('ok: ');
  return undefined;
});

test('no file of the history holds a number', async () => {
  const folder = newFolder();
  const server = await start(folder);
  await sendCalls(server, 'private', 3);
  await scrapedOnce(server, 3);
  await written(server, folder, 3);
  await server.kill('SIGTERM');
  const bytes = readFileSync(join(folder, 'history.db')).toString('latin1');
  expect(bytes).toContain(FAMILY);
  for (const digits of ['4930555000123', '30555000456']) expect(bytes).not.toContain(digits);
});
