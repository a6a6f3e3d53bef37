import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompileCode, compileCode } from './compile-code.ts';
import {
  counter,
  gauge,
  histogram,
  type LabelText,
  labelText,
  open,
  type OpenDomain,
  type Reader,
  readPages,
  upDownGauge,
} from '../index.ts';
import { createRegistryWith, type SharedRegistry } from '../registry.ts';

const CAP = 3;
const IDLE_SECONDS = 10;
const trunk = open(CAP, { idleSeconds: IDLE_SECONDS });
const MODES: readonly (readonly [string, CompileCode])[] = [
  ['generated code', compileCode],
  ['no generated code', () => undefined],
];

/** The sample lines of an exposition that begin with `start`, sorted. */
function lines(reader: Reader, start: string): readonly string[] {
  return reader
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith(start))
    .toSorted();
}

/** What the series of a counter with one open label should be. */
class Model {
  readonly series = new Map<string, { count: number; movedAt: number | undefined; isHeld: boolean }>();

  at(value: string): { count: number; movedAt: number | undefined; isHeld: boolean } {
    const used = [...this.series.keys()].filter((name) => name !== 'overflow').length;
    const name = this.series.has(value) || used < CAP ? value : 'overflow';
    const known = this.series.get(name) ?? { count: 0, movedAt: undefined, isHeld: false };
    this.series.set(name, known);
    return known;
  }

  inc(value: string): void {
    const series = this.at(value);
    series.count += 1;
    // The next round sees it.
    series.movedAt = undefined;
  }

  collect(now: number): void {
    for (const [name, series] of this.series) {
      series.movedAt ??= now;
      if (now - series.movedAt >= IDLE_SECONDS && !series.isHeld) this.series.delete(name);
    }
  }

  lines(): readonly string[] {
    return [...this.series].map(([name, { count }]) => `telephony_calls_total{trunk="${name}",host="same"} ${count}`).toSorted();
  }
}

interface Step {
  readonly verb: 'inc' | 'at' | 'with' | 'remove' | 'collect' | 'scrape';
  readonly value: string;
  readonly seconds: number;
}

const steps = fc.array(
  fc.record<Step>({
    verb: fc.constantFrom('inc', 'inc', 'at', 'with', 'remove', 'collect', 'collect', 'scrape'),
    value: fc.constantFrom('a', 'b', 'c', 'd', 'long'.repeat(20), 'overflow'),
    seconds: fc.constantFrom(0, 1, 4, 9, 10, 30),
  }),
  { maxLength: 80 },
);

/** A label beside the trunk, always of the same value: with many possible ones, series are kept without handles. */
const SIZES = [
  ['few series', ['same']],
  ['thousands of series', open(5000)],
] as const;
const HOSTS = MODES.flatMap(([mode, compile]) => SIZES.map(([size, host]) => ({ mode, compile, size, host })));

test.each(HOSTS)('idle series go, held ones stay, and what comes back begins anew, as a model says: $mode, $size', ({ compile, host }) => {
  fc.assert(
    fc.property(steps, (all) => {
      const registry = createRegistryWith(compile);
      const labels = { trunk, host: host as readonly LabelText[] | OpenDomain };
      const metric = registry.add(counter('telephony_calls_total', { help: 'x', labels }));
      const at = metric.positional('host', 'trunk');
      const same = labelText('same');
      const elsewhere = readPages(registry.pages());
      const model = new Model();
      let now = 1000;
      for (const { verb, value, seconds } of all) {
        const label = labelText(value);
        now += seconds;
        if (verb === 'inc') {
          metric.inc({ trunk: label, host: same });
          model.inc(value);
        } else if (verb === 'at' || verb === 'with') {
          (verb === 'at' ? at(same, label) : metric.with({ trunk: label, host: same })).inc();
          model.inc(value);
          model.at(value).isHeld = true;
        } else if (verb === 'remove') {
          expect(metric.remove({ trunk: label, host: same })).toBe(model.series.delete(value));
        } else if (verb === 'collect') {
          registry.collect(now);
          model.collect(now);
        } else {
          expect(new TextDecoder().decode(elsewhere.composeBytes('openmetrics'))).toBe(registry.compose('openmetrics'));
        }
      }
      expect(lines(registry, 'telephony_calls_total{')).toEqual(model.lines());
      for (const reader of [elsewhere, readPages(registry.pages())]) {
        expect(reader.compose('text')).toBe(registry.compose('text'));
        expect(new TextDecoder().decode(reader.composeBytes('text'))).toBe(registry.compose('text'));
      }
    }),
    { numRuns: 150 },
  );
});

