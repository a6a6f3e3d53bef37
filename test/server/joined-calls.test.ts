import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { loadSqliteDriver } from '../../src/stores/sqlite/database/sqlite-driver.ts';
import { sipCall } from './sip-call.ts';
import { rounds } from '../rounds.ts';

const CALLS = rounds(100, 1000);
const OUTAGE_SECONDS = rounds(1, 60);
const HEADERS = ['X-Twilio-CallSid', 'X-CID', 'X-Call-ID', 'X-call_leg_id', 'Session-ID'];

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A call with the id by which its program knows it: the Call-ID, or one that the INVITE carries in a header. */
function callOf(index: number) {
  const header = HEADERS[index % HEADERS.length] ?? '';
  const alias = header === 'Session-ID' ? index.toString(16).padStart(32, 'a') : `CA${String(index).padStart(10, 'x')}`;
  const sip = sipCall(`joined${index}`, [`${header}: ${alias}`]);
  const isByAlias = index % 2 === 1;
  return { sip, alias, id: isByAlias ? alias : sip.callId, isToldFirst: index % 4 >= 2, stageSeconds: (index + 1) / 1000 };
}
type Call = ReturnType<typeof callOf>;

async function capture({ endpoints }: TestServer, calls: readonly Call[]): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(endpoints[0]?.split(':')[1]);
  const send = async (frame: Uint8Array): Promise<void> => new Promise((resolve) => socket.send(frame, port, '127.0.0.1', () => resolve()));
  const at = Date.now() / 1000;
  for (const { sip } of calls)
    for (const frame of [sip.invite(at - 3), sip.ok(at - 2), sip.ack(at - 1.9), sip.bye(at - 0.2), sip.byeOk(at - 0.1)]) await send(frame);
  socket.close();
}

/** Posts what a program tells. While the store cannot be written it is taken all the same, and the answer says that it is not safe yet. */
async function tell(server: TestServer, calls: readonly Call[], statuses: readonly number[] = [200]): Promise<void> {
  const at = Date.now() / 1000;
  const events = calls.flatMap(({ id: callId, stageSeconds }) => [
    { type: 'call.report', source: 'agent', callId, at: at - 2.8, state: 'offered' },
    { type: 'call.report', source: 'agent', callId, at: at - 2, state: 'answered' },
    { type: 'agent.stage', source: 'agent', callId, at: at - 1, stage: 'speech_end_to_first_audio', seconds: stageSeconds },
    { type: 'call.report', source: 'agent', callId, at: at - 0.1, state: 'ended', hasTranscript: true },
  ]);
  for (let from = 0; from < events.length; from += 400)
    expect(statuses).toContain((await server.post('/api/v1/events', events.slice(from, from + 400))).status);
}

interface Shown {
  readonly calls: readonly {
    readonly call: {
      readonly id: string;
      readonly callId: string;
      readonly isReported?: true;
      readonly messages: number;
      readonly told?: readonly object[];
    };
    readonly timeline: readonly object[];
    readonly stages: readonly { readonly seconds: number }[];
  }[];
}

/** Every call is one, found by both ids, with the messages and the stage that are its own. */
async function expectJoined(server: TestServer, calls: readonly Call[]): Promise<void> {
  for (const { sip, alias, stageSeconds } of calls) {
    const shown = (await server.json(`/api/v1/calls/${encodeURIComponent(sip.callId)}`)) as Shown;
    expect(
      shown.calls.map(({ call, timeline, stages }) => ({
        messages: timeline.length,
        stages: stages.map(({ seconds }) => seconds),
        told: call.told?.length,
        isReported: call.isReported,
      })),
    ).toEqual([{ messages: 5, stages: [stageSeconds], told: 3, isReported: undefined }]);
    expect(((await server.json(`/api/v1/calls/${encodeURIComponent(alias)}`)) as Shown).calls.map(({ call }) => call.id)).toEqual(
      shown.calls.map(({ call }) => call.id),
    );
  }
}

