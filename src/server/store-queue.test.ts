import { expect, test } from 'vitest';
import type { StoreBatch, StoreChange } from '../core/index.ts';
import { createChangeEncoder, createTimelineEncoder, decodeChanges, encodeEntries } from '../format/index.ts';
import { plainChanges, callChange, storedCall, storedRegistration, timelineEntry } from '../testing/index.ts';
import { createStoreQueue } from './store-queue.ts';
import type { StoreLoss } from './waiting-changes.ts';

interface Sent extends StoreBatch {
  answer(lost: number): void;
  fail(): void;
}

function open(lastLsn = 0) {
  const sent: Sent[] = [];
  const losses: (readonly [number, StoreLoss])[] = [];
  const queue = createStoreQueue({
    lastLsn,
    send: ({ lsn, count, bytes }) =>
      new Promise((resolve, reject) => {
        const changes = plainChanges(decodeChanges(bytes));
        expect(changes).toHaveLength(count);
        sent.push({ lsn, changes, answer: (lost) => resolve({ lost }), fail: () => reject(new Error('gone')) });
      }),
    lost: (count, reason) => void losses.push([count, reason]),
  });
  return { queue, sent, losses };
}

const calls = (count: number, prefix = 'c'): readonly StoreChange[] =>
  Array.from({ length: count }, (_, index) => callChange(storedCall({ id: `${prefix}${index}` })));

test('changes of one call that were not sent yet become one, with all their timeline', async () => {
  const { queue, sent } = open(41);
  const [first, second] = [timelineEntry({ arrival: 1 }), timelineEntry({ arrival: 2 })];
  queue.add(callChange(storedCall({ id: 'a', version: 1 }), [first]));
  queue.add(callChange(storedCall({ id: 'b' }), []));
  queue.add(callChange(storedCall({ id: 'a', version: 2 }), [second]));
  expect(queue.flush()).toBe(43);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.lsn).toBe(43);
  expect(sent[0]?.changes).toEqual([
    callChange(storedCall({ id: 'a', version: 2 }), [first, second]),
    callChange(storedCall({ id: 'b' }), []),
  ]);
});

test('a change after a flush is a change of its own', () => {
  const { queue, sent } = open();
  queue.add(callChange(storedCall({ id: 'a', version: 1 })));
  queue.flush();
  queue.add(callChange(storedCall({ id: 'a', version: 2 })));
  expect(queue.flush()).toBe(2);
  expect(sent.map((batch) => batch.lsn)).toEqual([1, 2]);
});

test('a store that does not answer gets four batches; the rest waits and the number still covers it', async () => {
  const { queue, sent } = open();
  for (const change of calls(2250)) queue.add(change);
  expect(queue.flush()).toBe(2250);
  expect(sent.map((batch) => batch.changes.length)).toEqual([500, 500, 500, 500]);
  const drained = queue.drain();
  for (const batch of sent.slice()) batch.answer(0);
  await Promise.resolve();
  await new Promise(setImmediate);
  expect(sent[4]?.lsn).toBe(2250);
  sent[4]?.answer(0);
  await drained;
});

test('beyond fifty thousand waiting calls new ones are lost and counted, known ones still change', () => {
  const { queue, losses } = open();
  for (const change of calls(50_000)) queue.add(change);
  queue.add(callChange(storedCall({ id: 'c0', version: 9 })));
  expect(losses).toEqual([]);
  queue.add(callChange(storedCall({ id: 'too many' })));
  queue.add({ kind: 'registration', record: storedRegistration({ id: 'c1' }) });
  expect(losses).toEqual([
    [1, 'queue_full'],
    [1, 'queue_full'],
  ]);
});

test('what the store gives up or never answers is counted', async () => {
  const { queue, sent, losses } = open();
  for (const change of calls(3)) queue.add(change);
  queue.flush();
  for (const change of calls(2, 'd')) queue.add(change);
  const drained = queue.drain();
  sent[0]?.answer(3);
  sent[1]?.fail();
  await drained;
  expect(losses).toEqual([
    [3, 'store_failed'],
    [2, 'store_failed'],
  ]);
});

test('a change with a number that cannot be stored is lost alone and counted', async () => {
  const { queue, sent, losses } = open();
  const bad = (id: string): StoreChange => callChange(storedCall({ id, messages: Number.NaN }));
  for (const change of [...calls(2), bad('x'), ...calls(2, 'd')]) queue.add(change);
  expect(queue.flush()).toBe(5);
  expect(sent[0]?.lsn).toBe(5);
  expect(sent[0]?.changes).toEqual([...calls(2), ...calls(2, 'd')]);
  expect(losses).toEqual([[1, 'malformed']]);
  queue.add(bad('y'));
  expect(queue.flush()).toBe(5);
  for (const change of calls(1, 'e')) queue.add(change);
  expect(queue.flush()).toBe(6);
  expect(sent.map(({ lsn }) => lsn)).toEqual([5, 6]);
  expect(losses).toEqual([
    [1, 'malformed'],
    [1, 'malformed'],
  ]);
  const drained = queue.drain();
  for (const batch of sent) batch.answer(0);
  await drained;
});

test('a change with a message that cannot be stored is counted at once, and what waits of its call is kept', () => {
  const { queue, sent, losses } = open();
  const first = timelineEntry({ arrival: 1 });
  queue.add(callChange(storedCall({ id: 'a' }), [first]));
  queue.add(callChange(storedCall({ id: 'a', version: 2 }), [timelineEntry({}), timelineEntry({ lengthBytes: Number.NaN })]));
  expect(losses).toEqual([[1, 'malformed']]);
  expect(queue.flush()).toBe(1);
  expect(sent[0]?.changes).toEqual([callChange(storedCall({ id: 'a' }), [first])]);
});

test('messages become bytes when they are added: what happens to them later changes nothing', () => {
  const { queue, sent } = open();
  const entries = [timelineEntry({ arrival: 1 })];
  queue.add(callChange(storedCall({ id: 'a' }), entries));
  entries.push(timelineEntry({ arrival: 2 }));
  queue.flush();
  expect(sent[0]?.changes).toEqual([callChange(storedCall({ id: 'a' }), entries.slice(0, 1))]);
});

test('draining an empty queue ends at once', async () => {
  await open().queue.drain();
});

test('what an import hands over is sent behind all that has arrived, so that a number that was given out stays true', async () => {
  const { queue, sent } = open(10);
  const bytes = createChangeEncoder()(calls(2, 'imported').map((change) => encodeEntries(change, createTimelineEncoder())));
  let last: number | undefined;
  let given = 0;
  await queue.together(async () => {
    for (const change of calls(3)) queue.add(change);
    void queue.handOver({ count: 2, bytes }).then((lsn) => (last = lsn));
    given = queue.flush();
    expect(sent).toEqual([]);
  });
  expect([given, queue.flush()]).toEqual([13, 15]);
  await new Promise(setImmediate);
  expect([sent.map(({ lsn }) => lsn), last]).toEqual([[13, 15], 15]);
});

test('an import waits while the store does not answer, and goes on when it does', async () => {
  const { queue, sent } = open();
  const bytes = createChangeEncoder()(calls(1).map((change) => encodeEntries(change, createTimelineEncoder())));
  for (let index = 0; index < 5; index += 1) void queue.handOver({ count: 1, bytes });
  expect(sent).toHaveLength(4);
  sent[0]?.answer(0);
  await new Promise(setImmediate);
  expect(sent.map(({ lsn }) => lsn)).toEqual([1, 2, 3, 4, 5]);
});
