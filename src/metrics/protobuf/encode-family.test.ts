import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, info, labelText, open, type SharedRegistry, summary } from '../index.ts';

/** A message as the values of its fields by number: varints and doubles as numbers, the rest as bytes. */
type Message = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** Reads varints, doubles and lengths; anything else is no message of ours. */
class Bytes {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#take(1)[0] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  double(): number {
    return new DataView(this.#take(8).slice().buffer).getFloat64(0, true);
  }

  delimited(): Uint8Array {
    return this.#take(this.varint());
  }

  message(): Message {
    const fields = new Map<number, (number | Uint8Array)[]>();
    while (!this.isAtEnd) {
      const tag = this.varint();
      const values = fields.get(tag >> 3) ?? [];
      fields.set(tag >> 3, values);
      if (tag % 8 === 0) values.push(this.varint());
      else if (tag % 8 === 1) values.push(this.double());
      else if (tag % 8 === 2) values.push(this.delimited());
      else throw new Error(`Wire type ${tag % 8}.`);
    }
    return fields;
  }

  #take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new Error('The message ends early.');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function messages(message: Message, field: number): readonly Message[] {
  return (message.get(field) ?? []).map((value) => new Bytes(value as Uint8Array).message());
}

function number(message: Message | undefined, field: number): number {
  expect(message?.get(field)).toHaveLength(1);
  return message?.get(field)?.[0] as number;
}

function text(message: Message, field: number): string {
  expect(message.get(field)).toHaveLength(1);
  return new TextDecoder('utf-8', { fatal: true }).decode(message.get(field)?.[0] as Uint8Array);
}

/** The families of a registry but its own. */
function families(registry: SharedRegistry): readonly Message[] {
  const bytes = new Bytes(registry.composeBytes('protobuf'));
  const found: Message[] = [];
  while (!bytes.isAtEnd) found.push(new Bytes(bytes.delimited()).message());
  return found.filter((family) => !text(family, 1).startsWith('ringscope_metrics_'));
}

function labelsOf(metric: Message): object {
  return Object.fromEntries(messages(metric, 1).map((label) => [text(label, 1), text(label, 2)]));
}

