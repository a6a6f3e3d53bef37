import { createSocket } from 'node:dgram';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { CallTally, type CallStore, type StoredCall, type TimelineEntry } from '../../src/core/index.ts';
import { decodeChanges } from '../../src/format/index.ts';
import { openSpool, openSqlite } from '../../src/stores/index.ts';
import { sipCall, type SipCall } from './sip-call.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';
import { rounds } from '../rounds.ts';

const ROUNDS = rounds(2, 10);
const CALLS_PER_ROUND = 150;
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
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.3' });
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
    for (const change of batch.frames.flatMap(({ payload }) => decodeChanges(payload))) {
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

/** Opens the store of a folder for reading, whoever writes it. */
async function reading(path: string, work: (store: CallStore) => Promise<void>): Promise<void> {
  const store = await openSqlite({ path, readOnly: true });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function allCalls(store: CallStore): Promise<readonly StoredCall[]> {
  const calls: StoredCall[] = [];
  let page = await store.listCalls({ limit: 1000 });
  for (; page.nextCursor !== undefined; page = await store.listCalls({ limit: 1000, cursor: page.nextCursor })) calls.push(...page.calls);
  return [...calls, ...page.calls];
}

/** Each certain call is there in that version or a newer one, and no call twice. */
async function expectCalls(store: CallStore, certain: Certain): Promise<void> {
  const calls = await allCalls(store);
  const versions = new Map(calls.map(({ id, version }) => [id, version]));
  expect([...certain].filter(([id, { version }]) => (versions.get(id) ?? 0) < version)).toEqual([]);
  expect(versions.size).toBe(calls.length);
  expect(new Set(calls.map(({ callId }) => callId)).size).toBe(calls.length);
  expect((await store.stats()).calls).toBe(calls.length);
}

/** Each certain message is there, and none twice. */
async function expectMessages(store: CallStore, certain: Certain): Promise<void> {
  for (const [id, { messages }] of certain) {
    const keys = (await store.findCalls(id)).flatMap(({ timeline }) => timeline.map(messageKey));
    const kept = new Set(keys);
    expect(kept.size).toBe(keys.length);
    expect([...messages].filter((message) => !kept.has(message))).toEqual([]);
  }
}

/** Number of attempts that calls of a store count as. */
async function tallyOf(path: string): Promise<number> {
  const tally = new CallTally('full');
  await reading(path, async (store) => {
    for (const call of await allCalls(store)) tally.add(call);
  });
  return tally.attempts;
}

/** What the store has counted call by call is what its calls are. */
async function expectCounts(store: CallStore): Promise<void> {
  const scanned = new CallTally('full');
  for (const call of await allCalls(store)) scanned.add(call);
  const { value } = await store.summarize({ since: 0, until: Date.now() / 1000 + 3600 });
  expect(scanned.attempts).toBeGreaterThan(0);
  expect({ ...value.total.counts }).toEqual({ ...scanned.counts });
  expect(value.total.talk).toEqual(scanned.talk);
}

/** Sends until the server is gone, and for a while into the void. */
async function send(server: SpawnedServer, frames: Iterable<Uint8Array>, state: { isOver: boolean }): Promise<void> {
  const socket = createSocket('udp4');
  let sent = 0;
  for (const frame of frames) {
    if (state.isOver) break;
    await new Promise((resolve) => socket.send(frame, server.hepPort, '127.0.0.1', resolve));
    sent += 1;
    if (sent % 5 === 0) await pause(4);
  }
  socket.close();
}

/** Waits until a server has counted some of what arrives by this metric. */
async function counts({ url }: SpawnedServer, metric: string): Promise<void> {
  const some = new RegExp(`^${metric}\\{.*\\} [1-9]`, 'm');
  while (!some.test(await (await fetch(`${url}/metrics`)).text())) await pause(5);
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
  `after ${ROUNDS} times kill -9 under traffic no acknowledged call is lost, none is there twice, and the counts are right`,
  { timeout: 300_000 + ROUNDS * 20_000 },
  async () => {
    const path = newFolder();
    const certain: Certain = new Map();
    let open: readonly SipCall[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const server = await start(path);
      await reading(path, (store) => expectCalls(store, certain));
      const begun = Array.from({ length: CALLS_PER_ROUND }, (_, index) => sipCall(`r${round}c${index}`));
      const state = { isOver: false };
      const sending = send(server, traffic(begun, open, Date.now() / 1000 - 5), state);
      await counts(server, round === ROUNDS ? 'telephony_call_attempts_total' : 'ringscope_source_packets_total');
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
    // The kills may have come before a call had settled.
    while ((await tallyOf(path)) === 0) await pause(50);
    expect((await last.kill('SIGTERM')).code).toBe(0);
    expect(certain.size).toBeGreaterThan((ROUNDS * CALLS_PER_ROUND) / 10);
    await reading(path, async (store) => {
      await expectCalls(store, certain);
      await expectMessages(store, certain);
      await expectCounts(store);
    });
  },
);
