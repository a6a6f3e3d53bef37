import { test } from 'vitest';
import { openSockets, type OpenSockets } from './open-sockets.ts';
import { processState } from './process-state.ts';
import { during, expectUnharmed, type Finished, refusals, startWatched, until, type WatchedServer } from './watched-server.ts';

/** A quarter of the files that the server may open, and some that it opens itself. */
const MOST_CONNECTIONS = 256;
const MORE_FILES = 20;
/** Times of connections that a test waits for. */
const connections = { headersMs: 3000, requestMs: 6000, keepAliveMs: 5000, stallMs: 8000, lookMs: 100 };

async function open(finished: Finished, server: WatchedServer, count: number, text?: string): Promise<OpenSockets> {
  const sockets = await openSockets(server.url, count, text);
  finished(() => sockets.close());
  return sockets;
}

test.concurrent('2,000 connections that ask for nothing keep out no probe, no scrape and no event, and take no file of the store', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished);
  const idle = await during(server, async () => {
    const sockets = await open(onTestFinished, server, 2000);
    await until(async () => (await refusals(server, 'idle')) >= 2000 - MOST_CONNECTIONS);
    return sockets;
  });
  expect(idle.held()).toBeGreaterThan(0);
  expect(processState(server.pid).openFiles).toBeLessThan(server.before.openFiles + MOST_CONNECTIONS + MORE_FILES);
  idle.close();
  await expectUnharmed(server);
});

test.concurrent('headers and bodies that do not come to their end are given up, and what is no HTTP is answered and counted', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished, undefined, {}, { intervals: { connections } });
  const slow = await open(onTestFinished, server, 100, 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ');
  const post = 'POST /api/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"type":';
  await during(server, async () => {
    const half = await open(onTestFinished, server, 300, post);
    await open(onTestFinished, server, 20, 'neither here nor there\r\n\r\n');
    await open(onTestFinished, server, 20, `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    await until(async () => (await refusals(server, 'malformed')) === 20);
    await until(async () => (await refusals(server, 'header_too_large')) === 20);
    await until(async () => (await refusals(server, 'idle')) >= 400 + 40 - MOST_CONNECTIONS - 40);
    half.close();
    await until(() => slow.held() === 0);
  });
  await expectUnharmed(server);
  // A client that goes away is no failure of the server, and fills no log.
  expect(server.stderr()).not.toContain('"level":"error"');
});

test.concurrent('connections that send nothing at all are closed in time', async ({ onTestFinished }) => {
  const server = await startWatched(onTestFinished, undefined, {}, { intervals: { connections } });
  const silent = await open(onTestFinished, server, 50);
  await until(() => silent.held() === 0);
  await until(async () => (await refusals(server, 'slow_request')) === 50);
});
