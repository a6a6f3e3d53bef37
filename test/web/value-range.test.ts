import { expect, test } from 'vitest';
import { unknownSteps } from '../../web/parts/known-steps.ts';
import { loneValues } from '../../web/parts/lone-values.ts';
import { boundedRange } from '../../web/parts/value-range.ts';

test('an axis of shares goes from 0 to 100 % at most, and beyond where a value does', () => {
  const shares = { least: 0, most: 1 };
  expect(boundedRange([0, 2], [1, 1], shares)).toEqual([0, 1]);
  expect(boundedRange([-0.1, 0.6], [0, 0.5], shares)).toEqual([0, 0.6]);
  expect(boundedRange([0.9, 1.3], [1, 1.2], shares)).toEqual([0.9, 1.2]);
  expect(boundedRange([190, 410], [200, 400], { start: 0 })).toEqual([0, 410]);
  expect(boundedRange([190, 410], [200, 400], {})).toEqual([190, 410]);
});

test('a value is alone when none is known on either side of it', () => {
  expect(loneValues([1, undefined, 0, undefined, 2, 3, undefined, 4])).toEqual([0, 2, 7]);
  expect(loneValues([undefined, null])).toEqual([]);
  expect(loneValues([5])).toEqual([0]);
});

test('steps are known from the first call on, or from the start of the server, and all of them after earlier calls', () => {
  const steps = [0, 0, 3, 0, 0].map((attempts, index) => ({ end: 60 * (index + 1), attempts }));
  expect(unknownSteps(steps, 1000, false)).toBe(2);
  expect(unknownSteps(steps, 70, false)).toBe(1);
  expect(unknownSteps(steps, 1000, true)).toBe(0);
  expect(unknownSteps(steps.slice(3), 1000, false)).toBe(2);
});
