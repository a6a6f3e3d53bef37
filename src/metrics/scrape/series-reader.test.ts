import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, labelText, open, SeriesReader, summary } from '../index.ts';

test('a family is read with its labels, its unit and what its series hold, and one without a value is not there', () => {
  const registry = createRegistry({ now: () => 1000 });
  const calls = registry.add(counter('telephony_calls_total', { help: 'Calls.', labels: { trunk: open(10) } }));
  registry.add(gauge('telephony_level', { help: 'Nothing was set.' }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'Setup.', buckets: [0.5, 2] }));
  const size = registry.add(summary('telephony_size_bytes', { help: 'Size.', quantiles: [0.5], windowSeconds: 60 }));
  calls.add(3, { trunk: labelText('a "quoted" one') });
  for (const seconds of [0.1, 1, 1.5, 9]) setup.observe(seconds);
  size.observe(7);

  const reader = new SeriesReader(registry.pages());
  const read = [...reader.read()].filter(({ name }) => name.startsWith('telephony_'));
  expect(read).toEqual([
    {
      name: 'telephony_calls_total',
      help: 'Calls.',
      series: [{ labels: { trunk: 'a "quoted" one' }, value: { kind: 'counter', value: 3 }, createdAt: 1000 }],
    },
    {
      name: 'telephony_setup_seconds',
      help: 'Setup.',
      unit: 'seconds',
      series: [{ labels: {}, value: { kind: 'histogram', bounds: [0.5, 2], counts: [1, 2, 1], count: 4, sum: 11.6 }, createdAt: 1000 }],
    },
    {
      name: 'telephony_size_bytes',
      help: 'Size.',
      unit: 'bytes',
      series: [
        {
          labels: {},
          value: { kind: 'summary', count: 1, sum: 7, quantiles: [{ quantile: 0.5, value: expect.closeTo(7, 0) }] },
          createdAt: 1000,
        },
      ],
    },
  ]);
  calls.add(2, { trunk: labelText('a "quoted" one') });
  expect([...reader.read()].find(({ name }) => name === 'telephony_calls_total')?.series[0]?.value).toEqual({ kind: 'counter', value: 5 });
});
