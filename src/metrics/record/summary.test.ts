import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRegistry, gauge, type SharedRegistry, summary } from '../index.ts';
import { NativeScales } from '../histogram/native-scale.ts';
import { NativeWindow } from '../histogram/native-window.ts';
import { RING_SLOTS, RingReading, SLOT_BUCKETS, SLOT_CELLS } from '../histogram/summary-ring.ts';

const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999];
const WINDOW_SECONDS = 60;
const delay = summary('telephony_delay_seconds', { help: 'Delay.', quantiles: QUANTILES, windowSeconds: WINDOW_SECONDS });

/** The values of the lines of the summary by what comes behind its name. */
function shown(registry: SharedRegistry): Readonly<Record<string, number>> {
  const lines = registry.compose('text').matchAll(/^telephony_delay_seconds(\S*) (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, sample, value]) => [sample, Number(value)]));
}

/** Numbers from 0 to 1 of a seeded generator (mulberry32). */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const draw = createDraw(42);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

test.each<[string, () => number]>([
  ['log-normal delays', () => 0.5 * Math.exp(1.4 * normal())],
  ['set-up times around two means', () => (draw() < 0.8 ? 0.12 * Math.exp(0.35 * normal()) : 3 * Math.exp(0.25 * normal()))],
  ['Pareto durations', () => 0.05 * (1 - draw()) ** (-1 / 1.5)],
  ['scores that pile up at their greatest', () => Math.min(4.5, Math.max(1, 4.5 - Math.abs(0.35 * normal())))],
  ['exponential talk times', () => -60 * Math.log(1 - draw())],
  ['evenly spread values', () => draw() * 10],
])('quantiles of 200,000 %s are off by at most 1.5 %, the 99.9th by at most 3 %', (_, next) => {
  const registry = createRegistry();
  const metric = registry.add(delay);
  const values: number[] = [];
  for (let part = 0; part < RING_SLOTS; part += 1) {
    registry.collect((part * WINDOW_SECONDS) / RING_SLOTS);
    for (let turn = 0; turn < 200_000 / RING_SLOTS; turn += 1) {
      const value = next();
      values.push(value);
      metric.observe(value);
    }
  }
  const sorted = Float64Array.from(values).sort();
  const samples = shown(registry);
  for (const quantile of QUANTILES) {
    const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? NaN;
    const error = Math.abs((samples[`{quantile="${quantile}"}`] ?? NaN) - exact) / exact;
    expect(error, `quantile ${quantile}`).toBeLessThan(quantile > 0.99 ? 0.03 : 0.015);
  }
});

test('quantiles of few values that lie near each other are those values within 0.3 %', () => {
  for (const [values, median] of [
    [[812.5], 812.5],
    [[4.1, 4.1, 4.1, 4.4, 4.4], 4.1],
  ] as const) {
    const registry = createRegistry();
    const metric = registry.add(delay);
    for (const value of values) metric.observe(value);
    const found = shown(registry)['{quantile="0.5"}'] ?? NaN;
    expect(Math.abs(found - median) / median).toBeLessThan(0.003);
  }
});

test('a value leaves the quantiles when the window has passed, never the sum and the count', () => {
  const registry = createRegistry();
  const metric = registry.add(delay);
  registry.collect(1_000_000);
  metric.observe(8);
  registry.collect(1_000_010);
  metric.observe(1);
  expect(shown(registry)).toMatchObject({ '{quantile="0.999"}': expect.closeTo(8, 1), _sum: 9, _count: 2 });
  registry.collect(1_000_059);
  expect(shown(registry)).toMatchObject({ '{quantile="0.999"}': expect.closeTo(8, 1), _sum: 9, _count: 2 });
  registry.collect(1_000_060);
  expect(shown(registry)).toMatchObject({
    '{quantile="0.5"}': expect.closeTo(1, 1),
    '{quantile="0.999"}': expect.closeTo(1, 1),
    _sum: 9,
    _count: 2,
  });
  registry.collect(1_000_070);
  expect(shown(registry)).toEqual({ _sum: 9, _count: 2 });
  metric.observe(0);
  expect(shown(registry)).toMatchObject({ '{quantile="0.5"}': 0, '{quantile="0.999"}': 0, _sum: 9, _count: 3 });
});

