import { expect, test } from 'vitest';
import { withinLimits } from './within-limits.ts';

test('attributes within the limits are the object itself', () => {
  const attributes = { one: 'abc', two: 2 };
  expect(withinLimits(attributes, 2, 3).kept).toBe(attributes);
  expect(withinLimits(attributes, 2, 3).dropped).toBe(0);
});

test('of more attributes the first are kept and the others counted; a longer text is cut, a number never', () => {
  expect(withinLimits({ one: 'abcd', two: 123456, three: true }, 2, 3)).toEqual({ kept: { one: 'abc', two: 123456 }, dropped: 1 });
  expect(withinLimits({ one: 'abcd' }, 128, 3)).toEqual({ kept: { one: 'abc' }, dropped: 0 });
  expect(withinLimits({ one: 1 }, 0, 3)).toEqual({ kept: {}, dropped: 1 });
});
