import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sketch } from './sketch.ts';

const COUNT = 20_000;
const QUANTILES = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
const seconds = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 10, noNaN: true }), fc.constant(0));

/** Numbers in (0, 1) that are the same in every run (Lehmer, 48271). */
function uniform(): () => number {
  let state = 20_261_121;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Standard normal deviates by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** The shapes that telephony has, and one without a shape. */
const DISTRIBUTIONS: Readonly<Record<string, (random: () => number) => number>> = {
  'log-normal talk time': (random) => Math.exp(4.6 + 1.4 * normal(random)),
  'set-up time with two peaks': (random) => (random() < 0.7 ? Math.exp(-2 + 0.3 * normal(random)) : Math.exp(1.5 + 0.4 * normal(random))),
  'Pareto 1.5': (random) => random() ** (-1 / 1.5),
  'MOS from 1 to 4.5': (random) => 4.5 - 3.5 * random() ** 3,
  'uniform up to an hour': (random) => 3600 * random(),
};

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('quantiles', () => {
  test.each(Object.keys(DISTRIBUTIONS))('of %s are within one percent', (name) => {
    const random = uniform();
    const draw = DISTRIBUTIONS[name];
    const values = Array.from({ length: COUNT }, () => draw?.(random) ?? Number.NaN).toSorted((a, b) => a - b);
    const sketch = sketchOf(values);
    expect(sketch.count).toBe(COUNT);
    for (const q of QUANTILES) {
      const exact = values[Math.floor(q * (COUNT - 1))] ?? Number.NaN;
      expect(Math.abs((sketch.quantile(q) ?? Number.NaN) / exact - 1)).toBeLessThanOrEqual(0.01);
    }
  });

  test('of one value are that value', () => {
    expect(sketchOf([42.123456]).distribution()).toEqual({
      count: 1,
      sum: 42.123456,
      min: 42.123456,
      max: 42.123456,
      p50: 42.123456,
      p95: 42.123456,
      p99: 42.123456,
    });
  });

  test('of nothing are absent', () => {
    expect(new Sketch().quantile(0.5)).toBeUndefined();
    expect(new Sketch().distribution()).toBeUndefined();
  });

  test('count zeros as zeros', () => {
    expect(sketchOf([0, 0, 0, 5])).toMatchObject({ count: 4, sum: 5 });
    expect(sketchOf([0, 0, 0, 5]).quantile(0.5)).toBe(0);
    expect(sketchOf([0, 0, 0, 5]).quantile(1)).toBe(5);
  });
});

test('negative, endless and missing numbers are refused', () => {
  const sketch = new Sketch();
  const bad = [-1, -1e-9, 1e10, Number.POSITIVE_INFINITY, Number.NaN];
  expect(bad.map((value) => sketch.add(value))).toEqual(bad.map(() => false));
  expect(bad.map((value) => sketch.remove(value))).toEqual(bad.map(() => false));
  expect(sketch.count).toBe(0);
});

test('sketches of parts merge into the sketch of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.array(seconds, { maxLength: 30 }), { maxLength: 6 }), (parts) => {
      const merged = new Sketch();
      for (const part of parts) merged.merge(sketchOf(part));
      expect(merged.encode()).toEqual(sketchOf(parts.flat()).encode());
      expect(merged.distribution()).toEqual(sketchOf(parts.flat()).distribution());
    }),
  );
});

test('a removed value leaves the sketch as it was', () => {
  fc.assert(
    fc.property(fc.array(seconds), fc.double({ min: 0, max: 1e8, noNaN: true }), (others, value) => {
      const kept = [0, ...others, 1e9];
      const sketch = sketchOf([...kept, value]);
      expect(sketch.remove(value)).toBe(true);
      expect(sketch.encode()).toEqual(sketchOf(kept).encode());
    }),
  );
});

test('without its largest and smallest value the extremes are within one percent', () => {
  const sketch = sketchOf([1, 2, 3, 40]);
  sketch.remove(40);
  sketch.remove(1);
  const { count, sum, min, max } = sketch.distribution() ?? expect.fail('it holds two values');
  expect({ count, sum }).toEqual({ count: 2, sum: 5 });
  expect(min / 2).toBeCloseTo(1, 2);
  expect(max / 3).toBeCloseTo(1, 2);
});

test('what was never added cannot be removed', () => {
  const sketch = sketchOf([1]);
  expect([sketch.remove(2), sketch.remove(0), sketch.remove(1), sketch.remove(1)]).toEqual([false, false, true, false]);
  expect(sketch.distribution()).toBeUndefined();
});

test('a sketch decodes to what was encoded', () => {
  fc.assert(
    fc.property(fc.array(seconds, { maxLength: 60 }), (values) => {
      const sketch = sketchOf(values);
      const decoded = Sketch.decode(sketch.encode());
      expect(decoded?.distribution()).toEqual(sketch.distribution());
      expect(decoded?.encode()).toEqual(sketch.encode());
    }),
  );
});

test('500 talk times take at most 400 bytes', () => {
  const random = uniform();
  const sketch = sketchOf(Array.from({ length: 500 }, () => Math.exp(4.6 + 1.4 * normal(random))));
  expect(sketch.encode().length).toBeLessThanOrEqual(400);
});

describe('bytes that are no sketch', () => {
  test('are refused and never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void Sketch.decode(bytes)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void Sketch.decode(Uint8Array.of(1, ...bytes))));
    expect(Sketch.decode(new Uint8Array(0))).toBeUndefined();
    expect(Sketch.decode(Uint8Array.of(9, 0))).toBeUndefined();
  });

  test('cut short are refused', () => {
    const bytes = sketchOf([0, 1, 2, 300]).encode();
    for (let length = 0; length < bytes.length; length += 1) expect(Sketch.decode(bytes.subarray(0, length))).toBeUndefined();
  });

  test('with counts that do not add up are refused', () => {
    const bytes = sketchOf([1, 2, 300]).encode();
    expect(Sketch.decode(bytes.with(1, 4))).toBeUndefined();
    expect(Sketch.decode(Uint8Array.of(...bytes, 1))).toBeUndefined();
  });
});
