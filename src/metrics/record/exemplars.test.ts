import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompileCode, compileCode } from '../series/compile-code.ts';
import { counter, type Exemplar, histogram, labelText, open, type Reader, readPages } from '../index.ts';
import { createRegistryWith } from '../registry.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const one: Exemplar = { traceId: TRACE, spanId: SPAN, at: 1_700_000_000.25 };
const TRACED = `# {trace_id="${TRACE}",span_id="${SPAN}"}`;

const results = counter('telephony_results_total', { help: 'x', labels: { class: ['2xx', '4xx'] }, exemplars: true });
const setup = histogram('telephony_setup_seconds', { help: 'x', labels: { trunk: open(2) }, buckets: [1, 5], exemplars: true });
const talk = histogram('telephony_talk_seconds', { help: 'x', buckets: [60], native: { factor: 1.1 }, exemplars: true });
const trunk = labelText('alpha');

const MODES: readonly (readonly [string, CompileCode])[] = [
  ['generated code', compileCode],
  ['no generated code', () => undefined],
];

/** The sample lines of the metrics above. */
function lines(reader: Reader, format: 'text' | 'openmetrics'): readonly string[] {
  const text = reader.compose(format);
  expect(new TextDecoder().decode(reader.composeBytes(format))).toBe(text);
  return text.split('\n').filter((line) => line.startsWith('telephony_'));
}

test.each(MODES)('each bucket and each counter shows the trace of its last move that had one, in OpenMetrics alone: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  const counted = registry.add(results);
  const timed = registry.add(setup);
  const spoken = registry.add(talk);
  counted.inc({ class: '2xx' });
  counted.incWith({ ...one, at: 5 }, { class: '2xx' });
  counted.with({ class: '2xx' }).addWith(one, 2.5);
  counted.inc({ class: '2xx' });
  timed.observeWith(one, 0.5, { trunk });
  timed.with({ trunk }).observeWith({ ...one, spanId: 'ffffffffffffffff' }, 7);
  timed.observe(0.25, { trunk });
  spoken.observeWith(one, 61);
  expect(lines(registry, 'openmetrics')).toEqual([
    `telephony_results_total{class="2xx"} 5.5 ${TRACED} 2.5 1700000000.25`,
    `telephony_setup_seconds_bucket{trunk="alpha",le="1.0"} 2 ${TRACED} 0.5 1700000000.25`,
    'telephony_setup_seconds_bucket{trunk="alpha",le="5.0"} 2',
    `telephony_setup_seconds_bucket{trunk="alpha",le="+Inf"} 3 # {trace_id="${TRACE}",span_id="ffffffffffffffff"} 7 1700000000.25`,
    'telephony_setup_seconds_sum{trunk="alpha"} 7.75',
    'telephony_setup_seconds_count{trunk="alpha"} 3',
    'telephony_talk_seconds_bucket{le="60.0"} 0',
    `telephony_talk_seconds_bucket{le="+Inf"} 1 ${TRACED} 61 1700000000.25`,
    'telephony_talk_seconds_sum 61',
    'telephony_talk_seconds_count 1',
  ]);
  expect(lines(registry, 'text').some((line) => line.includes('#'))).toBe(false);
  const protobuf = new TextDecoder('latin1').decode(registry.composeBytes('protobuf'));
  // One of the counter, two of the buckets, and one of the other histogram twice: beside its classic and its native buckets.
  expect(protobuf.split(TRACE)).toHaveLength(1 + 5);
});

test.each(MODES)(
  'a value that was recorded before is given its trace later, which counts nothing and makes no bucket: %s',
  (_, compile) => {
    const registry = createRegistryWith(compile);
    const timed = registry.add(setup);
    const spoken = registry.add(talk);
    timed.observe(0.5, { trunk });
    spoken.observe(61);
    const before = lines(registry, 'text');
    timed.exemplify(one, 0.5, { trunk });
    timed.with({ trunk }).exemplify(one, 7);
    spoken.exemplify(one, 61);
    spoken.exemplify(one, 3);
    expect(lines(registry, 'text')).toEqual(before);
    expect(lines(registry, 'openmetrics').filter((line) => line.includes('#'))).toEqual([
      `telephony_setup_seconds_bucket{trunk="alpha",le="1.0"} 1 ${TRACED} 0.5 1700000000.25`,
      `telephony_talk_seconds_bucket{le="+Inf"} 1 ${TRACED} 61 1700000000.25`,
    ]);
    timed.exemplify(one, Number.NaN, { trunk });
    spoken.exemplify(one, -1);
    expect(lines(registry, 'text').filter((line) => line.includes('_count'))).toEqual(before.filter((line) => line.includes('_count')));
  },
);