test('a long pause empties the window, a clock that is set back does not', () => {
  const registry = createRegistry();
  const metric = registry.add(delay);
  registry.collect(2_000_000);
  metric.observe(2);
  registry.collect(1_000_000);
  expect(shown(registry)).toMatchObject({ '{quantile="0.5"}': expect.closeTo(2, 1) });
  registry.collect(1_000_020);
  metric.observe(2);
  registry.collect(3_000_000);
  expect(shown(registry)).toEqual({ _sum: 4, _count: 2 });
});

test('10,000 observations count 10,000 while the window slides on', () => {
  const registry = createRegistry();
  const metric = registry.add(delay);
  let before = 0;
  for (let turn = 0; turn < 10_000; turn += 1) {
    metric.observe(turn % 7);
    if (turn % 100 === 0) registry.collect(turn);
    if (turn % 500 !== 0) continue;
    const { _count: count = 0 } = shown(registry);
    expect(count).toBeGreaterThan(before);
    before = count;
  }
  expect(shown(registry)).toMatchObject({ _sum: 29_994, _count: 10_000 });
});

test('what a summary cannot take is refused and counted', () => {
  const registry = createRegistry();
  const metric = registry.add(delay);
  for (const value of [-1, NaN, Infinity, -Infinity]) metric.observe(value);
  expect(shown(registry)).toEqual({ _sum: 0, _count: 0 });
  expect(registry.compose('text')).toContain('value_rejected_total{metric="telephony_delay_seconds"} 4\n');
});

function count(page: Float64Array, cell: number): void {
  page[cell] = (page[cell] ?? 0) + 1;
}

test('the parts of a window merge to what one window of all values holds', () => {
  const value = fc.oneof(
    fc.double({ min: 0.001, max: 100, noNaN: true }),
    fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
    fc.constant(0),
  );
  const parts = fc.array(fc.array(value, { maxLength: 30 }), { minLength: RING_SLOTS, maxLength: RING_SLOTS });
  fc.assert(
    fc.property(parts, (lists) => {
      const scales = new NativeScales(5);
      const split = new Float64Array(RING_SLOTS * SLOT_CELLS);
      const whole = new Float64Array(RING_SLOTS * SLOT_CELLS);
      const all = lists.flat();
      const coarsest = new NativeWindow(whole, 1, SLOT_BUCKETS, scales);
      for (const [part, list] of lists.entries()) {
        const window = new NativeWindow(split, part * SLOT_CELLS + 1, SLOT_BUCKETS, scales);
        for (const one of list) count(split, window.cellOf(one));
        split[part * SLOT_CELLS] = Math.max(0, ...list);
      }
      for (const one of all) count(whole, coarsest.cellOf(one));
      whole[0] = Math.max(0, ...all);
      const merged = new RingReading();
      const single = new RingReading();
      expect(merged.read(split, 0)).toBe(all.length > 0);
      expect(single.read(whole, 0)).toBe(all.length > 0);
      if (all.length === 0) return;
      // The parts together may be finer than the whole: each had fewer values to fit in.
      const { schema } = merged;
      for (const share of [0, 0.25, 0.5, 0.9, 1]) {
        const exact = all.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * all.length) - 1)] ?? NaN;
        const width = 2 ** (2 ** -schema) * (1 + 1e-9);
        const quantile = merged.quantile(share);
        if (exact <= 2 ** -128) expect(quantile).toBe(0);
        else expect(quantile / exact).toSatisfy((ratio: number) => ratio <= width && ratio >= 1 / width);
        if (schema === single.schema) expect(merged.quantile(share)).toBe(single.quantile(share));
      }
    }),
  );
});

test('a summary owns the names of its samples', () => {
  const registry = createRegistry();
  registry.add(delay);
  expect(() => registry.add(gauge('telephony_delay_seconds_sum', { help: 'x' }))).toThrow(
    expect.objectContaining({ code: 'METRIC_CONFLICT' }),
  );
});
