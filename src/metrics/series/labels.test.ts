/// <reference lib="es2024.string" />
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCode } from './compile-code.ts';
import { counter, createRegistry, gauge, histogram, type LabelText, labelText, MetricError, open, readPages } from '../index.ts';
import { createRegistryWith } from '../registry.ts';

const DIRECTION = ['inbound', 'outbound'] as const;
const CLASS = ['1xx', '2xx', 'other'] as const;
const results = counter('telephony_results_total', {
  help: 'x',
  labels: { direction: DIRECTION, class: CLASS },
  fallback: { class: 'other' },
});
const MODES = [
  ['generated code', compileCode],
  ['no generated code', () => undefined],
] as const;

/** The sample lines of an exposition that begin with `start`. */
function lines(registry: { compose(format: 'text'): string }, start: string): readonly string[] {
  return registry
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith(start));
}

/** What the types would forbid. */
function untyped(value: unknown): never {
  return value as never;
}

test.each(MODES)('values by position lead to the same series as by name, in any order: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const metric = registry.add(results);
  const byClass = metric.positional('class', 'direction');
  const byDirection = metric.positional('direction', 'class');
  expect(byClass('2xx', 'inbound')).toBe(metric.with({ direction: 'inbound', class: '2xx' }));
  expect(byDirection('inbound', '2xx')).toBe(byClass('2xx', 'inbound'));
  byDirection('outbound', '1xx').inc();
  byClass('1xx', 'outbound').add(2);
  const trunks = registry.add(histogram('telephony_trunk_seconds', { help: 'x', labels: { trunk: open(2) }, buckets: [1] }));
  trunks.positional('trunk')(labelText('alpha')).observe(0.5);
  expect(lines(registry, 'telephony_')).toEqual([
    'telephony_results_total{direction="inbound",class="2xx"} 0',
    'telephony_results_total{direction="outbound",class="1xx"} 3',
    'telephony_trunk_seconds_bucket{trunk="alpha",le="1"} 1',
    'telephony_trunk_seconds_bucket{trunk="alpha",le="+Inf"} 1',
    'telephony_trunk_seconds_sum{trunk="alpha"} 0.5',
    'telephony_trunk_seconds_count{trunk="alpha"} 1',
  ]);
});

test('the types of values by position follow the names', () => {
  const registry = createRegistry();
  const metric = registry.add(results);
  const at = metric.positional('direction', 'class');
  // @ts-expect-error The values are in the other order. They have a fallback in part, and lead nowhere.
  at('2xx', 'inbound').inc();
  // @ts-expect-error A value is missing.
  at('inbound').inc();
  // @ts-expect-error A label is missing.
  expect(() => metric.positional('direction')).toThrow(expect.objectContaining({ code: 'METRIC_INVALID' }));
  // @ts-expect-error There is no such label.
  expect(() => metric.positional('direction', 'reason')).toThrow(MetricError);
  expect(() => metric.positional('direction', 'class', 'class')).toThrow(MetricError);
  // @ts-expect-error The fallback is none of the values.
  const wrong = counter('telephony_wrong_total', { help: 'x', labels: { class: CLASS }, fallback: { class: '9xx' } });
  expect(() => registry.add(wrong)).toThrow(expect.objectContaining({ code: 'METRIC_INVALID' }));
  // @ts-expect-error The fallback is for a label that there is not.
  counter('telephony_wrong_total', { help: 'x', labels: { class: CLASS }, fallback: { direction: 'inbound' } });
});

test.each(MODES)('a value that is not declared counts under the fallback, or nowhere; it is counted and never shown: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const metric = registry.add(results);
  const at = metric.positional('direction', 'class');
  for (const wrong of ['user +1555 hung up', 'cause 16', '__proto__', 'constructor', '', 200, null, undefined, {}]) {
    metric.inc({ direction: 'inbound', class: untyped(wrong) });
    at('inbound', untyped(wrong)).inc();
    metric.with({ direction: 'inbound', class: untyped(wrong) }).inc();
    metric.inc({ direction: untyped(wrong), class: '1xx' });
  }
  expect(lines(registry, 'telephony_')).toEqual(['telephony_results_total{direction="inbound",class="other"} 27']);
  expect(lines(registry, 'ringscope_metrics_label')).toEqual([
    'ringscope_metrics_label_rejected_total{metric="telephony_results_total",label="class"} 27',
    'ringscope_metrics_label_rejected_total{metric="telephony_results_total",label="direction"} 9',
  ]);
});

test('a key that is not declared is left out and counted when a handle is taken, and where no code is generated when a series is new', () => {
  const wrong = untyped({ direction: 'inbound', class: '2xx', '+15551234': 'caller' });
  for (const [mode, compile] of MODES) {
    const registry = createRegistryWith(compile);
    const metric = registry.add(results);
    metric.inc(wrong);
    metric.inc(wrong);
    const inVerbs = mode === 'generated code' ? 0 : 1;
    metric.with(wrong).inc();
    expect(lines(registry, 'telephony_')).toEqual(['telephony_results_total{direction="inbound",class="2xx"} 3']);
    expect(lines(registry, 'ringscope_metrics_label')).toEqual([
      `ringscope_metrics_label_rejected_total{metric="telephony_results_total",label="undeclared"} ${inVerbs + 1}`,
    ]);
    expect(registry.compose('text')).not.toContain('15551234');
  }
});