test('counters, gauges and histograms are families of io.prometheus.client', () => {
  const registry = createRegistry();
  const labels = { direction: ['in', 'out'], trunk: open(2) } as const;
  registry
    .add(counter('telephony_calls_total', { help: 'Calls –\nall.', labels }))
    .add(2.5, { direction: 'out', trunk: labelText('a "b"\\\nç') });
  registry.add(gauge('telephony_level', { help: 'Level.' })).set(-Infinity);
  registry.add(gauge('telephony_unset', { help: 'Never set.' }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', buckets: [0.5, 1, 1e6] }));
  for (const value of [0.5, 0.500001, 1, 7, 2e6]) setup.observe(value);

  const [calls, level, seconds, ...more] = families(registry);
  if (calls === undefined || level === undefined || seconds === undefined) throw new Error('A family is missing.');
  expect(more).toEqual([]);
  expect([text(calls, 1), text(calls, 2), number(calls, 3)]).toEqual(['telephony_calls_total', 'Calls –\nall.', 0]);
  expect(messages(calls, 4).map(labelsOf)).toEqual([{ direction: 'out', trunk: 'a "b"\\\nç' }]);
  expect(number(messages(messages(calls, 4)[0] ?? new Map(), 3)[0], 1)).toBe(2.5);
  expect([text(level, 1), number(level, 3)]).toEqual(['telephony_level', 1]);
  expect(number(messages(messages(level, 4)[0] ?? new Map(), 2)[0], 1)).toBe(-Infinity);
  expect([text(seconds, 1), number(seconds, 3)]).toEqual(['telephony_setup_seconds', 4]);
  const [distribution = new Map()] = messages(messages(seconds, 4)[0] ?? new Map(), 7);
  expect([number(distribution, 1), number(distribution, 2)]).toEqual([5, 2000009.000001]);
  expect(messages(distribution, 3).map((bucket) => [number(bucket, 2), number(bucket, 1)])).toEqual([
    [0.5, 1],
    [1, 3],
    [1e6, 4],
  ]);
});

test('whatever the labels and however many series, each is read back as it was counted', () => {
  const value = fc.oneof(fc.constantFrom('', '"', '\\', '\n', '\\n', '",b="', '\u2028'), fc.string({ unit: 'grapheme', maxLength: 60 }));
  fc.assert(
    fc.property(fc.uniqueArray(value, { maxLength: 90 }), fc.nat({ max: 2 ** 40 }), (values, first) => {
      const registry = createRegistry();
      const total = registry.add(counter('telephony_all_total', { help: 'x', labels: { a: open(100), b: ['y'] } }));
      const counted = values.map((a, index) => ({ a: labelText(a), count: first + index }));
      for (const { a, count } of counted) total.add(count, { a, b: 'y' });
      const metrics = families(registry).flatMap((family) => messages(family, 4));
      expect(metrics.map((metric) => [labelsOf(metric), number(messages(metric, 3)[0], 1)])).toEqual(
        counted.map(({ a, count }) => [{ a, b: 'y' }, count]),
      );
    }),
  );
});

/** The bytes of a packed field of signed numbers. */
function packed(message: Message, field: number): readonly number[] {
  const numbers: number[] = [];
  for (const value of message.get(field) ?? []) {
    const bytes = new Bytes(value as Uint8Array);
    while (!bytes.isAtEnd) numbers.push(signed(bytes.varint()));
  }
  return numbers;
}

function signed(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** The counts of the positive native buckets by their index. */
function nativeBuckets(distribution: Message): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const deltas = packed(distribution, 13).values();
  let index = 0;
  let count = 0;
  for (const span of messages(distribution, 12)) {
    index += signed(number(span, 1));
    for (let length = number(span, 2); length > 0; length -= 1) {
      count += deltas.next().value ?? NaN;
      found.set(index, count);
      index += 1;
    }
  }
  expect(deltas.next().done).toBe(true);
  return found;
}

/** The one Histogram of a registry's one family. */
function onlyDistribution(registry: SharedRegistry): Message {
  const [distribution = new Map()] = families(registry)
    .flatMap((family) => messages(family, 4))
    .flatMap((metric) => messages(metric, 7));
  return distribution;
}

test('T7: a summary has its quantiles and counts 10,000 values, and an info is a gauge of 1', () => {
  const registry = createRegistry();
  const delay = registry.add(summary('telephony_delay_seconds', { help: 'Delay.', quantiles: [0.5, 0.99], windowSeconds: 60 }));
  registry.add(info('telephony_build_info', { help: 'Build.', labels: { version: ['1'] } })).set({ version: '1' });
  expect(messages(messages(families(registry)[0] ?? new Map(), 4)[0] ?? new Map(), 4).map((one) => one.get(3))).toEqual([undefined]);
  for (let value = 1; value <= 10_000; value += 1) delay.observe(value);
  const [delays, build] = families(registry);
  if (delays === undefined || build === undefined) throw new Error('A family is missing.');
  expect(number(delays, 3)).toBe(2);
  const [reading = new Map()] = messages(messages(delays, 4)[0] ?? new Map(), 4);
  expect([number(reading, 1), number(reading, 2)]).toEqual([10_000, 50_005_000]);
  const [median = new Map(), upper = new Map()] = messages(reading, 3);
  expect([number(median, 1), number(upper, 1)]).toEqual([0.5, 0.99]);
  expect(number(median, 2) / 5000).toBeCloseTo(1, 1);
  expect(number(upper, 2) / 9900).toBeCloseTo(1, 1);
  expect([text(build, 1), number(build, 3)]).toEqual(['telephony_build_info', 1]);
  expect(number(messages(messages(build, 4)[0] ?? new Map(), 2)[0], 1)).toBe(1);
});

test('a registry with a clock tells when each series was made', () => {
  const registry = createRegistry({ now: () => 1_800_000_000.25 });
  registry.add(counter('telephony_a_total', { help: 'x' }));
  registry.add(summary('telephony_b', { help: 'x', quantiles: [0.5], windowSeconds: 60 }));
  registry.add(histogram('telephony_c', { help: 'x', buckets: [1] }));
  /** Counter, Summary and Histogram with their created_timestamp. */
  const FIELDS = [
    [3, 3],
    [4, 4],
    [7, 15],
  ] as const;
  const created = families(registry).map((family, index) => {
    const [kind, stamp] = FIELDS[index] ?? [0, 0];
    const [timestamp] = messages(messages(messages(family, 4)[0] ?? new Map(), kind)[0] ?? new Map(), stamp);
    return [number(timestamp, 1), number(timestamp, 2)];
  });
  expect(created).toEqual([
    [1_800_000_000, 250_000_000],
    [1_800_000_000, 250_000_000],
    [1_800_000_000, 250_000_000],
  ]);
});

test('a native histogram without values is a native histogram', () => {
  const registry = createRegistry();
  registry.add(histogram('telephony_n_seconds', { help: 'x', native: { factor: 1.1 } }));
  const distribution = onlyDistribution(registry);
  expect([number(distribution, 1), number(distribution, 2), number(distribution, 7)]).toEqual([0, 0, 0]);
  expect(signed(number(distribution, 5))).toBe(3);
  expect(number(distribution, 6)).toBe(2 ** -128);
  expect([3, 12, 13].map((field) => distribution.get(field))).toEqual([undefined, undefined, undefined]);
});

test('every value is in the native bucket that it belongs to, beside the classic ones', () => {
  const near = fc.double({ min: 0.5, max: 2, noNaN: true });
  const far = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  const values = fc.array(fc.oneof(near, fc.constantFrom(0, 2 ** -129, 1, 2, 2 ** 0.125), far), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.constantFrom(1.005, 1.1, 2, 4, 70_000), (observed, factor) => {
      const registry = createRegistry();
      const both = registry.add(histogram('telephony_n_seconds', { help: 'x', buckets: [1], native: { factor, maxBuckets: 80 } }));
      for (const value of observed) both.observe(value);
      const distribution = onlyDistribution(registry);
      const schema = signed(number(distribution, 5));
      const bound = (index: number): number => 2 ** (index * 2 ** -schema);
      const threshold = number(distribution, 6);
      expect(number(distribution, 1)).toBe(observed.length);
      expect(number(distribution, 7)).toBe(observed.filter((value) => value <= threshold).length);
      const positive = observed.filter((value) => value > threshold);
      const buckets = nativeBuckets(distribution);
      for (const [index, count] of buckets)
        expect(positive.filter((value) => value > bound(index - 1) && value <= bound(index)).length).toBe(count);
      expect([...buckets.values()].reduce((sum, count) => sum + count, 0)).toBe(positive.length);
      expect(messages(distribution, 3).map((bucket) => [number(bucket, 2), number(bucket, 1)])).toEqual([
        [1, observed.filter((value) => value <= 1).length],
      ]);
    }),
  );
});
