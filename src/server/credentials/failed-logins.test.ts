import { expect, test } from 'vitest';
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
