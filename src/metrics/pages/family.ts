import type { MetricDef } from '../declare/declare.ts';
import { EXEMPLAR_CELLS } from './exemplar-cells.ts';
import { WINDOW_HEAD } from '../histogram/native-window.ts';
import { RING_SLOTS, SLOT_CELLS } from '../histogram/summary-ring.ts';

/** What a reader needs to know of a metric besides its series. It is plain data: it is written to shared pages as JSON. */
export interface Family {
  /** The name under which it is exposed, after the namespace is put in. */
  readonly name: string;
  /** What it is exposed as. */
  readonly kind: 'counter' | 'gauge' | 'info' | 'histogram' | 'summary';
  readonly help: string;
  /** Upper bounds without +Inf; empty unless it is a histogram with classic buckets. */
  readonly buckets: readonly number[];
  /** The most native buckets of a series of a histogram. Absent when it has no native buckets. */
  readonly nativeBuckets?: number;
  /** The quantiles of a summary. Absent for all else. */
  readonly quantiles?: readonly number[];
  /** True for a summary whose quantiles are in its cells, one behind the other. */
  readonly isTold?: boolean;
  /** True when each series has room for an exemplar, one for each bucket if it is a histogram. */
  readonly hasExemplars?: boolean;
  /** True when a handle remembers more of its series than is in the cells. */
  readonly isRemembered?: boolean;
  /** True when the last cell of each series is the time at which it was made, Unix time in seconds. */
  readonly hasCreated?: boolean;
}

/** Parts of the sliding window of a windowed value: of 24 h, these are the hours. */
export const WINDOW_PARTS = 24;

/** Cells of a summary before its ring or its quantiles: the count and the sum. */
export const SUMMARY_HEAD = 2;

/** Units that OpenMetrics knows by the end of a name. */
const UNITS = ['seconds', 'bytes', 'ratio', 'celsius', 'meters', 'volts', 'amperes', 'joules', 'grams'];

/** What a reader is told of a declaration. `hasClock`: whether the time at which a series is made is known. */
export function familyOf(def: MetricDef, hasClock: boolean): Family {
  const { name, help } = def;
  const created = hasClock ? { hasCreated: true } : {};
  const exemplars = 'exemplars' in def && def.exemplars === true ? { hasExemplars: true } : {};
  switch (def.kind) {
    case 'counter':
      // OpenMetrics has such times only for counters that it knows as such.
      return { name, kind: 'counter', help, buckets: [], ...exemplars, ...(isTotal(name) ? created : {}) };
    case 'gauge':
    case 'upDownGauge':
      return { name, kind: 'gauge', help, buckets: [] };
    case 'windowed':
      return { name, kind: 'gauge', help, buckets: [], isRemembered: true };
    case 'info':
      return { name, kind: 'info', help, buckets: [] };
    case 'histogram': {
      const native = def.native === undefined ? {} : { nativeBuckets: def.native.maxBuckets };
      return { name, kind: 'histogram', help, buckets: def.buckets, ...native, ...exemplars, ...created };
    }
    case 'summary':
      return { name, kind: 'summary', help, buckets: [], quantiles: def.quantiles, ...created };
    case 'toldSummary':
      return { name, kind: 'summary', help, buckets: [], quantiles: def.quantiles, isTold: true };
  }
}

/** Whether OpenMetrics can show a counter of this name as one: others it shows as `unknown` (OpenMetrics 1.0.0, counter). */
export function isTotal(name: string): boolean {
  return name.endsWith('_total');
}

/** The name of the metric family in OpenMetrics: a counter's without `_total`, an info's without `_info`. */
export function familyName({ name, kind }: Pick<Family, 'name' | 'kind'>): string {
  if (kind === 'counter') return name.replace(/_total$/, '');
  return kind === 'info' ? name.replace(/_info$/, '') : name;
}

/** The unit that a name ends in. Undefined when it has none, as for an info (OpenMetrics 1.0.0, info). */
export function unitOf(family: Pick<Family, 'name' | 'kind'>): string | undefined {
  if (family.kind === 'info') return undefined;
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
    case 'info':
      return [name, family.name];
    case 'histogram':
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`, `${name}_created`];
    case 'summary':
      return [name, `${name}_sum`, `${name}_count`, `${name}_created`];
  }
}

/**
 * Cells per series: a counter is a value; a gauge or info a value and whether it is set; a histogram its bucket counts, +Inf last, its sum, and its window of native buckets;
 * a summary its count, its sum and its ring, or whether it has quantiles, and those. Then come the exemplars, and last the time at which the series was made, where it is known.
 */
export function cellsPerSeries(family: Family): number {
  const exemplars = (exemplarCells(family)?.places ?? 0) * EXEMPLAR_CELLS;
  return valueCells(family) + exemplars + (family.hasCreated === true ? 1 : 0);
}

function valueCells(family: Family): number {
  switch (family.kind) {
    case 'counter':
      return 1;
    case 'gauge':
    case 'info':
      return 2;
    case 'histogram':
      return family.buckets.length + 2 + (family.nativeBuckets === undefined ? 0 : WINDOW_HEAD + family.nativeBuckets);
    case 'summary':
      return SUMMARY_HEAD + (family.isTold === true ? 1 + (family.quantiles?.length ?? 0) : RING_SLOTS * SLOT_CELLS);
  }
}

/** Where in its cells a series has its exemplars, and how many: one for a counter, one for each bucket in their order, +Inf's last. Undefined when the family has none. */
export function exemplarCells(family: Family): { readonly at: number; readonly places: number } | undefined {
  if (family.hasExemplars !== true) return undefined;
  return { at: valueCells(family), places: family.kind === 'counter' ? 1 : family.buckets.length + 1 };
}

/** Where in its cells a series has its native buckets, and how many. Undefined when the family has none. */
export function nativeCells({ buckets, nativeBuckets }: Family): { readonly at: number; readonly capacity: number } | undefined {
  return nativeBuckets === undefined ? undefined : { at: buckets.length + 2, capacity: nativeBuckets };
}

/** Where in its cells a series has the time at which it was made. Undefined when that is not known. */
export function createdCell(family: Family): number | undefined {
  return family.hasCreated === true ? cellsPerSeries(family) - 1 : undefined;
}

/** Whether a series is no more than values that its handle adds to: then one handle may be pointed at many series in turn. */
export function isBare(family: Family): boolean {
  const { kind, buckets } = family;
  if (kind === 'summary' || family.isRemembered === true) return false;
  const values = kind === 'histogram' ? buckets.length + 2 : kind === 'counter' ? 1 : 2;
  return cellsPerSeries(family) === values + (createdCell(family) === undefined ? 0 : 1);
}