test.each(MODES)('without the declaration a move with a trace counts, and shows none: %s', (_, compile) => {
  const registry = createRegistryWith(compile);
  registry.add(counter('telephony_plain_total', { help: 'x' })).incWith(one);
  registry.add(counter('telephony_other_total', { help: 'x' })).addWith(one, 3);
  registry.add(histogram('telephony_plain_seconds', { help: 'x', buckets: [1] })).observeWith(one, 2);
  registry.add(histogram('telephony_native_seconds', { help: 'x', native: { factor: 2 } })).observeWith(one, 2);
  const shown = lines(registry, 'openmetrics');
  expect(shown).toContain('telephony_plain_total 1');
  expect(shown).toContain('telephony_other_total 3');
  expect(shown).toContain('telephony_plain_seconds_count 1');
  expect(shown).toContain('telephony_native_seconds_count 1');
  expect(shown.some((line) => line.includes('#'))).toBe(false);
});

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''))
    .filter((id) => /[^0]/.test(id));

test('any trace, value and time comes back as it was', () => {
  const time = fc.double({ min: 1e-3, max: 1e11, noNaN: true });
  fc.assert(
    fc.property(hex(32), hex(16), time, fc.double({ noNaN: true, noDefaultInfinity: true }), (traceId, spanId, at, value) => {
      const registry = createRegistryWith(compileCode);
      registry.add(setup).observeWith({ traceId, spanId, at }, value, { trunk });
      const shown = lines(readPages(registry.pages()), 'openmetrics').filter((line) => line.includes('#'));
      expect(shown).toHaveLength(1);
      const [, ids, numbers] = /# \{(.*)\} (.*)$/.exec(shown[0] ?? '') ?? [];
      expect(ids).toBe(`trace_id="${traceId}",span_id="${spanId}"`);
      expect(numbers?.split(' ').map(Number)).toEqual([value === 0 ? 0 : value, at]);
    }),
  );
});

test('what is no trace is left out and counted, and never shown; the move counts', () => {
  const wrong: readonly Exemplar[] = [
    { ...one, traceId: '+15551234' },
    { ...one, traceId: '0'.repeat(32) },
    { ...one, traceId: TRACE.toUpperCase() },
    { ...one, traceId: `${TRACE}00` },
    { ...one, spanId: 'a caller number' },
    { ...one, spanId: '0'.repeat(16) },
    { ...one, at: NaN },
    { ...one, at: Infinity },
    { ...one, at: 0 },
  ];
  const registry = createRegistryWith(compileCode);
  const counted = registry.add(results);
  for (const exemplar of wrong) counted.incWith(exemplar, { class: '2xx' });
  expect(lines(registry, 'openmetrics')).toEqual([`telephony_results_total{class="2xx"} ${wrong.length}`]);
  expect(registry.compose('text')).toContain(
    `ringscope_metrics_label_rejected_total{metric="telephony_results_total",label="trace_id"} ${wrong.length}\n`,
  );
  // A value that is refused leaves no trace either.
  counted.addWith(one, -1, { class: '4xx' });
  registry.add(setup).observeWith(one, NaN, { trunk });
  expect(lines(registry, 'openmetrics').some((line) => line.includes('#'))).toBe(false);
});

test('a series that comes back begins without the exemplar of the one before in its place', () => {
  const registry = createRegistryWith(compileCode);
  const counted = registry.add(results);
  const timed = registry.add(setup);
  counted.incWith(one, { class: '2xx' });
  const held = timed.with({ trunk });
  held.observeWith(one, 3);
  counted.remove({ class: '2xx' });
  timed.remove({ trunk });
  registry.collect(0);
  registry.collect(1);
  counted.inc({ class: '4xx' });
  timed.observe(3, { trunk });
  held.observeWith(one, 3);
  expect(lines(registry, 'openmetrics').filter((line) => line.includes('#'))).toEqual([]);
  expect(lines(registry, 'openmetrics')[0]).toBe('telephony_results_total{class="4xx"} 1');
  expect(lines(registry, 'openmetrics').at(-1)).toBe('telephony_setup_seconds_count{trunk="alpha"} 1');
});

test('a histogram whose exemplars do not fit into one series is refused', () => {
  const registry = createRegistryWith(compileCode);
  const buckets = Array.from({ length: 600 }, (_, bound) => bound);
  registry.add(histogram('telephony_wide_seconds', { help: 'x', buckets }));
  const wide = histogram('telephony_wider_seconds', { help: 'x', buckets, exemplars: true });
  expect(() => registry.add(wide)).toThrow(expect.objectContaining({ code: 'METRIC_INVALID' }));
});
