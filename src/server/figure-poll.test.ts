import { expect, test } from 'vitest';
import { createFigurePoll } from './figure-poll.ts';

test('figures are asked for no oftener than a twentieth of the time goes into them, and those shown last stay when they cannot be had', async () => {
  let [now, takes, isBroken] = [100, 2, false];
  const shown: number[] = [];
  const poll = createFigurePoll({
    ask: async () => {
      now += takes;
      return isBroken ? Promise.reject(new Error('broken')) : now;
    },
    show: (figures) => shown.push(figures),
    seconds: () => now,
  });
  await Promise.all([poll(), poll()]);
  expect(shown).toEqual([102]);
  now = 139.9;
  await poll();
  expect(shown).toEqual([102]);
  [now, isBroken] = [140, true];
  await poll();
  expect(shown).toEqual([102]);
  [now, isBroken, takes] = [200, false, 0];
  await poll();
  await poll();
  expect(shown).toEqual([102, 200, 200]);
});
