import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { createFailedLogins } from './failed-logins.ts';
import { createLoginTurns } from './login-turns.ts';

function table() {
  const failed = createFailedLogins(() => 1000);
  return { attempt: createLoginTurns(failed).attempt, isRefused: (address: string) => failed.left(address) === 0 };
}

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
