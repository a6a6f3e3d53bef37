import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { createFailedLogins } from './failed-logins.ts';

function table() {
  let at = 1000;
  const failed = createFailedLogins(() => at);
  const isRefused = (address: string): boolean => {
    try {
      failed.refuse(address);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'LOGINS_THROTTLED' });
      return true;
    }
  };
  return { ...failed, isRefused, wait: (seconds: number) => (at += seconds) };
}

test('an address that failed ten times is refused until its minute is over, and no other is', () => {
  const { add, isRefused, wait } = table();
  for (let count = 0; count < 9; count += 1) add('192.0.2.1');
  expect(isRefused('192.0.2.1')).toBe(false);
  wait(59);
  add('192.0.2.1');
  expect(isRefused('192.0.2.1')).toBe(true);
  expect(isRefused('192.0.2.2')).toBe(false);
  wait(1);
  expect(isRefused('192.0.2.1')).toBe(false);
});

test('an attempt that does not fail does not count, nor does one that could not be made', async () => {
  const { attempt, isRefused } = table();
  for (let count = 0; count < 30; count += 1) {
    expect(await attempt('127.0.0.1', async () => 'alice')).toBe('alice');
    await expect(attempt('127.0.0.1', async () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
  }
  expect(isRefused('127.0.0.1')).toBe(false);
});

test('no more attempts of an address are made at once than it may fail; the others wait, and are refused when those fail', async () => {
  const { attempt, isRefused } = table();
  let [running, most] = [0, 0];
  const ends: (() => void)[] = [];
  const settle = async (isRight: boolean, address: string): Promise<(string | undefined)[]> => {
    [running, most] = [0, 0];
    const made = Array.from({ length: 25 }, async () =>
      attempt(address, async () => {
        most = Math.max(most, (running += 1));
        await new Promise<void>((resolve) => ends.push(resolve));
        running -= 1;
        return isRight ? 'known' : undefined;
      }).catch((error: unknown) => (error instanceof TeleError ? error.code : 'another')),
    );
    for (let round = 0; round < 60; round += 1) {
      ends.splice(0, 1)[0]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return Promise.all(made);
  };
  expect(await settle(true, '192.0.2.1')).toEqual(Array.from({ length: 25 }, () => 'known'));
  expect([most, isRefused('192.0.2.1')]).toEqual([10, false]);
  const failed = await settle(false, '192.0.2.2');
  expect([most, failed.filter((one) => one === undefined).length, failed.filter((one) => one === 'LOGINS_THROTTLED').length]).toEqual([
    10, 10, 15,
  ]);
});

test('beyond 64 that wait an attempt is told to come back', async () => {
  const { attempt } = table();
  const made = Array.from({ length: 80 }, async () =>
    attempt('192.0.2.1', async () => new Promise<string>((resolve) => setImmediate(() => resolve('known')))).catch(
      (error: unknown) => error,
    ),
  );
  const answers = await Promise.all(made);
  expect(answers.filter((one) => one === 'known')).toHaveLength(74);
  expect(answers.filter((one) => one !== 'known')).toEqual(
    Array.from({ length: 6 }, () => expect.objectContaining({ code: 'LOGINS_BUSY' })),
  );
});

test('an address that is refused is told for how long', () => {
  const { add, secondsRefused, wait } = table();
  for (let count = 0; count < 9; count += 1) add('192.0.2.1');
  expect(secondsRefused('192.0.2.1')).toBe(0);
  wait(20);
  add('192.0.2.1');
  expect([secondsRefused('192.0.2.1'), secondsRefused('192.0.2.2')]).toEqual([40, 0]);
  wait(39.5);
  expect(secondsRefused('192.0.2.1')).toBe(0.5);
  wait(0.5);
  expect(secondsRefused('192.0.2.1')).toBe(0);
});

test('the addresses of one IPv6 network are one', () => {
  const { add, isRefused } = table();
  for (let count = 0; count < 10; count += 1) add(`2001:db8:0:1::${count}`);
  expect(isRefused('2001:db8:0:1:ffff::1')).toBe(true);
  expect(isRefused('2001:db8:0:2::1')).toBe(false);
  expect(isRefused('2001:db8::1')).toBe(false);
});

test('ten thousand addresses are remembered, and then the first is forgotten', () => {
  const { add, isRefused } = table();
  for (let count = 0; count < 10; count += 1) add('192.0.2.1');
  for (let count = 0; count < 9999; count += 1) add(`10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`);
  expect(isRefused('192.0.2.1')).toBe(true);
  add('198.51.100.1');
  expect(isRefused('192.0.2.1')).toBe(false);
});
