import { expect, test } from 'vitest';
import { TeleError, type ErrorCode } from '../core/index.ts';
import { openMemory } from '../stores/index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { createRetryingWriter } from './retrying-writer.ts';

/** A store in memory that refuses as long as there are refusals left, and any batch with the call `poison`. */
function open(refusals: ErrorCode[]) {
  const store = openMemory();
  const pauses: number[] = [];
  const failures: (readonly [ErrorCode, number])[] = [];
  const written = { batches: 0 };
  const writer = createRetryingWriter({
    store: {
      async append(batch) {
        const code = refusals.shift() ?? (batch.changes.some(({ record }) => record.id === 'poison') ? 'INTERNAL' : undefined);
        if (code !== undefined) throw new TeleError(code, 'no');
        await store.append(batch);
      },
    },
    pause: async (seconds) => void pauses.push(seconds),
    failed: (error, lost) => void failures.push([error.code, lost]),
    written: () => void (written.batches += 1),
  });
  return { store, writer, pauses, failures, written };
}

const batch = (lsn: number, ids: readonly string[]) => ({ lsn, changes: ids.map((id) => callChange(storedCall({ id }))) });

test('a full disk is tried again with growing pauses and loses nothing', async () => {
  const { store, writer, pauses, failures, written } = open(Array.from({ length: 7 }, (): ErrorCode => 'STORE_UNWRITABLE'));
  expect(await writer.write(batch(1, ['a']))).toBe(true);
  expect(pauses).toEqual([0.1, 0.3, 1, 2, 5, 5, 5]);
  expect(failures).toEqual(Array.from({ length: 7 }, () => ['STORE_UNWRITABLE', 0]));
  expect(written.batches).toBe(1);
  expect((await store.stats()).calls).toBe(1);
});

test('a change that no try can write costs itself alone', async () => {
  const { store, writer, failures } = open([]);
  expect(await writer.write(batch(7, ['a', 'b', 'c', 'poison', 'd', 'e', 'f']))).toBe(true);
  expect(await writer.write(batch(8, ['g']))).toBe(true);
  expect((await store.listCalls({ limit: 10 })).calls.map(({ id }) => id)).toEqual(['g', 'f', 'e', 'd', 'c', 'b', 'a']);
  expect((await store.stats()).lastLsn).toBe(8);
  expect(failures.filter(([, lost]) => lost > 0)).toEqual([['INTERNAL', 1]]);
});

test('changes that no try can write are told of once, however many they are', async () => {
  const { store, writer, failures } = open([]);
  const poison = Array.from({ length: 40 }, () => 'poison');
  expect(await writer.write(batch(44, ['a', ...poison, 'b', 'c', 'd']))).toBe(true);
  expect((await store.stats()).calls).toBe(4);
  expect(failures.filter(([, lost]) => lost > 0)).toEqual([['INTERNAL', 40]]);
});

test('a fault that passes costs nothing', async () => {
  const { store, writer, failures } = open(['INTERNAL', 'INTERNAL']);
  expect(await writer.write(batch(2, ['a', 'b']))).toBe(true);
  expect((await store.stats()).calls).toBe(2);
  expect(failures.every(([, lost]) => lost === 0)).toBe(true);
});

test('a hurried writer does not wait for a disk, and gives nothing up', async () => {
  const { writer, pauses, failures } = open(['STORE_LOCKED']);
  writer.hurry();
  expect(await writer.write(batch(1, ['a']))).toBe(false);
  expect(pauses).toEqual([]);
  expect(failures).toEqual([['STORE_LOCKED', 0]]);
});
