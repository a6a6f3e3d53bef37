import { expect, test } from 'vitest';
import { openMemory } from '../../stores/index.ts';
import { callChange, storedCall } from '../../testing/index.ts';
import { SettledCalls } from './settled-calls.ts';

test('while the traces of many calls are made, what else the thread does has its turn', async () => {
  const store = openMemory();
  let now = 0;
  const calls = new SettledCalls({
    traceAfterSeconds: 15,
    store: async () => store,
    hash: (text) => text.padEnd(64, '0'),
    sampling: { ratio: 0, isParentHonoured: true, keepsFailures: true },
    now: () => now,
    mostWaiting: 1e6,
    spans: () => undefined,
    chosen: () => undefined,
    done: () => undefined,
    lost: () => undefined,
  });
  calls.add(Array.from({ length: 50_000 }, (_, index) => `call-${index}`));
  now = 1000;
  let turns = 0;
  const other = setInterval(() => (turns += 1), 1);
  await calls.look(() => false);
  clearInterval(other);
  expect(turns).toBeGreaterThan(0);
});

test('a call that changes again and again after its trace was exported is exported once more, and then no more', async () => {
  const store = openMemory();
  const call = storedCall({ id: 'changed', state: 'ended', isProvisional: false, outcome: 'answered' });
  await store.append({ lsn: 1, changes: [callChange(call)] });
  let now = 0;
  const exported: string[] = [];
  let done = 0;
  const calls = new SettledCalls({
    traceAfterSeconds: 15,
    store: async () => store,
    hash: (text) => text.padEnd(64, '0'),
    sampling: { ratio: 1, isParentHonoured: true, keepsFailures: true },
    now: () => now,
    mostWaiting: 10,
    spans: ([root]) => exported.push(root?.name ?? ''),
    chosen: () => undefined,
    done: (count) => (done += count),
    lost: () => undefined,
  });
  for (let change = 0; change < 5; change += 1) {
    calls.add(['changed']);
    now += 20;
    await calls.look(() => false);
  }
  expect([exported, done]).toEqual([['call', 'call'], 5]);
});
