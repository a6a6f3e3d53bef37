import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  counter,
  createRegistry,
  gauge,
  histogram,
  info,
  type LabelText,
  labelText,
  MetricError,
  open,
  readPages,
  summary,
} from './index.ts';

const DIRECTION = ['inbound', 'outbound'] as const;
const callsTotal = counter('telephony_calls_total', { help: 'Calls that ended.', labels: { direction: DIRECTION } });
const trunkTotal = counter('telephony_trunk_total', { help: 'By trunk.', labels: { trunk: open(3) } });

/** The lines of an exposition that begin with `start`. */
function lines(exposition: string, start: string): readonly string[] {
  return exposition.split('\n').filter((line) => line.startsWith(start));
}

/** An exposition without the registry's own metrics. */
function withoutOwn(exposition: string): string {
  return exposition
    .split('\n')
    .filter((line) => !/^(# \w+ )?ringscope_metrics_/.test(line))
    .join('\n');
}

function filled() {
  const registry = createRegistry();
  registry.add(callsTotal).add(2.5, { direction: 'outbound' });
  registry.add(gauge('telephony_line_signal_ratio', { help: 'A "ratio"\nwith \\.' })).set(0.25);
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', labels: { trunk: open(2) }, buckets: [0.5, 1, 1e6] }));
  for (const value of [0.5, 0.500001, 1, 7]) setup.observe(value, { trunk: labelText('a "b"\\\n') });
  return registry;
}

test('text 0.0.4 is exact to the byte', () => {
  expect(withoutOwn(filled().compose('text'))).toBe(`# HELP telephony_calls_total Calls that ended.
# TYPE telephony_calls_total counter
telephony_calls_total{direction="outbound"} 2.5
# HELP telephony_line_signal_ratio A "ratio"\\nwith \\\\.
# TYPE telephony_line_signal_ratio gauge
telephony_line_signal_ratio 0.25
# HELP telephony_setup_seconds Set-up.
# TYPE telephony_setup_seconds histogram
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="0.5"} 1
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="1"} 3
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="1000000"} 4
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="+Inf"} 4
telephony_setup_seconds_sum{trunk="a \\"b\\"\\\\\\n"} 9.000001000000001
telephony_setup_seconds_count{trunk="a \\"b\\"\\\\\\n"} 4
`);
});

test('OpenMetrics is exact to the byte', () => {
  expect(withoutOwn(filled().compose('openmetrics'))).toBe(`# TYPE telephony_calls counter
# HELP telephony_calls Calls that ended.
telephony_calls_total{direction="outbound"} 2.5
# TYPE telephony_line_signal_ratio gauge
# UNIT telephony_line_signal_ratio ratio
# HELP telephony_line_signal_ratio A \\"ratio\\"\\nwith \\\\.
telephony_line_signal_ratio 0.25
# TYPE telephony_setup_seconds histogram
# UNIT telephony_setup_seconds seconds
# HELP telephony_setup_seconds Set-up.
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="0.5"} 1
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="1.0"} 3
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="1e+06"} 4
telephony_setup_seconds_bucket{trunk="a \\"b\\"\\\\\\n",le="+Inf"} 4
telephony_setup_seconds_sum{trunk="a \\"b\\"\\\\\\n"} 9.000001000000001
telephony_setup_seconds_count{trunk="a \\"b\\"\\\\\\n"} 4
# EOF
`);
});

test('the bytes are the UTF-8 of the text', () => {
  const registry = createRegistry();
  registry.add(trunkTotal).inc({ trunk: labelText('Zürich ☎') });
  expect(new TextDecoder().decode(registry.composeBytes('openmetrics'))).toBe(registry.compose('openmetrics'));
  expect(lines(registry.compose('text'), 'telephony_')).toEqual(['telephony_trunk_total{trunk="Zürich ☎"} 1']);
});

test('counters and histograms without labels are 0 from the start, all else appears when touched', () => {
  const registry = createRegistry();
  registry.add(counter('telephony_bytes_total', { help: 'Bytes.' }));
  registry.add(histogram('telephony_talk_seconds', { help: 'Talk.', buckets: [1] }));
  registry.add(callsTotal);
  const active = registry.add(gauge('telephony_calls_active', { help: 'Active.' }));
  const start = [
    'telephony_bytes_total 0',
    'telephony_talk_seconds_bucket{le="1"} 0',
    'telephony_talk_seconds_bucket{le="+Inf"} 0',
    'telephony_talk_seconds_sum 0',
    'telephony_talk_seconds_count 0',
  ];
  expect(lines(registry.compose('text'), 'telephony_')).toEqual(start);
  active.set(4);
  active.add(-1);
  expect(lines(registry.compose('text'), 'telephony_calls')).toEqual(['telephony_calls_active 3']);
  active.clear();
  expect(lines(registry.compose('text'), 'telephony_')).toEqual(start);
  active.add(2);
  expect(lines(registry.compose('text'), 'telephony_calls')).toEqual(['telephony_calls_active 2']);
});

test('a gauge may be infinite or not a number', () => {
  const registry = createRegistry();
  const level = registry.add(gauge('telephony_level', { help: 'Level.' }));
  const shown = [Infinity, -Infinity, NaN, -0, 1e21, 5e-324].map((value) => {
    level.set(value);
    return lines(registry.compose('text'), 'telephony_level')[0];
  });
  expect(shown).toEqual(['+Inf', '-Inf', 'NaN', '0', '1e+21', '5e-324'].map((text) => `telephony_level ${text}`));
});

test('the namespace replaces only the leading telephony', () => {
  const registry = createRegistry({ namespace: 'acme' });
  registry.add(counter('telephony_telephony_total', { help: 'x' }));
  registry.add(counter('ringscope_telephony_total', { help: 'x' }));
  registry.add(counter('telephonyless_total', { help: 'x' }));
  const names = lines(registry.compose('text'), '# TYPE').map((line) => line.split(' ')[2]);
  expect(names.slice(1)).toEqual(['acme_telephony_total', 'ringscope_telephony_total', 'telephonyless_total']);
});

test('the same declaration gives the same instrument', () => {
  const registry = createRegistry();
  const again = counter('telephony_calls_total', { help: 'Calls that ended.', labels: { direction: DIRECTION } });
  expect(registry.add(again)).toBe(registry.add(callsTotal));
});

test.each([
  ['another kind', gauge('telephony_calls_total', { help: 'Calls that ended.', labels: { direction: DIRECTION } })],
  ['another help', counter('telephony_calls_total', { help: 'Calls.', labels: { direction: DIRECTION } })],
  ['other labels', counter('telephony_calls_total', { help: 'Calls that ended.', labels: { direction: open(2) } })],
  ['the family name of a counter', gauge('telephony_calls', { help: 'x' })],
])('a second metric of one name is refused: %s', (_, other) => {
  const registry = createRegistry();
  registry.add(callsTotal);
  expect(() => registry.add(other)).toThrow(expect.objectContaining({ code: 'METRIC_CONFLICT' }));
});

test('the sample names of a histogram belong to it', () => {
  const registry = createRegistry();
  registry.add(gauge('telephony_setup_seconds_count', { help: 'x' }));
  expect(() => registry.add(histogram('telephony_setup_seconds', { help: 'x', buckets: [1] }))).toThrow(MetricError);
});

test.each([
  ['a name with a dash', gauge('a-b', { help: 'x' })],
  ['a name that begins with a digit', gauge('1a', { help: 'x' })],
  ['a label name with a dot', gauge('a', { help: 'x', labels: { 'a.b': ['x'] } })],
  ['a reserved label name', gauge('a', { help: 'x', labels: { __name__: ['x'] } })],
  ['an empty domain', gauge('a', { help: 'x', labels: { b: [] } })],
  ['a value twice', gauge('a', { help: 'x', labels: { b: ['x', 'x'] } })],
  ['a cap of 0', gauge('a', { help: 'x', labels: { b: open(0) } })],
  ['a cap that is not whole', gauge('a', { help: 'x', labels: { b: open(1.5) } })],
  ['too many series', gauge('a', { help: 'x', labels: { b: open(1e9), c: open(1e9) } })],
  ['le on a histogram', histogram('a', { help: 'x', labels: { le: ['1'] }, buckets: [1] })],
  ['no buckets', histogram('a', { help: 'x', buckets: [] })],
  ['buckets out of order', histogram('a', { help: 'x', buckets: [1, 5, 2] })],
  ['a bucket twice', histogram('a', { help: 'x', buckets: [1, 1] })],
  ['a bucket that is no number', histogram('a', { help: 'x', buckets: [1, NaN] })],
  ['an infinite bucket', histogram('a', { help: 'x', buckets: [1, Infinity] })],
  ['more than 1000 buckets', histogram('a', { help: 'x', buckets: Array.from({ length: 1001 }, (_, bound) => bound) })],
  ['a factor of 1', histogram('a', { help: 'x', native: { factor: 1 } })],
  ['a factor that is no number', histogram('a', { help: 'x', native: { factor: NaN } })],
  ['an infinite factor', histogram('a', { help: 'x', native: { factor: Infinity } })],
  ['too few native buckets', histogram('a', { help: 'x', native: { factor: 1.1, maxBuckets: 79 } })],
  ['too many native buckets', histogram('a', { help: 'x', native: { factor: 1.1, maxBuckets: 1001 } })],
  ['native buckets that are not whole', histogram('a', { help: 'x', native: { factor: 1.1, maxBuckets: 99.5 } })],
  ['native buckets beside classic ones out of order', histogram('a', { help: 'x', buckets: [2, 1], native: { factor: 1.1 } })],
  ['le on a native histogram', histogram('a', { help: 'x', labels: { le: ['1'] }, native: { factor: 1.1 } })],
  ['quantile on a summary', summary('a', { help: 'x', labels: { quantile: ['1'] }, quantiles: [0.5], windowSeconds: 60 })],
  ['no quantiles', summary('a', { help: 'x', quantiles: [], windowSeconds: 60 })],
  ['a quantile above 1', summary('a', { help: 'x', quantiles: [0.5, 99], windowSeconds: 60 })],
  ['a quantile that is no number', summary('a', { help: 'x', quantiles: [NaN], windowSeconds: 60 })],
  ['quantiles out of order', summary('a', { help: 'x', quantiles: [0.9, 0.5], windowSeconds: 60 })],
  ['a window of no time', summary('a', { help: 'x', quantiles: [0.5], windowSeconds: 0 })],
  ['an endless window', summary('a', { help: 'x', quantiles: [0.5], windowSeconds: Infinity })],
  ['an info without _info', { ...info('a_info', { help: 'x' }), name: 'a' }],
  ['a counter without _total', { ...counter('a_total', { help: 'x' }), name: 'a' }],
])('an invalid declaration is refused and leaves nothing behind: %s', (_, def) => {
  const registry = createRegistry();
  const before = registry.compose('text');
  expect(() => registry.add(def)).toThrow(expect.objectContaining({ code: 'METRIC_INVALID' }));
  expect(registry.compose('text')).toBe(before);
});

test('a value outside its domain makes no series and is counted', () => {
  const registry = createRegistry();
  const calls = registry.add(callsTotal);
  const trunks = registry.add(trunkTotal);
  const wrong: unknown[] = ['sideways', undefined, null, 1, 'constructor', '__proto__', { toString: () => 'inbound' }];
  for (const value of wrong) calls.inc({ direction: value as 'inbound' });
  calls.with({ direction: 'sideways' as 'inbound' }).inc();
  for (const value of [undefined, null, 5]) trunks.inc({ trunk: value as unknown as LabelText });
  expect(lines(registry.compose('text'), 'telephony_')).toEqual([]);
  expect(lines(registry.compose('text'), 'ringscope_metrics_label')).toEqual([
    `ringscope_metrics_label_rejected_total{metric="telephony_calls_total",label="direction"} ${wrong.length + 1}`,
    'ringscope_metrics_label_rejected_total{metric="telephony_trunk_total",label="trunk"} 3',
  ]);
});

test('a value that a metric cannot take changes nothing and is counted', () => {
  const registry = createRegistry();
  const total = registry.add(counter('telephony_bytes_total', { help: 'x' }));
  const talk = registry.add(histogram('telephony_talk_seconds', { help: 'x', buckets: [1] }));
  const level = registry.add(gauge('telephony_level', { help: 'x' }));
  for (const value of [NaN, -1, Infinity, -Infinity]) total.add(value);
  for (const value of [NaN, Infinity, -Infinity]) talk.observe(value);
  level.set(2);
  level.add(NaN);
  total.add(0);
  total.add(2);
  const text = registry.compose('text');
  expect(lines(text, 'telephony_bytes')).toEqual(['telephony_bytes_total 2']);
  expect(lines(text, 'telephony_talk_seconds_count')).toEqual(['telephony_talk_seconds_count 0']);
  expect(lines(text, 'telephony_level')).toEqual(['telephony_level 2']);
  expect(lines(text, 'ringscope_metrics_value')).toEqual([
    'ringscope_metrics_value_rejected_total{metric="telephony_bytes_total"} 4',
    'ringscope_metrics_value_rejected_total{metric="telephony_talk_seconds"} 3',
    'ringscope_metrics_value_rejected_total{metric="telephony_level"} 1',
  ]);
});

test('100,000 hostile values leave an open label at its cap, the rest in the overflow', () => {
  const registry = createRegistry();
  const total = registry.add(trunkTotal);
  for (let value = 0; value < 100_000; value += 1) total.inc({ trunk: labelText(`+1555${value}`) });
  total.inc({ trunk: labelText('+15551') });
  total.inc({ trunk: labelText('overflow') });
  expect(lines(registry.compose('text'), 'telephony_')).toEqual([
    'telephony_trunk_total{trunk="+15550"} 1',
    'telephony_trunk_total{trunk="+15551"} 2',
    'telephony_trunk_total{trunk="+15552"} 1',
    'telephony_trunk_total{trunk="overflow"} 99998',
  ]);
});

test('an open label keeps 128 characters and never shows one series twice', () => {
  const registry = createRegistry();
  const total = registry.add(counter('telephony_open_total', { help: 'x', labels: { a: open(9) } }));
  const long = 'x'.repeat(500);
  total.inc({ a: labelText(long) });
  total.inc({ a: long as LabelText });
  for (const lone of ['\ud800', '\udc00', '\ufffd']) total.inc({ a: labelText(lone) });
  total.inc({ a: labelText('\ufeffq') });
  total.inc({ a: labelText('q') });
  expect(lines(registry.compose('text'), 'telephony_')).toEqual([
    `telephony_open_total{a="${'x'.repeat(128)}"} 2`,
    'telephony_open_total{a="\ufffd"} 3',
    'telephony_open_total{a="\ufeffq"} 1',
    'telephony_open_total{a="q"} 1',
  ]);
});

test('changing the label object or the domain afterwards changes no series', () => {
  const registry = createRegistry();
  const domain = ['inbound', 'outbound'];
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels: { direction: domain } }));
  const labels = { direction: 'inbound' };
  const bound = calls.with(labels);
  calls.inc(labels);
  labels.direction = 'outbound';
  domain[0] = 'changed';
  bound.inc();
  calls.inc(labels);
  expect(lines(registry.compose('text'), 'telephony_')).toEqual([
    'telephony_calls_total{direction="inbound"} 2',
    'telephony_calls_total{direction="outbound"} 1',
  ]);
});

