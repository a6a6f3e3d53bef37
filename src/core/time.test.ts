import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventTime, MAX_CLOCK_SKEW_SECONDS, secondsBetween } from './time.ts';

test('a duration is the difference, rounded to microseconds', () => {
  expect(secondsBetween(1_700_000_000.1, 1_700_000_000.4)).toBe(0.3);
  expect(secondsBetween(1_700_000_000.123456, 1_700_000_000.123457)).toBe(0.000001);
  expect(secondsBetween(5, 5)).toBe(0);
});

test('a duration with an end that is not known, or that comes out negative, is absent', () => {
  expect(secondsBetween(undefined, 1)).toBeUndefined();
  expect(secondsBetween(1, undefined)).toBeUndefined();
  expect(secondsBetween(2, 1)).toBeUndefined();
  expect(secondsBetween(1.000002, 1.000001)).toBeUndefined();
});

test('of two times in either order exactly one duration is known, unless they are within a microsecond', () => {
  const micros = fc.integer({ min: 0, max: 4e15 });
  fc.assert(
    fc.property(micros, fc.integer({ min: 1, max: 1e9 }), (start, length) => {
      const from = start / 1e6;
      const to = (start + length * 10) / 1e6;
      expect(secondsBetween(from, to)).toBeCloseTo((length * 10) / 1e6, 5);
      expect(secondsBetween(to, from)).toBeUndefined();
    }),
  );
});

test('the time of the sender holds within the allowed skew of arrival, both ways', () => {
  expect(eventTime(1000, 1000 + MAX_CLOCK_SKEW_SECONDS)).toEqual({ at: 1000 });
  expect(eventTime(1000 + MAX_CLOCK_SKEW_SECONDS, 1000)).toEqual({ at: 1300 });
});

test('beyond the allowed skew, or without a time of the sender, arrival holds and the reason is given', () => {
  expect(eventTime(1000, 1300.001)).toEqual({ at: 1300.001, fallback: 'skewed' });
  expect(eventTime(1300.001, 1000)).toEqual({ at: 1000, fallback: 'skewed' });
  expect(eventTime(undefined, 1000)).toEqual({ at: 1000, fallback: 'absent' });
  expect(eventTime(1000, 1011, 10)).toEqual({ at: 1011, fallback: 'skewed' });
});
