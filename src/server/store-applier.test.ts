import { expect, test } from 'vitest';
import { TeleError, type ErrorCode } from '../core/index.ts';
import { openMemory } from '../stores/index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { createStoreApplier } from './store-applier.ts';
import { encodeBatch } from './store-batch.ts';

/** A store in memory on a disk that refuses as long as there are refusals left. */
function open(refusals: ErrorCode[]) {
  const store = openMemory();
  const pauses: number[] = [];
  const failures: (readonly [ErrorCode, number])[] = [];
  const applier = createStoreApplier({
    store: {
      ...store,
      async append(batch) {
        const code = refusals.shift();
        if (code !== undefined) throw new TeleError(code, 'no');
        await store.append(batch);
      },
    },
    lastLsn: 0,
    now: () => 100,
    pause: async (seconds) => void pauses.push(seconds),
    failed: (error, lost) => void failures.push([error.code, lost]),
  });
  return { store, applier, pauses, failures };
}

const batch = (lsn: number) => encodeBatch({ lsn, changes: [callChange(storedCall({ id: `c${lsn}` }))] });

test('batches are applied in order and tell when', async () => {
  const { store, applier } = open([]);
  expect(await Promise.all([applier.apply(batch(1)), applier.apply(batch(2))])).toEqual([0, 0]);
  await applier.reached(2);
  expect((await store.stats()).lastLsn).toBe(2);
  expect(applier.health()).toEqual({ lastCommitAt: 100 });
});

test('a full disk is tried again with growing pauses and loses nothing', async () => {
  const { store, applier, pauses, failures } = open(Array.from({ length: 7 }, (): ErrorCode => 'STORE_UNWRITABLE'));
  expect(await applier.apply(batch(1))).toBe(0);
  expect(pauses).toEqual([0.1, 0.3, 1, 2, 5, 5, 5]);
  expect(failures).toEqual([['STORE_UNWRITABLE', 0]]);
  expect((await store.stats()).calls).toBe(1);
  expect(applier.health()).toEqual({ lastCommitAt: 100 });
});

test('a batch that fails for another reason is given up after three tries, and the next one is written', async () => {
  const { store, applier, failures } = open(['INTERNAL', 'INTERNAL', 'INTERNAL']);
  expect(await Promise.all([applier.apply(batch(1)), applier.apply(batch(2))])).toEqual([1, 0]);
  expect(failures).toEqual([
    ['INTERNAL', 0],
    ['INTERNAL', 1],
  ]);
  expect(applier.health()).toEqual({ lastCommitAt: 100 });
  await applier.reached(2);
  expect((await store.listCalls({ limit: 10 })).calls.map((call) => call.id)).toEqual(['c2']);
});

test('a reader waits for what it must see', async () => {
  const { store, applier } = open([]);
  const seen = applier.reached(1).then(async () => (await store.stats()).calls);
  await applier.apply(batch(1));
  expect(await seen).toBe(1);
});

test('a reader is refused while nothing can be written, not left waiting', async () => {
  const { applier } = open(['STORE_UNWRITABLE']);
  const refused = applier.reached(1).catch((error: unknown) => ({ error, health: applier.health() }));
  const applied = applier.apply(batch(1));
  expect(await refused).toMatchObject({ error: { code: 'STORE_UNWRITABLE' }, health: { failure: { message: 'no', since: 100 } } });
  expect(await applied).toBe(0);
});

test('at the end a batch gets one last try', async () => {
  const { applier } = open(['STORE_UNWRITABLE', 'STORE_UNWRITABLE']);
  const finished = applier.finish();
  const applied = applier.apply(batch(1));
  await finished;
  expect(await applied).toBe(1);
});
