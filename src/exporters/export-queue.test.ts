import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExportQueue, type OtlpLoss } from './export-queue.ts';
import type { Sent } from './sent.ts';
import { rounds } from '../../test/rounds.ts';

interface Timer {
  readonly seconds: number;
  readonly call: () => void;
}

/** A queue with a clock that is turned by hand, and a collector that answers when it is told to. */
function turnedByHand(options: { readonly queueItems?: number; readonly batchItems?: number } = {}) {
  const timers = new Set<Timer>();
  const sent: number[][] = [];
  const lost = new Map<OtlpLoss, number>();
  let answer: ((sent: Sent) => void) | undefined;
  const queue = new ExportQueue<number, readonly number[]>({
    sender: {
      send: async (items) =>
        new Promise((resolve) => {
          sent.push([...items]);
          answer = resolve;
        }),
      close: () => answer?.({ kind: 'again', reason: 'was closed' }),
    },
    queueItems: options.queueItems ?? 10,
    batchItems: options.batchItems ?? 4,
    delaySeconds: 5,
    batchOf: (items) => items,
    lost: (reason, count) => void lost.set(reason, (lost.get(reason) ?? 0) + count),
    random: () => 0.5,
    after(seconds, call) {
      const timer = { seconds, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  return {
    queue,
    sent,
    lost: () => Object.fromEntries(lost),
    waits: () => [...timers].map(({ seconds }) => seconds),
    /** The next timer is due. */
    turn() {
      const [next] = timers;
      if (next === undefined) return;
      timers.delete(next);
      next.call();
    },
    async answer(one: Sent) {
      const last = answer;
      answer = undefined;
      last?.(one);
      await new Promise(setImmediate);
    },
    isSending: () => answer !== undefined,
  };
}

const TAKEN: Sent = { kind: 'taken', rejected: 0 };
const AGAIN: Sent = { kind: 'again', reason: 'answered 503' };

test('a batch waits to become full, and is sent at once when it is', async () => {
  const { queue, sent, turn, waits, answer } = turnedByHand();
  queue.add([1, 2]);
  expect([sent, waits()]).toEqual([[], [5]]);
  turn();
  expect(sent).toEqual([[1, 2]]);
  await answer(TAKEN);
  queue.add([3, 4, 5, 6, 7]);
  expect(sent[1]).toEqual([3, 4, 5, 6]);
  expect(queue.state).toEqual({ waiting: 1, exported: 2 });
});

test('what could not be sent is sent again in its order, after twice as long from try to try', async () => {
  const { queue, sent, turn, waits, answer } = turnedByHand();
  queue.add([1, 2, 3, 4]);
  const seen: number[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    await answer(AGAIN);
    queue.add([10 + tries]);
    seen.push(...waits());
    turn();
  }
  expect(seen).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect(sent.at(-1)).toEqual([2, 3, 4, 10]);
  expect(queue.state.failure).toMatchObject({ reason: 'answered 503', tries: 7, isRefused: false });
  await answer(TAKEN);
  expect(queue.state.failure).toBeUndefined();
});

test('a collector that says when is not asked sooner, and after ten minutes at the latest', async () => {
  const { queue, waits, turn, answer } = turnedByHand();
  queue.add([1, 2, 3, 4]);
  await answer({ ...AGAIN, kind: 'again', reason: 'x', afterSeconds: 120 });
  expect(waits()).toEqual([120]);
  turn();
  await answer({ kind: 'again', reason: 'x', afterSeconds: 1e9 });
  expect(waits()).toEqual([600]);
  turn();
  await answer({ kind: 'again', reason: 'x', afterSeconds: 0.001 });
  expect(waits()).toEqual([4]);
});

test('at the end a collector that has failed is asked once more, but not one that asked to wait', async () => {
  const back = turnedByHand();
  back.queue.add([1, 2, 3, 4, 5]);
  await back.answer(AGAIN);
  const closed = back.queue.close(6);
  await back.answer(TAKEN);
  await back.answer(TAKEN);
  await closed;
  expect([back.sent.slice(1), back.lost()]).toEqual([[[1, 2, 3, 4], [5]], {}]);
  const gone = turnedByHand();
  gone.queue.add([1, 2, 3, 4, 5]);
  await gone.answer(AGAIN);
  const over = gone.queue.close(6);
  await gone.answer(AGAIN);
  await over;
  expect([gone.sent.length, gone.lost()]).toEqual([2, { not_acknowledged: 5 }]);
  const asked = turnedByHand();
  asked.queue.add([1, 2, 3, 4]);
  await asked.answer({ kind: 'again', reason: 'answered 429', afterSeconds: 60 });
  await asked.queue.close(6);
  expect([asked.sent.length, asked.lost()]).toEqual([1, { not_acknowledged: 4 }]);
});

test('the oldest goes first when there is no room, and is counted', async () => {
  const { queue, sent, lost, turn, answer } = turnedByHand({ queueItems: 5, batchItems: 2 });
  queue.add([1, 2, 3]);
  queue.add([4, 5, 6, 7, 8]);
  expect(lost()).toEqual({ queue_full: 1 });
  await answer(AGAIN);
  // 1 and 2 came back to a queue that was full.
  expect(lost()).toEqual({ queue_full: 3 });
  turn();
  expect(sent.at(-1)).toEqual([4, 5]);
});

test('what a collector refuses, or rejects of a batch, is counted and not sent again', async () => {
  const { queue, sent, lost, turn, answer } = turnedByHand();
  queue.add([1, 2, 3, 4]);
  await answer({ kind: 'refused', reason: 'answered 400' });
  expect(queue.state).toEqual({ waiting: 0, exported: 0, failure: { reason: 'answered 400', tries: 1, isRefused: true, pauseSeconds: 0 } });
  queue.add([5, 6, 7]);
  turn();
  await answer({ kind: 'taken', rejected: 2, message: 'too old' });
  expect([lost(), queue.state, sent.length]).toEqual([
    { refused: 6 },
    { waiting: 0, exported: 1, failure: { reason: 'rejected a part of a batch (too old)', tries: 2, isRefused: true, pauseSeconds: 0 } },
    2,
  ]);
  queue.add([8]);
  turn();
  await answer({ kind: 'taken', rejected: 1e12 });
  expect(lost()).toEqual({ refused: 7 });
  // What is refused is no reason to wait.
  queue.add([9, 10, 11, 12]);
  expect(sent.at(-1)).toEqual([9, 10, 11, 12]);
  await answer(TAKEN);
  expect(queue.state).toEqual({ waiting: 0, exported: 5 });
});

test('the end sends what waits, and counts what is not taken in time', async () => {
  const one = turnedByHand();
  one.queue.add([1, 2]);
  const closing = one.queue.close(3);
  await one.answer(TAKEN);
  await closing;
  expect([one.sent, one.lost()]).toEqual([[[1, 2]], {}]);
  one.queue.add([3]);
  expect(one.lost()).toEqual({ not_acknowledged: 1 });

  const other = turnedByHand();
  other.queue.add([1, 2, 3, 4, 5]);
  const late = other.queue.close(3);
  other.turn();
  await late;
  expect(other.lost()).toEqual({ not_acknowledged: 5 });
});

test('whatever a collector does, each item is taken, lost once, or waits, and no more wait than may', async () => {
  const step = fc.oneof(
    fc.integer({ min: 1, max: 7 }).map((count) => ({ kind: 'add' as const, count })),
    fc.constant({ kind: 'turn' as const }),
    fc
      .constantFrom<Sent>(TAKEN, AGAIN, { kind: 'refused', reason: 'x' }, { kind: 'taken', rejected: 1 })
      .map((sent) => ({ kind: 'answer' as const, sent })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { queue, lost, turn, answer, isSending, sent } = turnedByHand({ queueItems: 6, batchItems: 3 });
      let added = 0;
      for (const one of steps) {
        if (one.kind === 'add') {
          queue.add(Array.from({ length: one.count }, () => (added += 1)));
        } else if (one.kind === 'turn') turn();
        else await answer(one.sent);
        const gone = Object.values(lost()).reduce((sum, count) => sum + count, 0);
        const onTheWay = isSending() ? (sent.at(-1)?.length ?? 0) : 0;
        expect(queue.state.waiting).toBeLessThanOrEqual(6);
        expect(queue.state.exported + gone + queue.state.waiting + onTheWay).toBe(added);
      }
    }),
    { numRuns: rounds(150, 1000) },
  );
});
