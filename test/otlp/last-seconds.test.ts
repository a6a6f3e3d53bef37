import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testFolder } from '../../src/testing/start-server.ts';
import { spawnServer } from '../server/spawn-server.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** More than can be made into traces while a server ends. */
const CALLS = 12_500;

test('with a collector that never answers and more calls than traces can be made of, a server ends by itself and says what was not exported', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const server = await spawnServer({
    store: join(testFolder(ends), 'data'),
    'otlp-endpoint': `http://127.0.0.1:${port}`,
    'otlp-signals': 'traces',
    'otlp-sample-ratio': '1',
    'otlp-timeout-seconds': '60',
    'otlp-queue-items': '50000',
  });
  ends.push(async () => void (await server.kill('SIGKILL')));
  const post = async (events: readonly object[]): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const send = async (): Promise<number> =>
      (await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) })).status;
    // A busy machine answers 503 and asks to be sent the same again.
    await expect.poll(send, { interval: 100, timeout: 20_000 }).toBe(200);
  };
  // Its span is on the way, and nobody answers.
  await post([{ type: 'test.ended', source: 'rig', suite: 'one', test: 'one', outcome: 'pass', seconds: 1 }]);
  for (let first = 0; first < CALLS; first += 250) {
    const at = Date.now() / 1000 - 0.1;
    await post(
      Array.from({ length: 250 }, (_, index) => ({
        type: 'call.report',
        source: 'agent',
        callId: `call-${first + index}`,
        state: 'ended',
        outcome: 'answered',
        at,
      })),
    );
  }
  const { code, stderr } = await server.kill('SIGTERM');
  expect(code).toBe(0);
  expect(stderr).toMatch(/Of (?:calls|traces) \d+ were not exported \(not_acknowledged\)/);
});