test('a move through a handle and one through labels meet in one series', () => {
  const registry = createRegistry();
  const calls = registry.add(callsTotal);
  const bound = calls.with({ direction: 'inbound' });
  bound.inc();
  bound.add(3);
  calls.inc({ direction: 'inbound' });
  expect(lines(registry.compose('text'), 'telephony_')).toEqual(['telephony_calls_total{direction="inbound"} 5']);
});

test('no two label sets share a series', () => {
  const value = fc.oneof(
    fc.constantFrom('', 'x', 'y,b:z', 'x,b:y', 'z', '1|', '|2', '"', '\\', '\n', 'a="x"'),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ a: value, b: value }), { maxLength: 40 }), (sets) => {
      const registry = createRegistry();
      const total = registry.add(counter('telephony_open_total', { help: 'x', labels: { a: open(100), b: open(100) } }));
      const expected = new Map<string, number>();
      for (const { a, b } of sets) {
        total.inc({ a: labelText(a), b: labelText(b) });
        const key = JSON.stringify([a, b]);
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const shown = new Map(lines(registry.compose('text'), 'telephony_open_total{').map(parseSample));
      expect(shown).toEqual(expected);
    }),
  );
});

/** The values of labels a and b, as JSON, and the sample's value. */
function parseSample(line: string): [string, number] {
  const match = /^telephony_open_total\{a="((?:[^"\\]|\\.)*)",b="((?:[^"\\]|\\.)*)"\} (.*)$/u.exec(line);
  const unescape = (text: string): string => text.replace(/\\(.)/gu, (_, one: string) => (one === 'n' ? '\n' : one));
  return [JSON.stringify([unescape(match?.[1] ?? ''), unescape(match?.[2] ?? '')]), Number(match?.[3])];
}

test('no count is lost while the pages grow', () => {
  const registry = createRegistry();
  const reader = readPages(registry.pages());
  const wide = registry.add(histogram('telephony_wide_seconds', { help: 'x', labels: { a: open(5000) }, buckets: [1, 2, 3, 4, 5, 6, 7] }));
  const total = registry.add(counter('telephony_open_total', { help: 'x', labels: { a: open(5000), b: DIRECTION } }));
  const early = total.with({ a: labelText('v0'), b: 'outbound' });
  for (let series = 0; series < 4000; series += 1) {
    const a = labelText(`v${series}`);
    total.inc({ a, b: 'inbound' });
    wide.observe(2, { a });
    early.inc();
    if (series % 1000 === 0) reader.compose('text');
  }
  const text = reader.compose('text');
  expect(text).toBe(registry.compose('text'));
  expect(lines(text, 'telephony_open_total').filter((line) => !line.endsWith('"inbound"} 1'))).toEqual([
    'telephony_open_total{a="v0",b="outbound"} 4000',
  ]);
  expect(lines(text, 'telephony_open_total')).toHaveLength(4001);
  expect(lines(text, 'telephony_wide_seconds_count').filter((line) => line.endsWith(' 1'))).toHaveLength(4000);
  expect(lines(text, 'telephony_wide_seconds_sum').filter((line) => line.endsWith(' 2'))).toHaveLength(4000);
});

test('a bucket holds what is at most its bound, and 10,000 observations count 10,000', () => {
  const ascending = fc.uniqueArray(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), {
    minLength: 1,
    maxLength: 20,
    comparator: (a, b) => a === b,
  });
  fc.assert(
    fc.property(ascending, fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 30 }), (unsorted, others) => {
      const buckets = unsorted.toSorted((a, b) => a - b);
      const registry = createRegistry();
      const metric = registry.add(histogram('telephony_any_seconds', { help: 'x', buckets }));
      const values = [...others, ...buckets];
      for (const value of values) metric.observe(value);
      const shown = lines(registry.compose('text'), 'telephony_any_seconds_bucket').map((line) => Number(line.split(' ')[1]));
      expect(shown).toEqual([...buckets, Infinity].map((bound) => values.filter((value) => value <= bound).length));
    }),
  );
  const registry = createRegistry();
  const metric = registry.add(histogram('telephony_talk_seconds', { help: 'x', buckets: [1, 10] }));
  for (let call = 0; call < 10_000; call += 1) metric.observe(call / 100);
  expect(lines(registry.compose('text'), 'telephony_talk_seconds_count')).toEqual(['telephony_talk_seconds_count 10000']);
});

test('a metric with more possible series than an array should hold keeps them apart', () => {
  const registry = createRegistry();
  const labels = { a: open(1000), b: open(1000), c: open(1000) };
  const total = registry.add(counter('telephony_open_total', { help: 'x', labels }));
  const names = ['p', 'q', 'r'].map(labelText);
  for (const a of names) for (const b of names) for (const c of names) total.inc({ a, b, c });
  const shown = lines(registry.compose('text'), 'telephony_open_total');
  expect(new Set(shown).size).toBe(27);
  expect(shown.every((line) => line.endsWith(' 1'))).toBe(true);
});
