import { expect, test } from 'vitest';
import { TeleError, type ErrorCode } from '../core/index.ts';
import { createSpoolIntake } from './spool-intake.ts';

/** A spool that refuses as long as there are refusals left, and then everything behind a refusal that is not tried again yet. */
function open(refusals: number) {
  const kept: number[] = [];
  const failures: (readonly [ErrorCode, number])[] = [];
  const pauses: number[] = [];
  let left = refusals;
  const intake = createSpoolIntake({
    spool: {
      async append({ lsn }) {
        left -= 1;
        if (left >= 0) throw new TeleError('STORE_UNWRITABLE', 'full');
        kept.push(lsn);
      },
    },
    pause: async (seconds) => void pauses.push(seconds),
    failed: (error, lost) => void failures.push([error.code, lost]),
    appended: () => undefined,
  });
  const take = (lsn: number) => intake.take({ lsn, count: 10, bytes: new Uint8Array() });
  return { intake, take, kept, failures, pauses };
}

test('what the spool takes is acknowledged', async () => {
  const { take, kept } = open(0);
  expect(await Promise.all([take(10), take(20)])).toEqual([0, 0]);
  expect(kept).toEqual([10, 20]);
});

test('what the spool refuses is appended again, in order and before what came later', async () => {
  const { take, kept, failures, pauses } = open(3);
  const early = [take(10), take(20), take(30)];
  await Promise.resolve();
  await Promise.resolve();
  expect(await Promise.all([...early, take(40)])).toEqual([0, 0, 0, 0]);
  expect(kept).toEqual([10, 20, 30, 40]);
  expect(failures.every(([code, lost]) => code === 'STORE_UNWRITABLE' && lost === 0)).toBe(true);
  expect(pauses).toEqual([0.1]);
});

test('pauses grow while the disk is full', async () => {
  const { take, kept, pauses } = open(7);
  expect(await take(10)).toBe(0);
  expect(kept).toEqual([10]);
  expect(pauses).toEqual([0.1, 0.3, 1, 2, 5, 5, 5]);
});

test('at the end a batch gets one last try', async () => {
  const { intake, take, failures } = open(2);
  await intake.finish();
  expect(await take(10)).toBe(10);
  expect(failures).toEqual([['STORE_UNWRITABLE', 10]]);
});

test('at the end what waits to be tried again is tried, and what cannot be kept is counted', async () => {
  const { intake, take, failures } = open(Infinity);
  const lost = [take(10), take(20)];
  await Promise.resolve();
  await intake.finish();
  expect(await Promise.all(lost)).toEqual([10, 10]);
  expect(failures.filter(([, count]) => count > 0)).toHaveLength(2);
});
