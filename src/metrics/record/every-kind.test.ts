import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, info, labelText, open, summary, upDownGauge, windowed } from '../index.ts';
import { readPagesWithin } from '../scrape/reader.ts';

const FORMATS = ['text', 'openmetrics'] as const;
const labels = { trunk: open(40) };
const BUCKETS = [0.5, 1, 1e6];

/** A registry with a metric of each kind, with and without labels, and what may be done to it by name. */
function createAll() {
  let now = 1_700_000_000.25;
  const registry = createRegistry({ now: () => now });
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels }));
  const level = registry.add(gauge('telephony_level', { help: 'x', labels }));
  const streams = registry.add(upDownGauge('telephony_streams_open', { help: 'x', labels }));
  const build = registry.add(info('telephony_build_info', { help: 'x', labels }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels, buckets: BUCKETS }));
  const native = registry.add(histogram('telephony_native_seconds', { help: 'x', labels, native: { factor: 1.1 } }));
  const both = registry.add(histogram('telephony_both_seconds', { help: 'x', labels, buckets: BUCKETS, native: { factor: 2 } }));
  const delay = registry.add(summary('telephony_delay_seconds', { help: 'x', labels, quantiles: [0.5, 0.99], windowSeconds: 60 }));
  const plain = registry.add(summary('telephony_plain_seconds', { help: 'x', quantiles: [0, 1], windowSeconds: 6 }));
  const daily = registry.add(windowed('telephony_daily_calls', { help: 'x', labels, shows: 'mean', windowSeconds: 2400 }));
  const verbs = {
    add: (value: number, trunk: string) => total.add(value, { trunk: labelText(trunk) }),
    set: (value: number, trunk: string) => level.set(value, { trunk: labelText(trunk) }),
    clear: (_: number, trunk: string) => level.clear({ trunk: labelText(trunk) }),
    move: (value: number, trunk: string) => streams.add(value, { trunk: labelText(trunk) }),
    show: (_: number, trunk: string) => build.set({ trunk: labelText(trunk) }),
    hide: (_: number, trunk: string) => build.clear({ trunk: labelText(trunk) }),
    observe: (value: number, trunk: string) => {
      for (const metric of [setup, native, both, delay, daily]) metric.observe(value, { trunk: labelText(trunk) });
      plain.observe(value);
    },
    remove: (_: number, trunk: string) => {
      for (const metric of [total, setup, native, both, delay, daily]) metric.remove({ trunk: labelText(trunk) });
    },
    pass: (value: number) => {
      now += Number.isFinite(value) ? Math.min(100, Math.abs(value)) : 0;
      registry.collect(now);
    },
  };
  return { registry, verbs };
}

const VERBS = ['add', 'set', 'clear', 'move', 'show', 'hide', 'observe', 'observe', 'remove', 'pass', 'scrape'] as const;
const step = fc.record({
  verb: fc.constantFrom(...VERBS),
  value: fc.oneof(fc.integer({ min: -2, max: 70 }), fc.double(), fc.double({ min: 0, max: 10, noNaN: true })),
  trunk: fc.integer({ min: 0, max: 45 }).map((trunk) => `tronço-${trunk}`),
});

test.each([
  ['kept', 16 * 1024 * 1024],
  ['kept until its limit', 9000],
])('the bytes of every scrape of every kind are those of the text composed anew: %s', (_, maxKeptBytes) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
      const { registry, verbs } = createAll();
      const reader = readPagesWithin(registry.pages(), maxKeptBytes);
      const scrape = (): void => {
        for (const format of FORMATS) expect(new TextDecoder().decode(reader.composeBytes(format))).toBe(registry.compose(format));
      };
      for (const { verb, value, trunk } of steps) {
        if (verb === 'scrape') scrape();
        else verbs[verb](value, trunk);
      }
      scrape();
    }),
    { numRuns: 60 },
  );
});

