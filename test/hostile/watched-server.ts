import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, type TestContext } from 'vitest';
import { spawnServer, type SpawnedServer, type Surroundings } from '../server/spawn-server.ts';
import { answeringThread, coreTime, longestStandstill, processState, type ProcessState } from './process-state.ts';

const OPEN_FILES = 1024;
/** A thread may keep a probe waiting for so long, in time of its own on a core: the only figure of time here, and one that only a thread that stands still exceeds. */
const PROBE_MS = 3000;
/** What comes later than this is no answer, however busy the machine is. */
const GIVE_UP_MS = 120_000;
const BETWEEN_MS = 20;
/** What a server may come to use beside what it used before: much more than it does, much less than a leak. */
const MORE_BYTES = 256 * 1024 * 1024;
const MORE_FILES = 20;
/** Each connection of its own: one that is kept alive may be closed for a newer one. */
const CLOSING = { connection: 'close' };

/** A server that may open 1,024 files, what it used at first, and what it said of the calls that it was told of while it was watched. */
export interface WatchedServer extends SpawnedServer {
  readonly path: string;
  readonly before: ProcessState;
  /** The thread that answers probes. */
  readonly answering: string;
  /** Calls that are on its disk, as it said. */
  readonly acknowledged: Set<string>;
}

export type Finished = TestContext['onTestFinished'];

/** Starts a server in a folder of its own, which `fill` may fill before. */
export async function startWatched(
  finished: Finished,
  fill?: (path: string) => Promise<void>,
  flags: Readonly<Record<string, string>> = {},
  surroundings: Surroundings = {},
): Promise<WatchedServer> {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-hostile-'));
  finished(() => rmSync(path, { recursive: true, force: true }));
  await fill?.(path);
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.3', ...flags }, { openFiles: OPEN_FILES, ...surroundings });
  finished(async () => void (await server.kill('SIGKILL')));
  const answering = await answeringThread(server);
  const watched = { ...server, path, answering, before: processState(server.pid), acknowledged: new Set<string>() };
  await report(watched);
  return watched;
}

/** Waits until it holds; the test fails by its own limit when it never does. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await pause(20);
}

/** The value of a series on the metrics page; 0 while it is not there. */
export async function sample({ url }: SpawnedServer, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: CLOSING })).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length) ?? 0,
  );
}

/** The refusals of HTTP that were counted for a reason. */
export async function refusals(server: SpawnedServer, reason: string): Promise<number> {
  return sample(server, `ringscope_http_refusals_total{reason="${reason}"}`);
}

/** While `work` is done, no thread keeps a probe or a scrape waiting for three seconds, each call that is told of is taken, and memory stays within bounds. */
export async function during<T>(server: WatchedServer, work: () => Promise<T>): Promise<T> {
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      for (const path of ['/livez', '/metrics']) await probe(server, path);
      await report(server);
      expect(processState(server.pid).residentBytes).toBeLessThan(server.before.residentBytes + MORE_BYTES);
      await pause(BETWEEN_MS);
    }
  };
  const working = work().finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([working, watch()]);
  return result;
}

/**
 * Afterwards the files are closed, the memory is what it was, every call that was acknowledged is there, and nothing was dropped. `kept`: the descriptors that
 * SQLite may keep for the next reader.
 */
export async function expectUnharmed(server: WatchedServer, kept = 0): Promise<void> {
  await until(() => processState(server.pid).openFiles <= server.before.openFiles + MORE_FILES + kept);
  expect(processState(server.pid).residentBytes).toBeLessThan(server.before.residentBytes + MORE_BYTES);
  await report(server);
  for (const callId of server.acknowledged)
    expect([callId, (await fetch(`${server.url}/api/v1/calls/${callId}`)).status]).toEqual([callId, 200]);
  expect(await (await fetch(`${server.url}/metrics`)).text()).not.toMatch(/^ringscope_dropped_total\{.*\} [1-9]/m);
}

async function probe({ url, pid, answering }: WatchedServer, path: string): Promise<void> {
  const before = coreTime(pid);
  const answer = await fetch(url + path, { headers: CLOSING, signal: AbortSignal.timeout(GIVE_UP_MS) });
  expect([path, answer.status]).toEqual([path, 200]);
  await answer.text();
  expect(longestStandstill(answering, before, coreTime(pid)), `${path} was kept waiting for three seconds.`).toBeLessThan(PROBE_MS);
}

/** Tells of one call that was carried. */
async function report({ url, acknowledged }: WatchedServer): Promise<void> {
  const callId = `told-${acknowledged.size}`;
  const event = { type: 'call.report', callId, source: 'bot', state: 'ended', direction: 'inbound' };
  const headers = { ...CLOSING, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) });
  expect([callId, answer.status]).toEqual([callId, 200]);
  acknowledged.add(callId);
}
