import { expect, test } from 'vitest';
import { TwoPlaceCache } from './two-place-cache.ts';

test('two keys that share their places are both kept, and a third drives out the older one', () => {
  const cache = new TwoPlaceCache<string>(1);
  const large = 2 ** 40;
  cache.set(1, 'one');
  cache.set(large, 'large');
  expect([1, large].map((key) => cache.get(key))).toEqual(['one', 'large']);
  cache.set(3, 'three');
  expect([1, large, 3].map((key) => cache.get(key))).toEqual([undefined, 'large', 'three']);
});
