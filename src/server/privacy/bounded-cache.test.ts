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

test('the text that was not asked for the longest is forgotten first', () => {
  const asked: string[] = [];
  const cached = boundedCache(2, (text) => void asked.push(text));
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) cached(text);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
