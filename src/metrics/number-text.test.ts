import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRegistry, gauge, histogram } from './index.ts';

test('a sample value is String(value)', () => {
  const registry = createRegistry();
  const level = registry.add(gauge('telephony_level', { help: 'Level.' }));
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true }), (value) => {
      level.set(value);
      expect(registry.compose('text')).toContain(`\ntelephony_level ${String(value)}\n`);
    }),
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
