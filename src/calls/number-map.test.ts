import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberMap } from './number-map.ts';

test('a map of numbers has what a Map has, of few keys and of many', () => {
  const keys = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.string()), { maxLength: 60 }), (entries) => {
      const map = new NumberMap<string>();
      const expected = new Map<number, string>();
      for (const [key, value] of entries) {
        expect(map.get(key)).toBe(expected.get(key));
        map.set(key, value);
        expected.set(key, value);
      }
      for (const [key, value] of expected) expect(map.get(key)).toBe(value);
      expect(map.get(-1)).toBeUndefined();
    }),
  );
});
