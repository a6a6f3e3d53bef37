import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { Pieces } from './pieces.ts';

test('a piece is taken when the one before was worked through, and the end ends the reading', async () => {
  const pieces = new Pieces();
  const told: string[] = [];
  const giving = (async () => {
    for (const size of [1, 2]) {
      await pieces.give(new Uint8Array(size));
      told.push(`taken ${size}`);
    }
    await pieces.give(undefined);
  })();
  for await (const piece of pieces.read()) {
    await Promise.resolve();
    told.push(`read ${piece.length}`);
  }
  await giving;
  expect(told).toEqual(['taken 1', 'read 1', 'taken 2', 'read 2']);
});

test('what ends the reading is told to who waits on either side, and to who gives later', async () => {
  const [read, given] = [new Pieces(), new Pieces()];
  const reason = new TeleError('STORE_UNWRITABLE', 'The disk is full.');
  const [reading, giving] = [read.read().next(), given.give(new Uint8Array(1))];
  read.fail(reason);
  given.fail(reason);
  await expect(reading).rejects.toBe(reason);
  await expect(giving).rejects.toBe(reason);
  await expect(given.give(undefined)).rejects.toBe(reason);
});
