import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TeleError, type ErrorCode } from '../core/index.ts';
import { encodeChanges } from '../format/index.ts';
import { openMemory } from '../stores/index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { createRetryingWriter } from './retrying-writer.ts';
import { createStoreApplier } from './store-applier.ts';

/** A spool in memory before a store in memory, on a disk that refuses while it is told to. */
function open() {
  const store = openMemory();
  const waiting: { readonly lsn: number; readonly frames: readonly { lsn: number; count: number; at: number; payload: Uint8Array }[] }[] =
    [];
  const seen = { lastLsn: 0, isHurried: false, committed: [] as number[], failures: [] as (readonly [ErrorCode, number])[] };
  const disk = { isFull: false };
  const failed = (error: TeleError, lost: number): void => {
    seen.failures.push([error.code, lost]);
    if (lost === 0) applier.release();
  };
  const pause = async (seconds: number, signal?: AbortSignal): Promise<void> => {
    // As short as a pause can be; the order of things is the same.
    await delay(seconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  };
  const writer = createRetryingWriter({
    store: {
      async append(batch) {
        if (disk.isFull) throw new TeleError('STORE_UNWRITABLE', 'full');
        await store.append(batch);
      },
    },
    pause,
    failed,
    written: () => undefined,
  });
  const applier = createStoreApplier({
    writer,
    reader: {
      async next() {
        const batch = waiting.shift();
        return batch === undefined ? undefined : { ...batch, count: 1, at: 0 };
      },
      committed: async (lsn) => void seen.committed.push(lsn),
    },
    lastLsn: () => seen.lastLsn,
    now: () => performance.now() / 1000,
    pause,
    isHurried: () => seen.isHurried,
    failed,
  });
  const append = (lsn: number): void => {
    seen.lastLsn = lsn;
    waiting.push({ lsn, frames: [{ lsn, count: 1, at: 0, payload: encodeChanges([callChange(storedCall({ id: `c${lsn}` }))]) }] });
    applier.wake();
  };
  return { store, applier, append, seen, disk };
}

test('what is in the spool comes into the store, and whoever waits for it sees it', async () => {
  const { store, applier, append } = open();
  const early = applier.reached(2).then(async (isReached) => [isReached, (await store.stats()).calls]);
  append(1);
  append(2);
  expect(await early).toEqual([true, 2]);
  expect(await applier.reached(1)).toBe(true);
  await applier.finish();
});

test('what is not written when the end is hurried stays in the spool', async () => {
  const { store, applier, append, seen } = open();
  append(1);
  expect(await applier.reached(1)).toBe(true);
  seen.isHurried = true;
  append(2);
  await applier.finish();
  expect((await store.stats()).calls).toBe(1);
  expect(applier.appliedLsn()).toBe(1);
});

test('a number that will never come to the spool is waited for until the wait is released', async () => {
  const { applier } = open();
  const asked = applier.reached(5);
  applier.release();
  expect(await asked).toBe(false);
  await applier.finish();
});

test('a reader is told while nothing can be written, not left waiting, and nothing is lost', async () => {
  const { store, applier, append, seen, disk } = open();
  disk.isFull = true;
  append(1);
  expect(await applier.reached(1)).toBe(false);
  disk.isFull = false;
  while (!(await applier.reached(1)));
  expect((await store.stats()).calls).toBe(1);
  expect(seen.failures.every(([, lost]) => lost === 0)).toBe(true);
  await applier.finish();
});

test('by the end the spool may forget all of it', async () => {
  const { applier, append, seen } = open();
  append(1);
  append(2);
  await applier.finish();
  expect(seen.committed.at(-1)).toBe(2);
});

test('at the end a full disk leaves the rest in the spool', async () => {
  const { store, applier, append, seen, disk } = open();
  append(1);
  await applier.reached(1);
  disk.isFull = true;
  append(2);
  await applier.finish();
  expect((await store.stats()).lastLsn).toBe(1);
  expect(seen.committed.at(-1)).toBe(1);
  expect(seen.failures.every(([, lost]) => lost === 0)).toBe(true);
});
