import { createSocket } from 'node:dgram';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { CallWithTimeline, StoreChange, TimelineEntry } from '../../src/core/index.ts';
import { openSpool, openSqlite } from '../../src/stores/index.ts';
import { sipCall, type SipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';

/** The nightly run kills more often. */
const ROUNDS = Number(process.env['RINGSCOPE_KILL_ROUNDS'] ?? 10);
const CALLS_PER_ROUND = 400;
const LONGEST_MS = 1200;

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-kill-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(path: string): Promise<SpawnedServer> {
  const server = await spawnServer({ 'store-path': path, 'calls-settle-seconds': '0.3' });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

/** What was certain at the kill: the newest version of each call, and its messages. */
type Certain = Map<string, { version: number; readonly messages: Set<string> }>;

const messageKey = (entry: TimelineEntry): string => JSON.stringify([entry.at, entry.arrival, entry.agent, entry.contentHash]);

function remember(certain: Certain, id: string, version: number, timeline: readonly TimelineEntry[]): void {
  const known = certain.get(id) ?? { version, messages: new Set<string>() };
  known.version = Math.max(known.version, version);
  for (const entry of timeline) known.messages.add(messageKey(entry));
  certain.set(id, known);
}

/** Everything in the spool of a killed server was acknowledged or might have been. */
async function rememberSpool(path: string, certain: Certain): Promise<void> {
  const folder = join(newFolder(), 'spool');
  cpSync(join(path, 'spool'), folder, { recursive: true });
  const observer = { synced: () => undefined, cut: () => undefined, lost: (count: number) => expect(count).toBe(0) };
  const spool = await openSpool({ folder, maxBytes: 1e9, sinks: ['oracle'], now: () => 0, lastLsn: 0, observer });
  const reader = spool.reader('oracle');
  for (let batch = await reader.next(5000); batch !== undefined; batch = await reader.next(5000)) {
    for (const line of batch.payloads.flatMap((payload) => Buffer.from(payload).toString().split('\n'))) {
      const change = JSON.parse(line) as StoreChange;
      if (change.kind === 'call') remember(certain, change.record.id, change.record.version, change.timeline);
    }
  }
  await spool.close();
}

interface Listed {
  readonly calls: readonly { readonly id: string; readonly version: number }[];
  readonly nextCursor?: string;
}

/** What the API shows is certain too. */
async function rememberListed(server: SpawnedServer, certain: Certain): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/calls?limit=1000`);
  // A machine that is too busy to answer in time says nothing for certain.
  if (response.status === 503) return;
  // Its shape is checked by the tests of the API.
  for (const { id, version } of ((await response.json()) as Listed).calls) remember(certain, id, version, []);
}

async function readStore(path: string, ids: Iterable<string>): Promise<Map<string, readonly CallWithTimeline[]>> {
  const store = await openSqlite({ path, readOnly: true });
  const found = new Map<string, readonly CallWithTimeline[]>();
  for (const id of ids) found.set(id, await store.findCalls(id));
  await store.close();
  return found;
}

/** Each certain call is there once, in that version or a newer one, with each of its messages once. */
async function expectKept(path: string, certain: Certain): Promise<void> {
  const faults: string[] = [];
  for (const [id, calls] of await readStore(path, certain.keys())) {
    const [first] = calls;
    const { version, messages } = certain.get(id) ?? { version: 0, messages: new Set<string>() };
    const keys = first?.timeline.map(messageKey) ?? [];
    const kept = new Set(keys);
    if (first === undefined || calls.length !== 1) faults.push(`${id} is there ${calls.length} times`);
    else if (first.call.version < version) faults.push(`${id} is in version ${first.call.version}, not ${version}`);
    if (kept.size !== keys.length) faults.push(`${id} has a message twice`);
    if ([...messages].some((message) => !kept.has(message))) faults.push(`${id} lacks a message`);
  }
  expect(faults).toEqual([]);
}

/** The Call-ID of every call in the store. */
async function allCallIds(path: string): Promise<readonly string[]> {
  const store = await openSqlite({ path, readOnly: true });
  const callIds: string[] = [];
  let page = await store.listCalls({ limit: 1000 });
  for (; page.nextCursor !== undefined; page = await store.listCalls({ limit: 1000, cursor: page.nextCursor })) {
    callIds.push(...page.calls.map(({ callId }) => callId));
  }
  callIds.push(...page.calls.map(({ callId }) => callId));
  const { calls } = await store.stats();
  await store.close();
  expect(callIds).toHaveLength(calls);
  return callIds;
}

/** Sends until the server is gone, and for a while into the void. */
async function send(server: SpawnedServer, frames: Iterable<Uint8Array>, state: { isOver: boolean }): Promise<void> {
  const socket = createSocket('udp4');
  let sent = 0;
  for (const frame of frames) {
    if (state.isOver) break;
    await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
    sent += 1;
    if (sent % 20 === 0) await pause(1);
  }
  socket.close();
}

/** Calls that begin, and those of the round before that end. */
function* traffic(begun: readonly SipCall[], open: readonly SipCall[], at: number): Iterable<Uint8Array> {
  for (const [index, call] of begun.entries()) {
    const own = at + index / 1000;
    yield* [call.invite(own), call.ok(own + 0.1), call.ack(own + 0.11)];
    const ending = open[index];
    if (ending !== undefined) yield* [ending.bye(own + 0.2), ending.byeOk(own + 0.21)];
  }
}

test(
  `after ${ROUNDS} times kill -9 under traffic no acknowledged call is lost, and none is there twice`,
  { timeout: 60_000 + ROUNDS * 20_000 },
  async () => {
    const path = newFolder();
    const certain: Certain = new Map();
    let open: readonly SipCall[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const server = await start(path);
      await expectKept(path, certain);
      const begun = Array.from({ length: CALLS_PER_ROUND }, (_, index) => sipCall(`r${round}c${index}`));
      const state = { isOver: false };
      const sending = send(server, traffic(begun, open, Date.now() / 1000 - 5), state);
      await pause(100 + Math.random() * LONGEST_MS);
      // Every other time the newest changes are in the spool alone.
      if (round % 2 === 0) await rememberListed(server, certain);
      await server.kill('SIGKILL');
      state.isOver = true;
      await sending;
      await rememberSpool(path, certain);
      open = begun;
    }
    const last = await start(path);
    expect((await last.kill('SIGTERM')).code).toBe(0);
    expect(certain.size).toBeGreaterThan(CALLS_PER_ROUND);
    await expectKept(path, certain);
    const callIds = await allCallIds(path);
    expect(new Set(callIds).size).toBe(callIds.length);
  },
);
