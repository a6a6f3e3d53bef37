import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedCache } from './bounded-cache.ts';

test('a text is computed once while it is remembered, also when the result is undefined', () => {
  const asked: string[] = [];
  const cached = boundedCache(2, (text) => {
    asked.push(text);
    return text === 'none' ? undefined : text.length;
  });
  expect([cached('none'), cached('none'), cached('four'), cached('four')]).toEqual([undefined, undefined, 4, 4]);
  expect(asked).toEqual(['none', 'four']);
});

test('the last texts are remembered, also those that others came between, and the ones before are forgotten', () => {
  const asked: string[] = [];
  const cached = boundedCache(2, (text) => void asked.push(text));
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) cached(text);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('of any texts the last are remembered, and at most twice as many', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 12 }).map(String)), (least, texts) => {
      let isComputed = false;
      const cached = boundedCache(least, () => void (isComputed = true));
      const seen: string[] = [];
      for (const text of texts) {
        isComputed = false;
        cached(text);
        const others = new Set(seen.slice(seen.lastIndexOf(text) + 1)).size;
        if (seen.includes(text) && others < least) expect(isComputed).toBe(false);
        if (!seen.includes(text) || others >= 2 * least) expect(isComputed).toBe(true);
        seen.push(text);
      }
    }),
  );
});
