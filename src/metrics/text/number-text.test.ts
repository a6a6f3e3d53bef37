import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRegistry, gauge, histogram } from '../index.ts';

/** Values of all sizes, many of them with few decimals. */
const values = fc.oneof(
  fc.double(),
  fc.double({ min: -1e16, max: 1e16 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: 9 })).map(([digits, decimals]) => digits / 10 ** decimals),
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 9 })).map(([digits, decimals]) => digits / 10 ** decimals),
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 9 })).map(([digits, decimals]) => digits / 10 ** decimals + Number.EPSILON),
  fc.constantFrom(-0, 0.1 + 0.2, 5e-324, 1e-7, 1e-6, 0.0000015, 999_999_999.999999, 1e9, 1e15, 2 ** 31, 2 ** 53, 1e21, NaN),
);

test('a sample value is String(value), composed or shown in the place of another', () => {
  const registry = createRegistry();
  const level = registry.add(gauge('telephony_level', { help: 'Level.' }));
  const lines = (text: string): string | undefined => text.split('\n').find((line) => line.startsWith('telephony_level '));
  fc.assert(
    fc.property(fc.array(values, { minLength: 50, maxLength: 50 }), (all) => {
      for (const value of all) {
        level.set(value);
        const text = `telephony_level ${value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value)}`;
        expect(lines(new TextDecoder().decode(registry.composeBytes('text')))).toBe(text);
      }
      expect(lines(registry.compose('text'))).toBe(
        `telephony_level ${String(all.at(-1))
          .replace(/^(?=Inf)/, '+')
          .replace('inity', '')}`,
      );
    }),
    { numRuns: 400 },
  );
});

test.each([
  [-12, '-12.0'],
  [0, '0.0'],
  [1e-10, '1e-10'],
  [0.00001, '1e-05'],
  [0.0001, '0.0001'],
  [0.1, '0.1'],
  [7200, '7200.0'],
  [100_000, '100000.0'],
  [1_000_000, '1e+06'],
  [1_234_567, '1.234567e+06'],
  [1e22, '1e+22'],
])('OpenMetrics writes the bound %d in its canonical form %s', (bound, text) => {
  const registry = createRegistry();
  registry.add(histogram('telephony_any', { help: 'Any.', buckets: [bound] }));
  expect(registry.compose('openmetrics')).toContain(`telephony_any_bucket{le="${text}"} 0\n`);
});
