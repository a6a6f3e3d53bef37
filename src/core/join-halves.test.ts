import { expect, test } from 'vitest';
import { labelText } from '../metrics/index.ts';
import { joinTold, MAX_TOLD, type ToldFact } from './index.ts';

const source = labelText('pbx');

/** A fact for each of these times. */
function factsAt(times: readonly number[]): readonly ToldFact[] {
  return times.map((at) => ({ at, source, sipCode: 180 }));
}

const timesOf = (facts: readonly ToldFact[] | undefined) => facts?.map(({ at }) => at);

test('facts of both halves are told once each, in the order of time', () => {
  expect(timesOf(joinTold(factsAt([1, 3, 5]), factsAt([2, 3, 4])))).toEqual([1, 2, 3, 4, 5]);
});

test('of more facts than are kept the first and the last ones are, which say how the call began and how it ended', () => {
  expect(MAX_TOLD).toBe(32);
  const first = Array.from({ length: 16 }, (_, at) => at);
  const middle = Array.from({ length: 20 }, (_, index) => 100 + index);
  const last = Array.from({ length: 16 }, (_, index) => 200 + index);
  const all = factsAt([...first, ...middle, ...last]);
  expect(timesOf(joinTold(all))).toEqual([...first, ...last]);
  expect(timesOf(joinTold(all.slice(20), all.slice(0, 20)))).toEqual([...first, ...last]);
});
