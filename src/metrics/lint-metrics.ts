import type { MetricDef } from './declare.ts';
import { familyName, familyOf } from './family.ts';

/** One breach of the naming rules of Prometheus. */
export interface MetricProblem {
  readonly metric: string;
  readonly problem: string;
}

const BASE_UNITS = ['amperes', 'bytes', 'celsius', 'grams', 'joules', 'kelvin', 'meters', 'metres', 'moles', 'seconds', 'volts'];
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
const UNIT_PREFIX = /^(pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mebi|giga|gibi|tera|tebi|peta|pebi)/;
const ABBREVIATION = /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(_|$)/i;
const TYPE_WORD = /_(counter|gauge|histogram|summary)(_|$)/i;
const CAMEL_CASE = /[a-z][A-Z]/;

type Rule = (def: MetricDef) => string | undefined;

/** The rules of promlint, as `promtool check metrics` applies them. */
const RULES: readonly Rule[] = [
  (def) => (def.help.trim() === '' ? 'no help text' : undefined),
  (def) => unitProblem(def),
  (def) => (def.kind === 'counter' && !def.name.endsWith('_total') ? 'counter metrics should have "_total" suffix' : undefined),
  (def) => (def.kind !== 'counter' && def.name.endsWith('_total') ? 'non-counter metrics should not have "_total" suffix' : undefined),
  (def) =>
    /_(bucket|count|sum)$/.test(familyName(familyOf(def, false))) ? 'metrics should not end in "_bucket", "_count" or "_sum"' : undefined,
  (def) => ('le' in def.labels || 'quantile' in def.labels ? 'metrics should not have the labels "le" or "quantile"' : undefined),
  (def) => (TYPE_WORD.test(def.name) ? 'metric name should not include its type' : undefined),
  (def) => (def.name.includes(':') ? 'metric names should not contain ":"' : undefined),
  (def) => (CAMEL_CASE.test(def.name) ? 'metric names should be written in "snake_case" not "camelCase"' : undefined),
  (def) =>
    Object.keys(def.labels).some((name) => CAMEL_CASE.test(name)) ? 'label names should be in "snake_case" not "camelCase"' : undefined,
  (def) => (ABBREVIATION.test(familyName(familyOf(def, false))) ? 'metric names should not contain abbreviated units' : undefined),
];

/** Checks the style of declarations, together: a name used by two of them is a problem as well. Empty when all is well. */
export function lintMetrics(defs: readonly MetricDef[]): readonly MetricProblem[] {
  const problems: MetricProblem[] = [];
  const seen = new Set<string>();
  for (const def of defs) {
    for (const rule of RULES) {
      const problem = rule(def);
      if (problem !== undefined) problems.push({ metric: def.name, problem });
    }
    if (seen.has(def.name)) problems.push({ metric: def.name, problem: 'metric is declared twice' });
    seen.add(def.name);
  }
  return problems;
}

function unitProblem(def: MetricDef): string | undefined {
  for (const word of def.name.split('_')) {
    const bare = word.replace(UNIT_PREFIX, '');
    const base = OTHER_UNITS.get(bare) ?? (BASE_UNITS.includes(bare) ? bare : undefined);
    if (base === undefined) continue;
    return base === word ? undefined : `use base unit "${base}" instead of "${word}"`;
  }
  return undefined;
}
