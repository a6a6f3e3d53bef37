import { test } from 'vitest';
import { openSockets } from './open-sockets.ts';
import { during, expectUnharmed, refusals, startWatched, until } from './watched-server.ts';

/** As many requests as a server reads at once. */
const FULL = Math.floor((64 * 1024) / 'GET /a HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.length);

test('38,000 requests that 20 connections send at once, and that nobody answers, hold up no probe, no scrape and no event', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished);
  await during(server, async () => {
    const sockets = await openSockets(server.url, 20, 'GET /a HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(FULL));
    onTestFinished(() => sockets.close());
    await until(async () => (await refusals(server, 'pipelined')) === 20);
    expect(sockets.held()).toBe(0);
  });
  await expectUnharmed(server);
});

test('who asks again and again and takes no answer is cut off, and holds up nobody', async ({ expect, onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  await during(server, async () => {
    const asked = 'GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(500);
    const sockets = await openSockets(server.url, 50, asked, { isReading: false });
    onTestFinished(() => sockets.close());
    await until(async () => (await refusals(server, 'pipelined')) === 50);
  });
  expect(await refusals(server, 'slow_reader')).toBe(0);
  await expectUnharmed(server);
});