test.each(MODES)('a value refused by one label takes no place of another: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const metric = registry.add(counter('telephony_open_total', { help: 'x', labels: { trunk: open(1), class: CLASS } }));
  metric.inc({ trunk: labelText('hostile'), class: untyped('9xx') });
  metric.inc({ trunk: labelText('honest'), class: '2xx' });
  expect(lines(registry, 'telephony_')).toEqual(['telephony_open_total{trunk="honest",class="2xx"} 1']);
});

const hostile = fc.oneof(
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\n',
    '{',
    '}',
    ',',
    '=',
    '|',
    ';',
    '\0',
    '\u2028',
    '\ud800',
    '\udc00',
    '\ufffd',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    'toString',
    'hasOwnProperty',
    'undefined',
    'null',
    '1',
    '01',
    '1.0',
    '-1',
    'a",b="',
    'le="1"',
    'x,b:y',
    '1|',
    '|2',
    'é',
    'e\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

test.each(MODES)('hostile values neither collide nor alias, and are what a reader gets back: %s', (_, compile) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 30 }), (pairs) => {
      const registry = createRegistryWith(compile);
      const metric = registry.add(counter('telephony_open_total', { help: 'x', labels: { a: open(100), b: open(100) } }));
      const at = metric.positional('b', 'a');
      const expected = new Map<string, number>();
      const reused: { a: LabelText; b: LabelText } = { a: labelText(''), b: labelText('') };
      for (const [a, b] of pairs) {
        reused.a = labelText(a);
        reused.b = labelText(b);
        metric.inc(reused);
        at(labelText(b), labelText(a)).inc();
        const key = JSON.stringify([a.toWellFormed(), b.toWellFormed()]);
        expected.set(key, (expected.get(key) ?? 0) + 2);
      }
      const shown = lines(registry, 'telephony_open_total{').map(parse);
      expect(shown.length).toBe(expected.size);
      expect(new Map(shown)).toEqual(expected);
    }),
  );
});

/** The values of labels a and b, as JSON, and the sample's value. */
function parse(line: string): [string, number] {
  const match = /^telephony_open_total\{a="((?:[^"\\]|\\.)*)",b="((?:[^"\\]|\\.)*)"\} (.*)$/su.exec(line);
  const unescape = (text: string): string => text.replace(/\\(.)/gsu, (_, one: string) => (one === 'n' ? '\n' : one));
  return [JSON.stringify([unescape(match?.[1] ?? ''), unescape(match?.[2] ?? '')]), Number(match?.[3])];
}

test.each(MODES)('1,000,000 hostile values leave the series at the cap, the rest visible in the overflow: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const metric = registry.add(counter('telephony_open_total', { help: 'x', labels: { a: open(50) } }));
  for (let value = 0; value < 1_000_000; value += 1) metric.inc({ a: labelText(`${value}","b":"\n`) });
  const shown = lines(registry, 'telephony_open_total');
  expect(shown).toHaveLength(51);
  expect(shown.at(-1)).toBe('telephony_open_total{a="overflow"} 999950');
  expect(shown.slice(0, -1).every((line) => line.endsWith(' 1'))).toBe(true);
});

test.each(MODES)('a removed series is gone, begins anew, and its old handle leads nowhere: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const elsewhere = readPages(registry.pages());
  const metric = registry.add(results);
  const level = registry.add(gauge('telephony_level', { help: 'x', labels: { trunk: open(2) } }));
  const old = metric.with({ direction: 'inbound', class: '1xx' });
  old.add(5);
  metric.inc({ direction: 'inbound', class: '2xx' });
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map(labelText) as [LabelText, LabelText, LabelText];
  for (const trunk of [alpha, beta, gamma]) level.set(1, { trunk });
  elsewhere.composeBytes('text');
  expect(metric.remove({ direction: 'inbound', class: '1xx' })).toBe(true);
  expect(metric.remove({ direction: 'inbound', class: '1xx' })).toBe(false);
  expect(metric.remove({ direction: untyped('sideways'), class: '1xx' })).toBe(false);
  expect(level.remove({ trunk: alpha })).toBe(true);
  expect(level.remove({ trunk: gamma })).toBe(false);
  old.inc();
  const left = [
    'telephony_results_total{direction="inbound",class="2xx"} 1',
    'telephony_level{trunk="beta"} 1',
    'telephony_level{trunk="overflow"} 1',
  ];
  expect(lines(registry, 'telephony_')).toEqual(left);
  // Its place under the cap is free.
  level.set(3, { trunk: gamma });
  metric.inc({ direction: 'inbound', class: '1xx' });
  const all = [left[0], 'telephony_results_total{direction="inbound",class="1xx"} 1', ...left.slice(1), 'telephony_level{trunk="gamma"} 3'];
  expect(lines(registry, 'telephony_')).toEqual(all);
  expect(new TextDecoder().decode(elsewhere.composeBytes('text'))).toBe(registry.compose('text'));
});
