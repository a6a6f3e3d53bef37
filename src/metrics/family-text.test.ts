import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, labelText, open } from './index.ts';
import { readPagesWithin } from './reader.ts';

const FORMATS = ['text', 'openmetrics'] as const;
const values = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 2 ** 33 }),
  fc.double(),
  fc.constantFrom(9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -0, 1e21),
);
const step = fc.record({
  verb: fc.constantFrom('add', 'set', 'clear', 'observe', 'scrape' as const),
  value: values,
  trunk: fc.integer({ min: 0, max: 150 }).map((trunk) => labelText(`tronço-${trunk}`)),
});

test.each([
  ['kept', 16 * 1024 * 1024],
  ['kept until its limit', 20_000],
  ['not kept', 0],
])('the bytes of every scrape are those of the text composed anew: %s', (_, maxKeptBytes) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const registry = createRegistry();
      const reader = readPagesWithin(registry.pages(), maxKeptBytes);
      const labels = { trunk: open(200) };
      const total = registry.add(counter('telephony_all_total', { help: 'x', labels }));
      const level = registry.add(gauge('telephony_level', { help: 'x', labels }));
      const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels, buckets: [0.5, 1, 1e6] }));
      for (const { verb, value, trunk } of [...steps, { verb: 'scrape', value: 0, trunk: labelText('') }]) {
        if (verb === 'add') total.add(value, { trunk });
        else if (verb === 'set') level.set(value, { trunk });
        else if (verb === 'clear') level.clear({ trunk });
        else if (verb === 'observe') setup.observe(value, { trunk });
        else for (const format of FORMATS) expect(new TextDecoder().decode(reader.composeBytes(format))).toBe(registry.compose(format));
      }
    }),
    { numRuns: 60 },
  );
});

test('whoever changes the bytes of a scrape changes no later one', () => {
  const registry = createRegistry();
  const first = registry.composeBytes('text');
  const text = new TextDecoder().decode(first);
  first.fill(0);
  expect(new TextDecoder().decode(registry.composeBytes('text'))).toBe(text);
});
