import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { encodeHep3 } from '../testing/index.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from './hep-connections.ts';
import { listenTcp } from './hep-tcp.ts';

const GOOD = encodeHep3({ payload: 'good' });
const BAD = encodeHep3({ payload: 'no good' });
/** A second is 20 ms here. */
const QUICK: ConnectionLimits = { ...CONNECTION_LIMITS, lookMs: 20 };

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function listening(limits: Partial<ConnectionLimits> = {}) {
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (word: string): void => {
    told.push(word);
    for (const check of waiting) check();
  };
  const { port, close } = await listenTcp(
    '127.0.0.1',
    0,
    {
      isAllowed: () => true,
      onFrame(bytes) {
        const isGood = bytes.length === GOOD.length;
        tell(isGood ? 'good' : 'bad');
        return isGood;
      },
      onRejected: tell,
      onConnection: tell,
    },
    { ...QUICK, ...limits },
  );
  ends.push(close);
  const count = (word: string): number => told.filter((one) => one === word).length;
  /** Resolves once something was told so many times. */
  const until = async (word: string, times: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (count(word) < times) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    told,
    count,
    until,
    async client(bytes: Uint8Array = new Uint8Array(0), localAddress = '127.0.0.1'): Promise<Socket> {
      const opened = count('opened');
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      ends.push(() => void socket.destroy());
      socket.on('error', () => undefined);
      socket.resume();
      await once(socket, 'connect');
      if (bytes.length > 0) socket.write(bytes);
      await until('opened', opened + 1);
      return socket;
    },
  };
}

test('a connection that sends no valid frame in its first time is closed with a reason, and one that sent one may be idle', async () => {
  const { client, until, told, count } = await listening();
  const idle = await client(GOOD);
  await until('good', 1);
  await client();
  await client(BAD);
  await until('no_frame', 2);
  await client();
  await until('no_frame', 3);
  expect([count('closed'), idle.destroyed]).toEqual([3, false]);
  idle.write(GOOD);
  await until('good', 2);
  expect(told.filter((word) => word === 'truncated')).toEqual([]);
});

test('a frame that was begun and does not end is closed with a reason, however slowly its bytes come', async () => {
  const { client, until, count } = await listening();
  const slow = await client(GOOD);
  const half = encodeHep3({ payload: 'x'.repeat(60_000) });
  let sent = 0;
  const drip = setInterval(() => slow.write(half.subarray(sent, (sent += 1))), 10);
  ends.push(() => clearInterval(drip));
  await until('frame_stalled', 1);
  await until('closed', 1);
  expect([count('good'), count('truncated'), count('no_frame')]).toEqual([1, 0, 0]);
});

test('where all places are taken, a new agent has that of one that sent nothing valid, then of the one that is idle longest', async () => {
  const { client, until, count } = await listening({ connections: 3, firstFrameLooks: 1e9 });
  const oldest = await client(GOOD);
  await until('good', 1);
  const silent = await client();
  const other = await client(GOOD);
  await until('good', 2);
  const third = await client(GOOD);
  if (!silent.closed) await once(silent, 'close');
  await until('good', 3);
  other.write(GOOD);
  third.write(GOOD);
  await until('good', 5);
  const fourth = await client(GOOD);
  await until('good', 6);
  if (!oldest.closed) await once(oldest, 'close');
  expect([other, third, fourth].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
  expect([count('too_many_connections'), count('closed')]).toEqual([2, 2]);
});

test('one address cannot take the places of the others', async () => {
  const { client, until, count } = await listening({ connections: 4, perAddress: 2 });
  const agent = await client(GOOD, '127.0.0.2');
  const second = await client(GOOD, '127.0.0.3');
  await until('good', 2);
  for (let index = 1; index <= 10; index += 1) {
    await client(GOOD);
    await until('good', 2 + index);
  }
  expect([agent.destroyed, second.destroyed]).toEqual([false, false]);
  expect([count('too_many_connections'), count('opened') - count('closed')]).toEqual([8, 4]);
});

test('what all unfinished frames hold together is bounded: the one that was begun first is closed', async () => {
  const { client, until, count } = await listening({ heldBytes: 100_000 });
  const half = encodeHep3({ payload: 'x'.repeat(60_000) }).subarray(0, 50_000);
  const agent = await client(GOOD);
  for (let index = 0; index < 5; index += 1) await client(half);
  await until('buffer_full', 3);
  agent.write(GOOD);
  await until('good', 2);
  expect(count('opened') - count('closed')).toBeLessThanOrEqual(3);
  expect(agent.destroyed).toBe(false);
});

test('what a connection held is given back when it ends', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldBytes = (): number => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const { client, until } = await listening();
  const half = encodeHep3({ payload: 'x'.repeat(60_000) }).subarray(0, 50_000);
  const before = heldBytes();
  for (let index = 0; index < 400; index += 1) (await client(half)).end();
  await until('closed', 400);
  // The collector gives memory back in tasks of its own.
  await expect.poll(() => heldBytes() - before).toBeLessThan(4_000_000);
});
