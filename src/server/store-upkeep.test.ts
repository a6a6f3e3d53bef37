import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MaintainReport, RetentionPolicy } from '../core/index.ts';
import type { KnownTime } from './clock-watch.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import { retentionPolicy, startUpkeep } from './store-upkeep.ts';

const NOTHING: MaintainReport = { sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0, deletedDays: [], isDone: true };

test('retention is on by default, by age, by size and by free space; a limit of 0 is none', () => {
  const { store } = resolveSettings({ flags: {}, env: {} });
  expect(retentionPolicy(store)).toEqual({
    timelineSeconds: 14 * 86_400,
    callSeconds: 90 * 86_400,
    rollupSeconds: 400 * 86_400,
    maxBytes: 20 * 2 ** 30,
    minFreeBytes: 2 ** 30,
  });
  expect(retentionPolicy({ ...store, keepCallsDays: 0, maxBytes: 0 })).toEqual({
    timelineSeconds: 14 * 86_400,
    rollupSeconds: 400 * 86_400,
    minFreeBytes: 2 ** 30,
  });
});

test('a round that was not enough is soon followed by another, until it was, and a failure is told of', async () => {
  const asked: RetentionPolicy[] = [];
  const done: MaintainReport[] = [];
  const failed: string[] = [];
  const reports = [{ ...NOTHING, deletedCalls: 7, isDone: false }, NOTHING];
  const store = {
    async maintain(_now: number, policy: RetentionPolicy) {
      asked.push(policy);
      const report = reports.shift();
      if (report === undefined) throw new Error('the disk is gone');
      return report;
    },
  };
  const end = startUpkeep({
    store,
    policy: { callSeconds: 5 },
    clock: () => ({ now: 1 }),
    everyMs: 300,
    done: async (report) => void done.push(report),
    failed: (error) => void failed.push(error.message),
  });
  while (failed.length === 0) await sleep(10);
  end();
  expect(done.map(({ deletedCalls, isDone }) => [deletedCalls, isDone])).toEqual([
    [7, false],
    [0, true],
  ]);
  expect(asked.every(({ callSeconds }) => callSeconds === 5)).toBe(true);
  const count = asked.length;
  await sleep(700);
  expect(asked).toHaveLength(count);
});

test('while the clock is doubted nothing goes by its age, and room is made all the same', async () => {
  const asked: RetentionPolicy[] = [];
  let doubt: string | undefined = 'The clock is ahead.';
  const store = {
    async maintain(_now: number, policy: RetentionPolicy) {
      asked.push(policy);
      return NOTHING;
    },
  };
  const policy = { callSeconds: 5, timelineSeconds: 4, rollupSeconds: 3, maxBytes: 2, minFreeBytes: 1 };
  const clock = (): KnownTime => (doubt === undefined ? { now: 1 } : { now: 1, doubt });
  const end = startUpkeep({ store, policy, clock, everyMs: 5, done: async () => undefined, failed: (error) => expect.fail(error.message) });
  while (asked.length < 2) await sleep(5);
  expect(asked.at(-1)).toEqual({ maxBytes: 2, minFreeBytes: 1 });
  doubt = undefined;
  const before = asked.length;
  while (asked.length < before + 2) await sleep(5);
  end();
  expect(asked.at(-1)).toEqual(policy);
});
