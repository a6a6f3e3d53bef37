import { expect, test } from 'vitest';
import { sampleTime, secondsToSample } from './sample-clock.ts';

test.each([
  [1_700_000_000, 10],
  [1_700_000_003.5, 6.5],
  [1_700_000_009, 1],
  [1_700_000_009.999, 10.001],
])('at %d the next sampling is after %d s, on the same seconds of the clock as before a restart', (now, seconds) => {
  expect(secondsToSample(now, 10)).toBeCloseTo(seconds, 6);
});

test('a clock that was set back a little is waited for, and more makes what is later never have been', () => {
  expect(sampleTime(1000, 1050)).toBeUndefined();
  expect(sampleTime(1000, 1061)).toEqual({ at: 1000, isSetBack: true });
  expect(sampleTime(1000, 990)).toEqual({ at: 1000, isSetBack: false });
});
