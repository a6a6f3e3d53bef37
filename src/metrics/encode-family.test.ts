import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, labelText, open, type SharedRegistry } from './index.ts';

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
