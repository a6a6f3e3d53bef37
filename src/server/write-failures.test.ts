import { expect, test } from 'vitest';
import { TeleError } from '../core/index.ts';
import { createWriteFailures, type WriteStage } from './write-failures.ts';

function open() {
  let now = 100;
  const told: (readonly [string, number])[] = [];
  const begun: WriteStage[] = [];
  const failures = createWriteFailures({
    now: () => (now += 1),
    failed: ({ message }, lost) => void told.push([message, lost]),
    began: (stage) => void begun.push(stage),
  });
  const note = (stage: WriteStage, message: string, lost = 0): void =>
    failures.note(stage, new TeleError('STORE_UNWRITABLE', message), lost);
  return { failures, note, told, begun };
}

test('a failure is told once, keeps the time of its beginning and ends when it is cleared', () => {
  const { failures, note, told, begun } = open();
  note('store', 'first');
  note('store', 'second');
  expect(told).toEqual([['first', 0]]);
  expect(begun).toEqual(['store', 'store']);
  expect(failures.current()).toEqual({ message: 'second', since: 101 });
  failures.clear('store');
  expect(failures.current()).toBeUndefined();
});

test('a store that fails leaves the spool well; one that fails too is what matters', () => {
  const { failures, note } = open();
  note('store', 'locked');
  expect([failures.isFailing('store'), failures.isFailing('spool')]).toEqual([true, false]);
  note('spool', 'full');
  expect(failures.current()?.message).toBe('full');
  failures.clear('spool');
  expect(failures.current()?.message).toBe('locked');
});

test('every loss is told, soon or with those that follow, and is no failure that lasts', () => {
  const { failures, note, told, begun } = open();
  note('store', 'poison', 1);
  for (let n = 0; n < 20; n += 1) note('store', 'poison', 2);
  expect(told.length).toBeLessThan(5);
  expect(told[0]).toEqual(['poison', 1]);
  expect(told[1]?.[1]).toBeGreaterThan(2);
  expect(begun).toEqual([]);
  expect(failures.current()).toBeUndefined();
});
