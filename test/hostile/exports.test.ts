import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'vitest';
import { fillStore } from '../server/stored-days.ts';
import { openSockets } from './open-sockets.ts';
import { during, expectUnharmed, refusals, startWatched, until } from './watched-server.ts';

const EXPORTS = Number(process.env['RINGSCOPE_EXPORTS'] ?? 100);
const STALLED = 300;
/** At once, as one process allows. */
const MOST_EXPORTS = 4;
const CALLS = 400;
/** An export of so many is more than what the sockets between hold. */
const MANY_CALLS = 80_000;

test(
  `${EXPORTS} exports leave no file open and no memory behind`,
  { timeout: 60_000 + EXPORTS * 2000 },
  async ({ expect, onTestFinished }) => {
    const server = await startWatched(onTestFinished, (path) => fillStore(path, CALLS));
    await during(server, async () => {
      for (let count = 0; count < EXPORTS;) {
        const answer = await fetch(`${server.url}/api/v1/export?format=csv`, { headers: { connection: 'close' } });
        const lines = (await answer.text()).split('\n');
        // The thread of the one before may still be ending.
        if (answer.status === 503) {
          await pause(20);
          continue;
        }
        expect(answer.status).toBe(200);
        expect(lines.length).toBeGreaterThan(CALLS);
        count += 1;
      }
    });
    await expectUnharmed(server);
  },
);

test('of 300 clients that take nothing of an export four hold one until they are cut off, and all others are refused and counted', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished, (path) => fillStore(path, MANY_CALLS));
  const request = 'GET /api/v1/export?format=ndjson HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
  const stalled = await during(server, async () => {
    const sockets = await openSockets(server.url, STALLED, request, { isReading: false });
    onTestFinished(() => sockets.close());
    await until(async () => (await refusals(server, 'busy')) === STALLED - MOST_EXPORTS);
    await until(async () => (await refusals(server, 'slow_reader')) === MOST_EXPORTS);
    return sockets;
  });
  stalled.close();
  await expectUnharmed(server);
  const whole = await fetch(`${server.url}/api/v1/export?format=csv`);
  expect((await whole.text()).split('\n').length).toBeGreaterThan(MANY_CALLS);
});
