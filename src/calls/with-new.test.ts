import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE, withNew } from './with-new.ts';

test('a list has each of what was added to it once, in the order of its first time, and lists that it came of stay as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (added) => {
      let list: readonly number[] = NONE;
      for (const one of added) {
        const before = [...list];
        const next = withNew(list, one);
        expect(list).toEqual(before);
        list = next;
      }
      expect(list).toEqual([...new Set(added)]);
    }),
  );
  expect(NONE).toEqual([]);
});
