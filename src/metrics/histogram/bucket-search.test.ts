import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BucketSearch } from './bucket-search.ts';

/** Bounds that crowd a cell, span all exponents, lie below 0 or step evenly. */
const bounds = fc
  .oneof(
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 }),
    fc.array(fc.integer({ min: -500, max: 5000 }), { minLength: 1, maxLength: 200 }),
    fc.array(fc.double({ noNaN: true, min: 1, max: 1.0001 }), { minLength: 1, maxLength: 20 }),
    fc.constant([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]),
  )
  .map((all) => [...new Set(all.map((bound) => bound + 0))].toSorted((a, b) => a - b));

test('the bucket is the number of bounds below the value, at and beside every bound', () => {
  fc.assert(
    fc.property(bounds, fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 }), (all, others) => {
      const search = new BucketSearch(all);
      const beside = all.flatMap((bound) => [bound, bound * (1 + Number.EPSILON), bound * (1 - Number.EPSILON), -bound]);
      for (const value of [...others, ...beside.filter(Number.isFinite), 0, -0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE]) {
        expect(search.bucketOf(value)).toBe(all.filter((bound) => value > bound).length);
      }
    }),
  );
});
