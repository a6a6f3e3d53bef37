import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPreset, PRESET, type Preset } from '../../../src/presets/index.ts';
import { createRegistry, type MetricDef } from '../../../src/metrics/index.ts';

/** A metric as its system has it. */
interface Original {
  readonly system: string;
  readonly name: string;
  readonly type: string;
  /** `a=x|y, b`: labels, with their values where they are listed. */
  readonly labels: string;
  /** In brackets where it has none. */
  readonly help: string;
  /** Separated by commas. */
  readonly buckets: string;
}

const ORIGINALS = JSON.parse(readFileSync(new URL('../../fixtures/systems-metrics.json', import.meta.url), 'utf8')) as readonly Original[];
const PRESETS = new Map<string, Preset>(await Promise.all(PRESET.map(async (name) => [name, await loadPreset(name)] as const)));

function metricOf({ system, name }: Original): MetricDef | undefined {
  return PRESETS.get(system)?.catalog.moves.find(({ metric }) => metric.name === name)?.metric;
}

/** The type that a scrape shows. */
function typeOf({ kind }: MetricDef): string {
  return kind === 'upDownGauge' || kind === 'windowed' ? 'gauge' : kind;
}

/** What is not as the system has it. */
function faultsOf(original: Original): readonly string[] {
  const metric = metricOf(original);
  if (metric === undefined) return [`${original.name} is missing`];
  const faults: string[] = [];
  if (typeOf(metric) !== original.type) faults.push(`${metric.name} is a ${typeOf(metric)}`);
  if (!original.help.startsWith('(') && metric.help !== original.help) faults.push(`${metric.name} says ${metric.help}`);
  return [...faults, ...labelFaults(metric, original), ...partFaults(metric, original)];
}

function labelFaults(metric: MetricDef, original: Original): readonly string[] {
  const labels = original.labels.split(/, */).filter((label) => label !== '' && !label.startsWith('quantile='));
  const names = labels.map((label) => label.replace(/=.*/, '')).join();
  const own = Object.keys(metric.labels).join();
  return [...(own === names ? [] : [`${metric.name} has the labels ${own}`]), ...labels.flatMap((label) => valueFaults(metric, label))];
}

/** Quantiles that are others; buckets that are others, but for more at the end. */
function partFaults(metric: MetricDef, original: Original): readonly string[] {
  const quantiles = /quantile=(\S+)/.exec(original.labels)?.[1] ?? '';
  const ownQuantiles = metric.kind === 'summary' ? metric.quantiles.join('|') : '';
  const ownBuckets = metric.kind === 'histogram' ? metric.buckets.slice(0, original.buckets.split(',').length).join() : '';
  return [
    ...(quantiles === '' || quantiles === ownQuantiles ? [] : [`${metric.name} has other quantiles`]),
    ...(original.buckets === ownBuckets ? [] : [`${metric.name} has other buckets`]),
  ];
}

/** Label values that are listed and not the same. */
function valueFaults({ name, labels }: MetricDef, label: string): readonly string[] {
  const [key = '', values] = label.split('=');
  const domain = labels[key];
  if (values === undefined || domain === undefined) return [];
  const isSame = !('max' in domain) && domain.toSorted().join('|') === values.split('|').toSorted().join('|');
  return isSame ? [] : [`${name} has other values of ${key}`];
}

test.each(PRESET)(
  'every metric of %s is there with its name, type, labels, label values, help and buckets, or is a told deviation',
  (name) => {
    const originals = ORIGINALS.filter(({ system }) => system === name);
    expect(originals.length).toBeGreaterThan(9);
    const deviations = new Set(
      PRESETS.get(name)?.differences.flatMap((difference) => (difference.isDeviation === true ? difference.of : [])),
    );
    const found = originals.filter((one) => !deviations.has(one.name)).flatMap(faultsOf);
    expect(found).toEqual([]);
  },
);

test('names that only the code of a system has are marked', () => {
  const marked = [...PRESETS.values()].flatMap(({ differences }) =>
    differences.flatMap((one) => (one.what.startsWith('Undocumented') ? one.of : [])),
  );
  const undocumented = ORIGINALS.filter(({ help }) => help.includes('undocumented')).map(({ name }) => name);
  expect(undocumented.length).toBeGreaterThan(40);
  expect(marked.toSorted()).toEqual(undocumented.toSorted());
});

test('fewer than 5 deviations are told, each of a metric that does deviate', () => {
  const told = [...PRESETS.values()].flatMap(({ differences }) => differences.filter(({ isDeviation }) => isDeviation === true));
  expect(told.length).toBeLessThan(5);
  const names = new Set(told.flatMap((one) => one.of));
  expect(ORIGINALS.filter(({ name }) => names.has(name)).filter((one) => faultsOf(one).length === 0)).toEqual([]);
});

test('all presets fit into one registry', () => {
  const registry = createRegistry();
  for (const { catalog } of PRESETS.values()) for (const { metric } of catalog.moves) registry.add(metric);
  const names = [...registry.compose('openmetrics').matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a difference is of metrics that the preset has, or of its health document', () => {
  for (const { catalog, health, differences } of PRESETS.values()) {
    const known = new Set([...catalog.moves.map(({ metric }) => metric.name), ...(health?.paths ?? [])]);
    expect(differences.flatMap((one) => one.of).filter((one) => !known.has(one))).toEqual([]);
  }
});

test('every label whose values are not listed has a cap', () => {
  const open = [...PRESETS.values()].flatMap(({ catalog }) =>
    catalog.moves.flatMap(({ metric }) => Object.values(metric.labels).filter((domain) => 'max' in domain)),
  );
  expect(open.length).toBeGreaterThan(50);
  for (const domain of open) expect('max' in domain && domain.max).toBeLessThanOrEqual(512);
});
