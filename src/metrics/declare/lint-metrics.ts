import type { MetricDef } from './declare.ts';

/** One breach of the naming rules of Prometheus. */
export interface MetricProblem {
  readonly metric: string;
  readonly problem: string;
}

const BASE_UNITS = ['amperes', 'bytes', 'celsius', 'grams', 'joules', 'kelvin', 'meters', 'metres', 'seconds', 'volts'];
/** Units that are not base units, and the base unit to use instead. */
const OTHER_UNITS: ReadonlyMap<string, string> = new Map([
  ['minutes', 'seconds'],
  ['hours', 'seconds'],
  ['days', 'seconds'],
  ['weeks', 'seconds'],
  ['kelvins', 'kelvin'],
  ['fahrenheit', 'celsius'],
  ['rankine', 'celsius'],
  ['inches', 'meters'],
  ['yards', 'meters'],
  ['miles', 'meters'],
  ['bits', 'bytes'],
  ['calories', 'joules'],
  ['pounds', 'grams'],
  ['ounces', 'grams'],
]);
const UNIT_PREFIX = /^(pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mebi|mibi|giga|gibi|tera|tebi|peta|pebi)/;
const ABBREVIATION = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(_|$)/i;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'gauge_histogram'];
const CAMEL_CASE = /[a-z][A-Z]/;

type Rule = (def: MetricDef) => string | undefined;

/** What is asked of all metrics. */
const COMMON_RULES: readonly Rule[] = [
  (def) => (def.help.trim() === '' ? 'no help text' : undefined),
  (def) => unitProblem(def),
  ...TYPES.map((type): Rule => {
    const word = new RegExp(`_${type}(_|$)`, 'i');
    return (def) => (word.test(def.name) ? `metric name should not include type '${type}'` : undefined);
  }),
  (def) => (def.name.includes(':') ? "metric names should not contain ':'" : undefined),
  (def) => (CAMEL_CASE.test(def.name) ? "metric names should be written in 'snake_case' not 'camelCase'" : undefined),
  (def) =>
    Object.keys(def.labels).some((name) => CAMEL_CASE.test(name))
      ? "label names should be written in 'snake_case' not 'camelCase'"
      : undefined,
  (def) => (ABBREVIATION.test(def.name) ? 'metric names should not contain abbreviated units' : undefined),
];

/** What a name or a label says of the type of a metric. */
const TYPE_RULES: readonly Rule[] = [
  (def) => (def.kind === 'counter' && !def.name.endsWith('_total') ? 'counter metrics should have "_total" suffix' : undefined),
  (def) => (def.kind !== 'counter' && def.name.endsWith('_total') ? 'non-counter metrics should not have "_total" suffix' : undefined),
  (def) =>
    !isGauge(def) && def.name.endsWith('_timestamp_seconds') ? 'non-gauge metrics should not have "_timestamp_seconds" suffix' : undefined,
  (def) =>
    def.kind !== 'histogram' && def.name.endsWith('_bucket') ? 'non-histogram metrics should not have "_bucket" suffix' : undefined,
  (def) => {
    const suffix = hasParts(def) ? undefined : /_(?:count|sum)$/.exec(def.name)?.[0];
    return suffix === undefined ? undefined : `non-histogram and non-summary metrics should not have "${suffix}" suffix`;
  },
  (def) => (def.kind !== 'histogram' && 'le' in def.labels ? 'non-histogram metrics should not have "le" label' : undefined),
  (def) =>
    def.kind !== 'summary' && def.kind !== 'toldSummary' && 'quantile' in def.labels
      ? 'non-summary metrics should not have "quantile" label'
      : undefined,
];

/** The rules of promlint, which `promtool check metrics` applies. */
const RULES = [...COMMON_RULES, ...TYPE_RULES];

/** Checks the style of declarations, together: a name used by two of them is a problem as well. Those that are legacy have the style of others. Empty when all is well. */
export function lintMetrics(defs: readonly MetricDef[]): readonly MetricProblem[] {
  const problems: MetricProblem[] = [];
  const seen = new Set<string>();
  for (const def of defs) {
    for (const rule of def.isLegacy === true ? [] : RULES) {
      const problem = rule(def);
      if (problem !== undefined) problems.push({ metric: def.name, problem });
    }
    if (seen.has(def.name)) problems.push({ metric: def.name, problem: 'metric is declared twice' });
    seen.add(def.name);
  }
  return problems;
}

function isGauge({ kind }: MetricDef): boolean {
  return kind === 'gauge' || kind === 'upDownGauge' || kind === 'info' || kind === 'windowed';
}

function hasParts({ kind }: MetricDef): boolean {
  return kind === 'histogram' || kind === 'summary' || kind === 'toldSummary';
}

function unitProblem(def: MetricDef): string | undefined {
  for (const word of def.name.split('_')) {
    if (BASE_UNITS.includes(word)) return undefined;
    const bare = word.replace(UNIT_PREFIX, '');
    const base = OTHER_UNITS.get(word) ?? OTHER_UNITS.get(bare) ?? (BASE_UNITS.includes(bare) ? bare : undefined);
    if (base !== undefined) return `use base unit "${base}" instead of "${word}"`;
  }
  return undefined;
}
