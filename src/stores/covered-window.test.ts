import { expect, test } from 'vitest';
import { openMemory } from './index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { isCovered } from '../core/index.ts';

const WINDOW = { since: 1_795_219_200, until: 1_795_222_800 };

test.each([
  ['no call', undefined, false],
  ['a call that began within a tenth of the window', WINDOW.since + 300, true],
  ['a call that began before it, at most its length', WINDOW.since - 3000, true],
  ['a call in its midst alone', WINDOW.since + 1800, false],
])('with %s known a window is covered: %s', async (_, startedAt, covered) => {
  const store = openMemory();
  const changes = startedAt === undefined ? [] : [callChange(storedCall({ id: 'one', startedAt }))];
  await store.append({ lsn: 1, changes });
  expect(await isCovered(store, WINDOW)).toBe(covered);
  await store.close();
});
