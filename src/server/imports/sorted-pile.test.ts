import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedPile } from './sorted-pile.ts';

test('texts are read back by time and then by tie, as many as are asked for, whether they lie in memory or in a file', () => {
  const entry = fc.record({
    at: fc.integer({ min: 0, max: 20 }),
    tie: fc.string({ maxLength: 3 }),
    length: fc.integer({ min: 0, max: 900_000 }),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), fc.nat(20), (entries, most) => {
      const pile = new SortedPile();
      const texts = entries.map(({ at, tie, length }) => ({ at, tie, text: `${at} ${tie} ${'ä'.repeat(length / 2)}` }));
      for (const { at, tie, text } of texts) pile.add(at, tie, text);
      const expected = texts.toSorted((a, b) => a.at - b.at || (a.tie < b.tie ? -1 : Number(a.tie > b.tie))).map(({ text }) => text);
      const same = [...pile.read(most)].every((text, index) => text === expected[index]);
      pile.close();
      return same;
    }),
    { numRuns: 30 },
  );
  expect([...new SortedPile().read(5)]).toEqual([]);
});
