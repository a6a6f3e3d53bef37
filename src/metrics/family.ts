import type { MetricDef } from './declare.ts';

/** What a reader needs to know of a metric besides its series. It is plain data: it is written to shared pages as JSON. */
export interface Family {
  /** The name under which it is exposed, after the namespace is put in. */
  readonly name: string;
  readonly kind: MetricDef['kind'];
  readonly help: string;
  /** Upper bounds without +Inf; empty unless it is a histogram. */
  readonly buckets: readonly number[];
}

/** Units that OpenMetrics knows by the end of a name. */
const UNITS = ['seconds', 'bytes', 'ratio', 'celsius', 'meters', 'volts', 'amperes', 'joules', 'grams'];

/** The name of the metric family in OpenMetrics: a counter's without `_total`. */
export function familyName(family: Pick<Family, 'name' | 'kind'>): string {
  return family.kind === 'counter' ? family.name.replace(/_total$/, '') : family.name;
}

/** The unit that a name ends in. Undefined when it has none. */
export function unitOf(family: Pick<Family, 'name' | 'kind'>): string | undefined {
  const name = familyName(family);
  return UNITS.find((unit) => name.endsWith(`_${unit}`));
}

/** Every name that the samples or the header of a family use: no other family may have one of them. */
export function reservedNames(family: Pick<Family, 'name' | 'kind'>): readonly string[] {
  const name = familyName(family);
  switch (family.kind) {
    case 'counter':
      return [name, family.name, `${name}_created`];
    case 'gauge':
      return [name];
    case 'histogram':
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`, `${name}_created`];
  }
}

/** Cells per series: a counter is a value; a gauge a value and whether it is set; a histogram its bucket counts, +Inf last, and its sum. */
export function cellsPerSeries(family: Pick<Family, 'kind' | 'buckets'>): number {
  switch (family.kind) {
    case 'counter':
      return 1;
    case 'gauge':
      return 2;
    case 'histogram':
      return family.buckets.length + 2;
  }
}
