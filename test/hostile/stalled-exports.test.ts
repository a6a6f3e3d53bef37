import { test } from 'vitest';
import { fillStore, STORED_DAYS } from '../server/stored-days.ts';
import { openSockets } from './open-sockets.ts';
import { during, expectUnharmed, refusals, startWatched, until } from './watched-server.ts';

const STALLED = 300;
/** All of them have asked by then. */
const STALL_SECONDS = 6;
/** At once, as one process allows. */
const MOST_EXPORTS = 4;
/** An export of so many is more than what the sockets between hold. */
const CALLS = 80_000;
/** Its days as UTC divides them, the one of the calls that are told of meanwhile, and the calls in progress. */
const FILES = STORED_DAYS + 3;

test('of 300 clients that take nothing of an export four hold one until they are cut off, and all others are refused and counted', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(
    onTestFinished,
    (path) => fillStore(path, CALLS),
    {},
    { intervals: { exportStallSeconds: STALL_SECONDS } },
  );
  const request = 'GET /api/v1/export?format=ndjson HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
  const stalled = await during(server, async () => {
    const sockets = await openSockets(server.url, STALLED, request, { isReading: false });
    onTestFinished(() => sockets.close());
    await until(async () => (await refusals(server, 'busy')) === STALLED - MOST_EXPORTS);
    await until(async () => (await refusals(server, 'slow_reader')) === MOST_EXPORTS);
    return sockets;
  });
  stalled.close();
  await expectUnharmed(server, MOST_EXPORTS * FILES);
  const whole = await fetch(`${server.url}/api/v1/export?format=csv`);
  expect((await whole.text()).split('\n').length).toBeGreaterThan(CALLS);
});
