import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarser, NativeScale, NativeScales, schemaOf, upperBound, ZERO_THRESHOLD } from './native-scale.ts';
import { NativeWindow, WINDOW_HEAD } from './native-window.ts';
import { WindowReading } from './window-reading.ts';

const CAPACITY = 160;
const SCHEMAS = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8];

/** A window somewhere in a page of shared memory whose neighbours must not change. */
function createWindow(capacity: number, finest: number) {
  const page = new Float64Array(new SharedArrayBuffer((capacity + WINDOW_HEAD + 6) * 8));
  page.fill(7, 0, 3).fill(7, -3);
  const window = new NativeWindow(page, 3, capacity, new NativeScales(finest));
  const reading = new WindowReading(capacity);
  return {
    window,
    add(value: number): void {
      const cell = window.cellOf(value);
      page[cell] = (page[cell] ?? 0) + 1;
    },
    read(): WindowReading {
      expect(reading.read(page, 3)).toBe(true);
      expect([...page.subarray(0, 3), ...page.subarray(-3)]).toEqual([7, 7, 7, 7, 7, 7]);
      return reading;
    },
  };
}

/** The buckets of a reading that have values, by index. */
function bucketsOf({ first, counts }: WindowReading): ReadonlyMap<number, number> {
  const buckets = [...counts].map((count, position): [number, number] => [first + position, count]);
  return new Map(buckets.filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b));
}

/** Numbers of all magnitudes above the zero threshold, of a seeded generator. */
function drawNumber(state: { seed: number }): number {
  const next = (): number => {
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) | 0;
    return (state.seed >>> 0) / 2 ** 32;
  };
  return 2 ** (-128 + next() * 1151) * (1 + next());
}

/** Whether `value` is at most 2^(index / 2^schema), in whole numbers and thus exactly. `value` is a positive normal number. */
function isWithin(value: number, schema: number, index: number): boolean {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const mantissa = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
  const power = 1n << BigInt(Math.max(0, schema));
  // value^power is mantissa^power * 2^(exponent * power).
  const exponent = (Number(bits >> 52n) - 1075) * Number(power);
  const shift = index * 2 ** Math.max(0, -schema) - exponent;
  return shift >= 0 && mantissa ** power <= 1n << BigInt(shift);
}

test('the buckets of 150,000 numbers of all magnitudes are those that exact arithmetic gives', () => {
  const state = { seed: 7 };
  const scales = SCHEMAS.map((schema) => new NativeScale(schema));
  const wrong: unknown[] = [];
  for (let turn = 0; turn < 150_000; turn += 1) {
    const value = drawNumber(state);
    const scale = scales[turn % scales.length] ?? new NativeScale(0);
    const index = scale.indexOf(value);
    const exact = Math.log2(value) * 2 ** scale.schema;
    // A logarithm decides but for numbers next to a bound.
    const isRight =
      Math.abs(exact - Math.round(exact)) > 1e-6
        ? index === Math.ceil(exact)
        : isWithin(value, scale.schema, index) && !isWithin(value, scale.schema, index - 1);
    if (!isRight) wrong.push([value, scale.schema, index]);
  }
  expect(wrong).toEqual([]);
});

test.each(SCHEMAS)('at schema %d a bound is in its bucket and the next number in the following one', (schema) => {
  const scale = new NativeScale(schema);
  const perPower = 2 ** schema;
  for (const power of [-127, -1, 0, 1, 52, 1023].filter((one) => Number.isInteger(one * perPower))) {
    const index = power * perPower;
    expect(scale.indexOf(2 ** power)).toBe(index);
    expect(scale.indexOf(2 ** power * (1 + Number.EPSILON))).toBe(index + 1);
  }
  expect(scale.indexOf(Number.MAX_VALUE)).toBe(Math.ceil(1024 * perPower));
  expect(upperBound(schema, Math.ceil(1024 * perPower))).toBe(Infinity);
  for (let index = 1; index <= Math.max(1, perPower); index += 1) {
    const bound = upperBound(schema, index);
    expect(scale.indexOf(bound * (1 - Number.EPSILON / 2))).toBe(index);
    expect(scale.indexOf(bound)).toBe(index);
    expect(scale.indexOf(bound * (1 + Number.EPSILON))).toBe(index + 1);
  }
});

