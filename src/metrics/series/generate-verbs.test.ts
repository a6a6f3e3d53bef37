import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCode } from './compile-code.ts';
import { counter, gauge, histogram, info, summary, upDownGauge } from '../declare/declare.ts';
import { open } from '../declare/label.ts';
import { readPages } from '../scrape/reader.ts';
import { createRegistryWith, type SharedRegistry } from '../registry.ts';
import { rounds } from '../../../test/rounds.ts';

const MANY = Array.from({ length: 20 }, (_, value) => `v${value}`);
const CLOSED = ['inbound', 'outbound', 'a"b\\\n\u2028', '', 'constructor'];

/** All kinds with no label, closed, open and mixed labels, small and large. The labels come untyped, as from a caller that got past the types. */
function instruments(registry: SharedRegistry): Readonly<Record<string, (operation: Operation) => void>> {
  const labels = { class: CLOSED, if: open(2), many: MANY };
  const plain = registry.add(gauge('telephony_plain', { help: 'x' }));
  const total = registry.add(counter('telephony_all_total', { help: 'x', labels }));
  const wide = registry.add(counter('telephony_wide_total', { help: 'x', labels: { if: open(5000), class: CLOSED } }));
  const level = registry.add(gauge('telephony_level', { help: 'x', labels: { class: CLOSED, many: MANY } }));
  const roles = counter('telephony_role_total', {
    help: 'x',
    labels: { class: ['a', 'other'], if: open(2, { idleSeconds: 2 }) },
    fallback: { class: 'other' },
  });
  const role = registry.add(roles);
  const byRole = role.positional('if', 'class');
  const byMany = level.positional('many', 'class');
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels: { class: CLOSED }, buckets: [-1, 0, 0.5, 1, 60] }));
  const native = registry.add(
    histogram('telephony_native_seconds', { help: 'x', labels: { class: CLOSED, if: open(2) }, native: { factor: 1.1 } }),
  );
  const both = registry.add(histogram('telephony_both_seconds', { help: 'x', buckets: [0, 1], native: { factor: 2, maxBuckets: 80 } }));
  const streams = registry.add(upDownGauge('telephony_streams_open', { help: 'x', labels: { class: CLOSED, many: MANY } }));
  const build = registry.add(info('telephony_build_info', { help: 'x', labels: { class: CLOSED, if: open(2) } }));
  const delay = registry.add(
    summary('telephony_delay_seconds', { help: 'x', labels: { class: CLOSED }, quantiles: [0, 0.5, 1], windowSeconds: 60 }),
  );
  return {
    native: ({ value, labels: one }) => native.observe(value, one),
    nativeWith: ({ value, labels: one }) => native.with(one).observe(value),
    both: ({ value }) => both.observe(value),
    open: ({ labels: one }) => streams.inc(one),
    close: ({ labels: one }) => streams.dec(one),
    move: ({ value, labels: one }) => streams.add(value, one),
    moveWith: ({ value, labels: one }) => streams.with(one).add(value),
    show: ({ labels: one }) => build.set(one),
    hide: ({ labels: one }) => build.clear(one),
    delay: ({ value, labels: one }) => delay.observe(value, one),
    delayWith: ({ value, labels: one }) => delay.with(one).observe(value),
    inc: ({ labels: one }) => total.inc(one),
    add: ({ value, labels: one }) => total.add(value, one),
    with: ({ value, labels: one }) => total.with(one).add(value),
    wide: ({ value, labels: one }) => wide.add(value, one),
    plain: ({ value }) => plain.add(value),
    clearPlain: () => plain.clear(),
    set: ({ value, labels: one }) => level.set(value, one),
    addLevel: ({ value, labels: one }) => level.add(value, one),
    clear: ({ labels: one }) => level.clear(one),
    levelWith: ({ value, labels: one }) => level.with(one).set(value),
    role: ({ value, labels: one }) => role.add(value, one),
    removeRole: ({ labels: one }) => void role.remove(one),
    byRole: ({ value, labels: one }) => byRole(valueAt(one, 'if'), valueAt(one, 'class')).add(value),
    byMany: ({ value, labels: one }) => byMany(valueAt(one, 'many'), valueAt(one, 'class')).add(value),
    removeWide: ({ labels: one }) => void wide.remove(one),
    removeTotal: ({ labels: one }) => void total.remove(one),
    collect: ({ value }) => registry.collect(Number.isFinite(value) ? value : 0),
    observe: ({ value, labels: one }) => setup.observe(value, one),
    setupWith: ({ value, labels: one }) => setup.with(one).observe(value),
  };
}

/** A label as it may come: the types forbid most of what the test puts in. */
function valueAt(labels: Readonly<Record<string, unknown>> | undefined, name: string): never {
  return labels?.[name] as never;
}

interface Operation {
  readonly verb: string;
  readonly value: number;
  readonly labels: never;
}

const NAMES = Object.keys(instruments(createRegistryWith(() => undefined)));
const odd = fc.constantFrom<unknown>(undefined, null, 1, NaN, 'sideways', '__proto__', 'toString', {}, new String('inbound'));
const labelSets = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      {
        class: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...CLOSED) }, odd),
        if: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('x', 'y', 'z', 'overflow', '\ud800', '\ufffd', 'l'.repeat(200)) }, odd),
        many: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...MANY) }, odd),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const operations = fc.array(
  fc.record({
    verb: fc.constantFrom(...NAMES),
    value: fc.oneof(fc.integer({ min: -2, max: 70 }), fc.double()),
    // The odd label objects are what the types forbid.
    labels: labelSets.map((labels) => labels as never),
  }),
  { maxLength: 60 },
);

/** Generated verbs do not look for keys that are not declared. */
function withoutUndeclared(exposition: string): string {
  return exposition.replace(/^(# \w+ ringscope_metrics_label_rejected_total|.*,label="undeclared"\}) .*\n/gm, '');
}

test('generated code and the scan of labels lead to the same exposition, refusals included', () => {
  fc.assert(
    fc.property(operations, (all) => {
      const generated = createRegistryWith(compileCode);
      const scanned = createRegistryWith(() => undefined);
      const verbs = [instruments(generated), instruments(scanned)];
      for (const operation of all) for (const instrument of verbs) instrument[operation.verb]?.(operation);
      expect(withoutUndeclared(generated.compose('text'))).toBe(withoutUndeclared(scanned.compose('text')));
      expect(readPages(generated.pages()).compose('text')).toBe(generated.compose('text'));
    }),
    { numRuns: rounds(150, 1000) },
  );
});

test('code is generated where it is allowed', () => {
  const sources: string[] = [];
  const registry = createRegistryWith((parameters, body) => {
    sources.push(body);
    return compileCode(parameters, body);
  });
  const before = sources.length;
  registry.add(counter('telephony_all_total', { help: 'x', labels: { class: ['x'] } })).inc({ class: 'x' });
  expect(sources.slice(before)).toEqual([expect.stringContaining('case "x"')]);
  expect(registry.compose('text')).toContain('telephony_all_total{class="x"} 1\n');
});

test('a defect in generated code is thrown, not taken for a refusal', () => {
  expect(() => compileCode([], 'return (')).toThrow(SyntaxError);
  expect(compileCode(['a'], 'return a + 1')?.(1)).toBe(2);
});