/** How many calls there are, and how many of them may still change by themselves. */
async function listed(server: TestServer): Promise<readonly [calls: number, provisional: number]> {
  const text = await (await server.get('/api/v1/export?format=ndjson')).text();
  const newest = await (await server.get('/api/v1/calls?limit=1000')).text();
  return [text.split('\n').length - 1, newest.match(/"isProvisional":true/g)?.length ?? 0];
}

async function ended(server: TestServer): Promise<number> {
  const text = await (await server.get('/metrics')).text();
  const counts = [...text.matchAll(/^telephony_call_attempts_total\{[^}]*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Once all that was sent has settled, every call is there and counted once; so is one more behind them, and nothing else. */
async function expectOnce(server: TestServer, calls: readonly Call[]): Promise<void> {
  const counts = async () => [...(await listed(server)), await ended(server)];
  await expect.poll(counts, { interval: 50 }).toEqual([CALLS, 0, CALLS]);
  await vi.waitFor(async () => expectJoined(server, calls), { timeout: 90_000, interval: 500 });
  const behind = [callOf(CALLS)];
  await Promise.all([capture(server, behind), tell(server, behind)]);
  await expect.poll(counts, { interval: 50 }).toEqual([CALLS + 1, 0, CALLS + 1]);
}

test('a call that is captured and told of is one call soon after the second half, counted once, in either order and by either id', async () => {
  const server = await startServer(ends);
  const calls = Array.from({ length: CALLS }, (_, index) => callOf(index));
  const [first, second] = [calls.filter(({ isToldFirst }) => isToldFirst), calls.filter(({ isToldFirst }) => !isToldFirst)];
  await Promise.all([tell(server, first), capture(server, second)]);
  // Each half has settled by itself before the other one comes.
  await expect.poll(async () => listed(server), { interval: 50 }).toEqual([CALLS, 0]);
  await Promise.all([capture(server, first), tell(server, second)]);
  await expectOnce(server, calls);
});

test('so it is when the store cannot be written between the halves', async () => {
  const path = testFolder(ends);
  const server = await startServer(ends, { store: path });
  const calls = Array.from({ length: CALLS }, (_, index) => callOf(index));
  const [first, second] = [calls.filter(({ isToldFirst }) => isToldFirst), calls.filter(({ isToldFirst }) => !isToldFirst)];
  const Driver = await loadSqliteDriver();
  const blocker = new Driver(join(path, 'active.db'), {});
  blocker.exec('BEGIN IMMEDIATE');
  await Promise.all([tell(server, first, [200, 503]), capture(server, second)]);
  await pause(OUTAGE_SECONDS * 1000);
  await Promise.all([capture(server, first), tell(server, second, [200, 503])]);
  blocker.exec('ROLLBACK');
  blocker.close();
  await expectOnce(server, calls);
});

const shared = sharedServer();

test('an id that forty legs carry finds them all, without filling the queue of questions', async () => {
  const legs = Array.from({ length: 40 }, (_, index) => ({
    ...callOf(2 * index),
    sip: sipCall(`leg${index}`, ['X-Call-ID: shared-by-all-legs']),
  }));
  await capture(shared, legs);
  await expect.poll(async () => ((await shared.json('/api/v1/calls/shared-by-all-legs')) as Partial<Shown>).calls?.length).toBe(40);
});

test('of a call that its program told before it was captured no time is before its begin', async () => {
  const call = { ...callOf(0), sip: sipCall('told-first') };
  const at = Date.now() / 1000;
  await shared.post('/api/v1/events', [
    { type: 'call.report', source: 'agent', callId: call.sip.callId, at: at - 60, state: 'answered' },
    { type: 'call.report', source: 'agent', callId: call.sip.callId, at: at - 50, state: 'ended' },
  ]);
  const find = async () => ((await shared.json(`/api/v1/calls/${encodeURIComponent(call.sip.callId)}`)) as Partial<Shown>).calls ?? [];
  await expect.poll(async () => (await find()).length).toBe(1);
  await capture(shared, [call]);
  await expect.poll(async () => (await find()).map(({ call: { messages } }) => messages)).toEqual([5]);
  const [found] = (await find()) as unknown as readonly { readonly call: { readonly startedAt: number; readonly endedAt: number } }[];
  expect(found?.call.endedAt).toBeGreaterThan(found?.call.startedAt ?? Infinity);
});