test('beside every edge of a cell of the table the bucket is the one that exact arithmetic gives', () => {
  for (const schema of SCHEMAS) {
    const scale = new NativeScale(schema);
    const cells = 2 ** (Math.max(0, schema) + 1);
    const edges = Array.from({ length: cells + 1 }, (_, cell) => 1 + cell / cells);
    for (const value of edges.flatMap((edge) => [edge * (1 - Number.EPSILON / 2), edge, edge * (1 + Number.EPSILON)])) {
      const index = scale.indexOf(value);
      expect([value, isWithin(value, schema, index), isWithin(value, schema, index - 1)]).toEqual([value, true, false]);
    }
  }
});

test.each([
  [1.1, 3],
  [1.05, 4],
  [2, 0],
  [1.0001, 8],
  [1.002, 8],
  [4, -1],
  [1e9, -4],
])('a factor of %d is schema %d, as in the libraries of Prometheus', (factor, schema) => {
  expect(schemaOf(factor)).toBe(schema);
});

test('zero, subnormal numbers and all up to 2^-128 are in the zero bucket', () => {
  const { add, read } = createWindow(CAPACITY, 3);
  for (const value of [0, -0, 5e-324, 2 ** -1022, 2 ** -129, ZERO_THRESHOLD]) add(value);
  add(ZERO_THRESHOLD * (1 + Number.EPSILON));
  expect(read()).toMatchObject({ zeroCount: 6, count: 7, schema: 3 });
  expect([...bucketsOf(read())]).toEqual([[-128 * 8 + 1, 1]]);
});

const magnitudes = fc.oneof(
  fc.double({ min: 2 ** -127, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 0.01, max: 100, noNaN: true }),
  fc.integer({ min: -127, max: 1023 }).map((power) => 2 ** power),
);

test('no count is lost and none moves to a wrong bucket, however the window moves and its buckets merge', () => {
  fc.assert(
    fc.property(
      fc.array(magnitudes, { maxLength: 200 }),
      fc.integer({ min: 80, max: 200 }),
      fc.constantFrom(...SCHEMAS),
      (values, capacity, finest) => {
        const { add, read } = createWindow(capacity, finest);
        for (const [added, value] of values.entries()) {
          add(value);
          expect(read().count).toBe(added + 1);
        }
        const { schema } = read();
        const exact = new NativeScale(schema);
        const expected = new Map<number, number>();
        for (const value of values) expected.set(exact.indexOf(value), (expected.get(exact.indexOf(value)) ?? 0) + 1);
        expect(bucketsOf(read())).toEqual(new Map([...expected].toSorted(([a], [b]) => a - b)));
        // It is no coarser than it must be.
        const finer = values.map((value) => new NativeScale(Math.min(8, schema + 1)).indexOf(value));
        if (schema < finest) expect(Math.max(...finer) - Math.min(...finer)).toBeGreaterThanOrEqual(capacity);
      },
    ),
    { numRuns: 200 },
  );
});

test('a bucket of a coarser schema is the one that contains it', () => {
  for (const schema of SCHEMAS.slice(1)) {
    const fine = new NativeScale(schema);
    const coarse = new NativeScale(schema - 1);
    const state = { seed: schema };
    for (let turn = 0; turn < 500; turn += 1) {
      const value = drawNumber(state);
      expect(coarser(fine.indexOf(value), 1)).toBe(coarse.indexOf(value));
    }
  }
});

test.each(SCHEMAS)('at schema %d nothing but zero and positive numbers has a cell, wherever the window lies', (schema) => {
  for (const edge of [ZERO_THRESHOLD * (1 + Number.EPSILON), 1, Number.MAX_VALUE]) {
    const { window, add, read } = createWindow(CAPACITY, schema);
    add(edge);
    for (const value of [Infinity, -Infinity, NaN, -NaN, -5e-324, -ZERO_THRESHOLD, -1, -Number.MAX_VALUE])
      expect(window.cellOf(value)).toBe(-1);
    expect([...bucketsOf(read())]).toEqual([[new NativeScale(schema).indexOf(edge), 1]]);
    for (const value of [0, -0, 5e-324, 2 ** -1022, ZERO_THRESHOLD]) add(value);
    add(edge);
    expect([...bucketsOf(read())]).toEqual([[new NativeScale(schema).indexOf(edge), 2]]);
    expect(read()).toMatchObject({ zeroCount: 5, count: 7, schema });
  }
});

test('a window that was cleared is as fine as a new one', () => {
  const { window, add, read } = createWindow(CAPACITY, 5);
  for (const value of [0, 1e-9, 1e9]) add(value);
  expect(read().schema).toBeLessThan(5);
  window.clear();
  expect(read()).toMatchObject({ schema: 5, count: 0, zeroCount: 0, from: 0, to: 0 });
  add(1.5);
  expect([...bucketsOf(read())]).toEqual([[19, 1]]);
});
