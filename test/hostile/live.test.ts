import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';
import { CONNECTION_TIMES } from '../../src/metrics-node/index.ts';
import { readLive } from '../server/read-live.ts';
import { openSockets } from './open-sockets.ts';
import { during, expectUnharmed, refusals, sample, startWatched, until, type WatchedServer } from './watched-server.ts';

/** Readers at once where 1,024 files may be open. */
const MOST_READERS = 64;
const request = (header = ''): string => `GET /api/v1/live HTTP/1.1\r\nhost: 127.0.0.1\r\n${header}\r\n`;
const STALLED = 8;
const CALLS_AT_ONCE = 100;
const connections = { ...CONNECTION_TIMES, stallMs: 2000 };

/** Tells of calls that were carried, each of which is one change of some 1,000 bytes. */
async function tellCalls({ url }: WatchedServer, round: number): Promise<void> {
  const events = Array.from({ length: CALLS_AT_ONCE }, (_, index) => ({
    type: 'call.report',
    callId: `carried-${round}-${index}`,
    source: 'bot',
    state: 'ended',
    direction: 'inbound',
  }));
  await fetch(`${url}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(events),
  });
}

test('of 1,000 that connect 64 read, all others are refused and counted, and each place that is left is free again', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished);
  await during(server, async () => {
    const sockets = await openSockets(server.url, 180, request());
    onTestFinished(() => sockets.close());
    await until(async () => (await refusals(server, 'busy')) >= 180 - MOST_READERS);
    await until(async () => (await sample(server, 'ringscope_live_readers')) === MOST_READERS);
    const more = await openSockets(server.url, 820, request(), { isReading: false });
    onTestFinished(() => more.close());
    expect(await sample(server, 'ringscope_live_readers')).toBe(MOST_READERS);
    sockets.close();
    more.close();
  });
  await until(async () => (await sample(server, 'ringscope_live_readers')) === 0);
  const live = await readLive(server.url);
  expect((await live.until('hello')).data.server).toMatch(/^[0-9a-f]{8}$/);
  live.close();
  await expectUnharmed(server);
});

test('a client that never reads slows neither calls nor other readers, and is cut off', async ({ expect, onTestFinished }) => {
  // Not watched for its memory: so many calls take as much of it without any reader.
  const server = await startWatched(onTestFinished, undefined, {}, { intervals: { connections } });
  const stalled = await openSockets(server.url, STALLED, request(), { isReading: false });
  onTestFinished(() => stalled.close());
  const live = await readLive(server.url);
  onTestFinished(() => live.close());
  let round = 0;
  while ((await refusals(server, 'slow_reader')) < STALLED) {
    await tellCalls(server, (round += 1));
    // No more than one that reads has read.
    while (live.seen.length < round * CALLS_AT_ONCE) await pause(5);
  }
  await until(async () => (await sample(server, 'ringscope_live_readers')) === 1);
  // Each change once and in order, with none left out.
  const places = live.seen.flatMap(({ name, id }) => (name === 'call' ? [Number(id?.split('-')[1])] : []));
  expect(places.length).toBeGreaterThan(CALLS_AT_ONCE);
  expect(live.seen.filter(({ name }) => name === 'overflow' || name === 'gap')).toEqual([]);
  expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
});

test('junk in place of the id of the last event is answered, and harms nothing', async ({ expect, onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  await during(server, async () => {
    for (const junk of ['x', '-', '00000000-0', '9'.repeat(15_000), '%00', '\u00ff\u00fe', '0x10', '1e308', '00000000-9007199254740993']) {
      const sockets = await openSockets(server.url, 20, request(`last-event-id: ${junk}\r\n`));
      sockets.close();
    }
  });
  await until(async () => (await sample(server, 'ringscope_live_readers')) === 0);
  await expectUnharmed(server);
  expect(await refusals(server, 'busy')).toBe(0);
});
