import { expect, test } from 'vitest';
import { RestartWaits } from './restart-waits.ts';

test('what ends again and again waits twice as long from time to time, up to five minutes', () => {
  const waits = new RestartWaits();
  const waited = Array.from({ length: 11 }, (_, at) => {
    waits.begun(at);
    return waits.ended(at);
  });
  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('what ran for more than ten minutes waits as if for the first time; what could not even begin does not', () => {
  const waits = new RestartWaits();
  waits.begun(0);
  expect([waits.ended(10), waits.ended(2000)]).toEqual([1, 2]);
  waits.begun(3000);
  expect(waits.ended(3600)).toBe(4);
  waits.begun(4000);
  expect([waits.ended(4601), waits.ended(4602)]).toEqual([1, 2]);
});
