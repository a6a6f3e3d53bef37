import { expect, test } from 'vitest';
import { Heartbeat } from './index.ts';

test('the age of a heartbeat is read from the shared buffer, absent before the first beat and never negative', () => {
  const written = new Heartbeat();
  const read = new Heartbeat(written.buffer);
  expect(read.ageSeconds(1000)).toBeUndefined();
  written.beat(1000.25);
  expect(read.ageSeconds(1003)).toBe(2.75);
  expect(read.ageSeconds(1000)).toBe(0);
});
