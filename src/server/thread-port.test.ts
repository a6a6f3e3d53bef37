import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { TeleError } from '../core/index.ts';
import { answerCalls, createCaller } from './thread-port.ts';

type Sums = {
  add: { readonly request: { readonly a: number; readonly b: number }; readonly response: { readonly sum: number } };
  hang: { readonly request: object; readonly response: object };
};
const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function connect() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const told: number[] = [];
  answerCalls<Sums>(port2, {
    add({ a, b }) {
      told.push(a);
      if (a < 0) throw new TeleError('BAD_REQUEST', 'a is negative.');
      return { sum: a + b };
    },
    hang: () => new Promise<object>(() => undefined),
  });
  return { caller: createCaller<Sums>(port1, 'STORE_STUCK', 'store'), told };
}

test('each call gets its own answer, whatever the order', async () => {
  const { caller } = connect();
  const sums = await Promise.all([1, 2, 3].map((a) => caller.call('add', { a, b: 10 }, 5)));
  expect(sums).toEqual([{ sum: 11 }, { sum: 12 }, { sum: 13 }]);
});

test('an error of the other thread arrives with its code and sentence', async () => {
  const { caller } = connect();
  const error = await caller.call('add', { a: -1, b: 0 }, 5).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TeleError);
  expect(error).toMatchObject({ code: 'BAD_REQUEST', message: 'a is negative.' });
});

test('a thread that does not answer in time is stuck, and the next call is unharmed', async () => {
  const { caller } = connect();
  await expect(caller.call('hang', {}, 0.02)).rejects.toMatchObject({ code: 'STORE_STUCK' });
  expect(await caller.call('add', { a: 1, b: 1 }, 5)).toEqual({ sum: 2 });
});

test('a request whose time was over before its turn came is not begun', async () => {
  const { caller, told } = connect();
  const late = caller.call('add', { a: 4, b: 0 }, 0.01);
  // Whoever answers is held up meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  await expect(late).rejects.toMatchObject({ code: 'STORE_STUCK' });
  await caller.call('add', { a: 5, b: 0 }, 5);
  expect(told).toEqual([5]);
});

test('a told request is carried out without an answer', async () => {
  const { caller, told } = connect();
  caller.tell('add', { a: -5, b: 0 });
  await caller.call('add', { a: 7, b: 0 }, 5);
  expect(told).toEqual([-5, 7]);
});

test('the death of a thread fails what waits and what is asked later', async () => {
  const { caller } = connect();
  const waiting = caller.call('hang', {});
  caller.fail(new TeleError('INTERNAL', 'gone'));
  await expect(waiting).rejects.toMatchObject({ message: 'gone' });
  await expect(caller.call('add', { a: 1, b: 1 }, 5)).rejects.toMatchObject({ message: 'gone' });
});
