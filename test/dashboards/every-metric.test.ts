import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { CATALOGS } from '../../src/catalog/index.ts';
import { DASHBOARDS, questionsOf } from '../../src/dashboards/index.ts';
import { PROCESS_METRICS, type MetricDef } from '../../src/metrics/index.ts';
import { loadPreset, PRESET } from '../../src/presets/index.ts';

const presets = await Promise.all(PRESET.map(loadPreset));
const METRICS = [
  ...[...CATALOGS, ...presets.map(({ catalog }) => catalog)].flatMap(({ moves }) => moves.map(({ metric }) => metric)),
  ...Object.values(PROCESS_METRICS),
];

/** What a scrape adds to every series. */
const SCRAPE = ['job', 'instance'];
/** The labels of every series that may be scraped, by its name. */
const LABELS = new Map(METRICS.flatMap(seriesOf));

function seriesOf({ kind, name, labels }: MetricDef): readonly (readonly [string, readonly string[]])[] {
  const own = [...Object.keys(labels), ...SCRAPE];
  const parts = [`${name}_sum`, `${name}_count`].map((part) => [part, own] as const);
  if (kind === 'histogram') return [[`${name}_bucket`, [...own, 'le']], ...parts];
  return kind === 'summary' ? [[name, [...own, 'quantile']], ...parts] : [[name, own]];
}

interface Read {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The selections of a query with all labels that are asked of them: in their braces, and in each grouping around them. */
function readsOf(query: string): { readonly reads: readonly Read[]; readonly faults: number } {
  const reads: Read[] = [];
  let faults = 0;
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError) faults += 1;
      if (node.name !== 'VectorSelector') return;
      const text = (from: number, to: number): string => query.slice(from, to);
      const asked = node.node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      const labels = asked.map((one) => one.getChild('LabelName')).map((one) => (one === null ? '?' : text(one.from, one.to)));
      for (let outer = node.node.parent; outer !== null; outer = outer.parent) {
        const grouping = outer.name === 'AggregateExpr' ? outer.getChild('AggregateModifier')?.getChild('GroupingLabels') : undefined;
        for (const one of grouping?.getChildren('LabelName') ?? []) labels.push(text(one.from, one.to));
      }
      const name = node.node.getChild('Identifier');
      reads.push({ metric: name === null ? '?' : text(name.from, name.to), labels });
    },
  });
  return { reads, faults };
}

const QUESTIONS = questionsOf(DASHBOARDS, { step: '1m', range: '1h' });

test('every query is PromQL, and reads something', () => {
  expect(QUESTIONS.length).toBeGreaterThan(250);
  expect(QUESTIONS.filter(({ query }) => readsOf(query).faults > 0).map(({ query }) => query)).toEqual([]);
  expect(QUESTIONS.filter(({ query }) => readsOf(query).reads.length === 0)).toEqual([]);
  expect(readsOf('sum by (a (b)').faults).toBeGreaterThan(0);
});

test('every metric and every label of every query is declared', () => {
  const unknown = QUESTIONS.flatMap(({ dashboard, panel, query }) =>
    readsOf(query).reads.flatMap(({ metric, labels }) => {
      const known = LABELS.get(metric);
      if (known === undefined) return [`${dashboard}, ${panel}: ${metric}`];
      return labels.filter((label) => !known.includes(label)).map((label) => `${dashboard}, ${panel}: ${metric} has no ${label}`);
    }),
  );
  expect(unknown).toEqual([]);
});

test('the check sees a metric that was renamed, a label that is gone and a label of a grouping', () => {
  const { reads } = readsOf('sum by (nothing) (rate(telephony_calls_total{gone="x"}[5m]))');
  expect(reads).toEqual([{ metric: 'telephony_calls_total', labels: ['gone', 'nothing'] }]);
  expect(LABELS.get('telephony_calls_total')).not.toContain('gone');
  expect(LABELS.has('telephony_calls_renamed_total')).toBe(false);
});

test('what a reader chooses is a label of the metric that lists it, and the metric that tells of jobs is declared', () => {
  for (const { name, choices, scraped } of DASHBOARDS) {
    expect(
      METRICS.map((metric) => metric.name),
      name,
    ).toContain(scraped);
    for (const { label, metric } of choices) expect(LABELS.get(metric), name).toContain(label);
  }
});
