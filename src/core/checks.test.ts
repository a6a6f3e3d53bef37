import { expect, test } from 'vitest';
import { createChecks } from './checks.ts';

/** A clock and its timers, which move when they are told to. */
function createTime() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(seconds: number, callback: () => void) {
      const timer = { at: now + seconds, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    timers: () => timers.size,
    async pass(seconds: number) {
      await settle();
      now += seconds;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.callback();
      }
      await settle();
    },
  };
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function open(keepSeconds = 1) {
  const time = createTime();
  const checks = createChecks<string>({ deadlineSeconds: 5, keepSeconds, ...time });
  const runs = new Map<string, number>();
  const add = (name: string, run: () => string | Promise<string>): void =>
    checks.add(name, {
      run() {
        runs.set(name, (runs.get(name) ?? 0) + 1);
        return run();
      },
      late: (seconds) => `late for ${seconds} s`,
      failed: (error) => `failed: ${String(error)}`,
    });
  const ask = async () => Object.fromEntries((await checks.run()).map(({ name, found }) => [name, found]));
  return { time, add, ask, runs };
}

const never = (): Promise<string> => new Promise(() => undefined);

test('four checks that hang are told at the deadline, then at once, run once each, and leave no timer behind', async () => {
  const { time, add, ask, runs } = open();
  for (const name of ['a', 'b', 'c', 'd']) add(name, never);
  add('e', () => 'fine');
  const first = ask();
  expect(time.timers()).toBe(1);
  await time.pass(5);
  expect(await first).toEqual({ a: 'late for 5 s', b: 'late for 5 s', c: 'late for 5 s', d: 'late for 5 s', e: 'fine' });
  for (let round = 2; round < 50; round += 1) {
    await time.pass(1);
    expect(await ask()).toMatchObject({ a: `late for ${round + 4} s`, e: 'fine' });
    expect(time.timers()).toBe(1);
  }
  expect(Object.fromEntries(runs)).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 49 });
  await time.pass(1);
  expect(time.timers()).toBe(0);
});

test('who asks meanwhile or a moment later has the same answer, and the checks have run once', async () => {
  const { time, add, ask, runs } = open();
  add('a', () => 'fine');
  await Promise.all([ask(), ask(), ask()]);
  await time.pass(0.9);
  await ask();
  expect(runs.get('a')).toBe(1);
  await time.pass(0.2);
  await ask();
  expect(runs.get('a')).toBe(2);
});

test('a check that comes back late is asked again at once, and the others are not late because of it', async () => {
  const { time, add, ask } = open();
  let comeBack: ((found: string) => void) | undefined;
  const answers = [() => new Promise<string>((resolve) => (comeBack = resolve)), () => 'fine again'];
  add('slow', () => answers.shift()?.() ?? 'fine');
  add('other', () => 'fine');
  const first = ask();
  await time.pass(5);
  expect(await first).toEqual({ slow: 'late for 5 s', other: 'fine' });
  comeBack?.('at last');
  await time.pass(0);
  expect(await ask()).toEqual({ slow: 'fine again', other: 'fine' });
});

test('a late one that comes back while the next round runs is told with it, and does not start that round twice', async () => {
  const { time, add, ask, runs } = open();
  let comeBack: ((found: string) => void) | undefined;
  let isFirst = true;
  add('slow', () => (isFirst ? new Promise<string>((resolve) => (comeBack = resolve)) : 'fine'));
  add('second', () => (isFirst ? 'fine' : new Promise<string>((resolve) => time.after(1, () => resolve('fine')))));
  const first = ask();
  await time.pass(5);
  await first;
  await time.pass(2);
  isFirst = false;
  const next = ask();
  comeBack?.('at last');
  await time.pass(0);
  const joined = ask();
  await time.pass(1);
  expect(await next).toEqual({ slow: 'at last', second: 'fine' });
  expect(await joined).toEqual(await next);
  expect(runs.get('second')).toBe(2);
});

test('a check that throws or rejects is what its failure is, and the others are told', async () => {
  const { add, ask } = open();
  add('throws', () => {
    throw new Error('now');
  });
  add('rejects', () => Promise.reject(new Error('later')));
  add('c', () => 'fine');
  expect(await ask()).toEqual({ throws: 'failed: Error: now', rejects: 'failed: Error: later', c: 'fine' });
});

test('a check is late by the deadline at least, also where a timer fires a little early', async () => {
  const time = createTime();
  const after = (seconds: number, callback: () => void) => time.after(seconds - 0.001, callback);
  const checks = createChecks<number>({ deadlineSeconds: 5, keepSeconds: 1, now: time.now, after });
  checks.add('hangs', { run: async () => new Promise<number>(() => undefined), late: (seconds) => seconds, failed: () => -1 });
  const asked = checks.run();
  await time.pass(4.999);
  expect((await asked).map(({ found }) => found)).toEqual([5]);
});
