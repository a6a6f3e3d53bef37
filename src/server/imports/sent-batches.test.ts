import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SentBatches } from './sent-batches.ts';

/** Batches of three, each of which the test takes or refuses. */
function open() {
  const sent: { readonly items: readonly number[]; take(): void; refuse(): void }[] = [];
  const batches = new SentBatches<number>(
    async (items) =>
      new Promise<void>((resolve, reject) => {
        sent.push({ items, take: () => resolve(), refuse: () => reject(new Error('refused')) });
      }),
    3,
  );
  return { sent, batches };
}

test('one batch is under way at a time, and who adds waits when the taker is more than two behind', async () => {
  const { sent, batches } = open();
  for (let item = 0; item < 10; item += 1) batches.add(item);
  let isTaken = false;
  const taken = batches.taken().then(() => void (isTaken = true));
  await setImmediate();
  expect([sent.map(({ items }) => items), isTaken]).toEqual([[[0, 1, 2]], false]);
  sent[0]?.take();
  await taken;
  const finished = batches.finish();
  for (let place = 1; place < 4; place += 1) {
    await setImmediate();
    sent[place]?.take();
  }
  await finished;
  expect(sent.map(({ items }) => items)).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
});

test('after one that was refused none is sent, and whoever waits is told', async () => {
  const { sent, batches } = open();
  for (let item = 0; item < 9; item += 1) batches.add(item);
  await setImmediate();
  sent[0]?.refuse();
  await expect(batches.taken()).rejects.toThrow('refused');
  await expect(batches.finish()).rejects.toThrow('refused');
  expect(sent).toHaveLength(1);
});