test('OpenMetrics tells when each series of a counter, histogram and summary was made, text 0.0.4 does not', () => {
  let now = 1_700_000_000.25;
  const registry = createRegistry({ now: () => now });
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels: { way: ['in', 'out'] } }));
  registry.add(histogram('telephony_setup_seconds', { help: 'x', buckets: [1] }));
  registry.add(histogram('telephony_native_seconds', { help: 'x', native: { factor: 1.1 } })).observe(3);
  registry.add(summary('telephony_delay_seconds', { help: 'x', quantiles: [0.5], windowSeconds: 60 })).observe(0);
  registry.add(gauge('telephony_level', { help: 'x' })).set(1);
  registry.add(upDownGauge('telephony_streams_open', { help: 'x' }));
  total.inc({ way: 'in' });
  now = 1_700_000_100;
  total.inc({ way: 'in' });
  total.inc({ way: 'out' });
  const samples = registry
    .compose('openmetrics')
    .split('\n')
    .filter((line) => line.startsWith('telephony_'));
  expect(samples).toEqual([
    'telephony_all_total{way="in"} 2',
    'telephony_all_created{way="in"} 1700000000.25',
    'telephony_all_total{way="out"} 1',
    'telephony_all_created{way="out"} 1700000100',
    'telephony_setup_seconds_bucket{le="1.0"} 0',
    'telephony_setup_seconds_bucket{le="+Inf"} 0',
    'telephony_setup_seconds_sum 0',
    'telephony_setup_seconds_count 0',
    'telephony_setup_seconds_created 1700000000.25',
    'telephony_native_seconds_bucket{le="+Inf"} 1',
    'telephony_native_seconds_sum 3',
    'telephony_native_seconds_count 1',
    'telephony_native_seconds_created 1700000000.25',
    'telephony_delay_seconds{quantile="0.5"} 0',
    'telephony_delay_seconds_sum 0',
    'telephony_delay_seconds_count 1',
    'telephony_delay_seconds_created 1700000000.25',
    'telephony_level 1',
    'telephony_streams_open 0',
  ]);
  expect(registry.compose('text')).not.toContain('_created');
  expect(createRegistry().compose('openmetrics')).not.toContain('_created');
});

test('a series that was removed and comes back tells when it was made anew', () => {
  let now = 10;
  const registry = createRegistry({ now: () => now });
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels }));
  total.add(5, { trunk: labelText('a') });
  total.remove({ trunk: labelText('a') });
  now = 20;
  total.inc({ trunk: labelText('a') });
  expect(registry.compose('openmetrics')).toContain('telephony_all_total{trunk="a"} 1\ntelephony_all_created{trunk="a"} 20\n');
});

test('a native histogram and a summary that were removed begin anew, and their handles lead nowhere', () => {
  const registry = createRegistry();
  const native = registry.add(histogram('telephony_native_seconds', { help: 'x', labels, native: { factor: 1.1 } }));
  const delay = registry.add(summary('telephony_delay_seconds', { help: 'x', labels, quantiles: [1], windowSeconds: 60 }));
  const trunk = labelText('a');
  for (const metric of [native, delay]) {
    const bound = metric.with({ trunk });
    for (const value of [0, 1e-20, 3, 1e20]) bound.observe(value);
    expect(metric.remove({ trunk })).toBe(true);
    bound.observe(7);
    metric.observe(2, { trunk });
  }
  registry.collect(0);
  registry.collect(100);
  const samples = registry
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith('telephony_'));
  expect(samples).toEqual([
    'telephony_native_seconds_bucket{trunk="a",le="+Inf"} 1',
    'telephony_native_seconds_sum{trunk="a"} 2',
    'telephony_native_seconds_count{trunk="a"} 1',
    'telephony_delay_seconds_sum{trunk="a"} 2',
    'telephony_delay_seconds_count{trunk="a"} 1',
  ]);
});