/** One round of `collect` per minute in which 50 trunks come that were never there before. */
function churn(registry: SharedRegistry, minutes: number): void {
  const labels = { trunk: open(1000, { idleSeconds: 90 }) };
  const calls = registry.add(counter('telephony_calls_total', { help: 'x', labels }));
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels, buckets: [1, 2, 5] }));
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let call = 0; call < 50; call += 1) {
      const name = labelText(`trunk ${minute} ${'x'.repeat(call)}`);
      calls.inc({ trunk: name });
      setup.observe(call, { trunk: name });
    }
    registry.collect(minute * 60);
  }
}

test('series that come and go for a long time take no more memory and refuse nobody', () => {
  const registry = createRegistryWith(compileCode);
  churn(registry, 20);
  const log = registry.pages().log.byteLength;
  const cells = registry.pages().cells.byteLength;
  const elsewhere = readPages(registry.pages());
  elsewhere.composeBytes('text');
  churn(registry, 800);
  expect(registry.pages().log.byteLength).toBe(log);
  expect(registry.pages().cells.byteLength).toBe(cells);
  const text = registry.compose('text');
  expect(text).toContain('telephony_calls_total{trunk="trunk 799 "} 1\n');
  expect(text).not.toContain('overflow');
  expect(text).toContain('ringscope_metrics_series_refused_total 0\n');
  expect(lines(registry, 'telephony_setup_seconds_count').length).toBeLessThan(200);
  expect(new TextDecoder().decode(elsewhere.composeBytes('text'))).toBe(text);
});

test('a gauge that is set to the same value is not idle, nor is what is still open', () => {
  const registry = createRegistryWith(compileCode);
  const up = registry.add(gauge('telephony_trunk_up', { help: 'x', labels: { trunk } }));
  const open = registry.add(upDownGauge('telephony_trunk_calls', { help: 'x', labels: { trunk } }));
  const [steady, gone] = [labelText('steady'), labelText('gone')];
  up.set(1, { trunk: gone });
  open.inc({ trunk: steady });
  open.inc({ trunk: gone });
  open.dec({ trunk: gone });
  for (let now = 0; now <= 40; now += 5) {
    up.set(1, { trunk: steady });
    registry.collect(now);
  }
  expect(lines(registry, 'telephony_')).toEqual(['telephony_trunk_calls{trunk="steady"} 1', 'telephony_trunk_up{trunk="steady"} 1']);
});

test('a reader that has begun with a series does not find another in its place until the second round after', () => {
  const registry = createRegistryWith(compileCode);
  const metric = registry.add(counter('telephony_calls_total', { help: 'x', labels: { trunk: open(1) } }));
  const cells = new Float64Array(registry.pages().cells);
  metric.inc({ trunk: labelText('before') });
  const place = cells.lastIndexOf(1);
  metric.remove({ trunk: labelText('before') });
  metric.inc({ trunk: labelText('second') });
  const next = cells.lastIndexOf(1);
  expect(next).toBeGreaterThan(place);
  metric.remove({ trunk: labelText('second') });
  registry.collect(0);
  registry.collect(1);
  for (let call = 0; call < 3; call += 1) metric.inc({ trunk: labelText('third') });
  expect([place, next]).toContain(cells.lastIndexOf(3));
  expect(lines(registry, 'telephony_')).toEqual(['telephony_calls_total{trunk="third"} 3']);
});
