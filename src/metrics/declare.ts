import type { Labels } from './label.ts';

/** What is common to all declarations. */
interface Declared<L extends Labels> {
  readonly name: string;
  /** One sentence: what is counted, its unit, when it is absent. */
  readonly help: string;
  readonly labels: L;
}

export interface CounterDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'counter';
}

export interface GaugeDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'gauge';
}

export interface HistogramDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'histogram';
  /** Upper bounds, ascending, without +Inf. */
  readonly buckets: readonly number[];
}

/** A metric as a value. It has no cells: a registry makes those. */
export type MetricDef<L extends Labels = Labels> = CounterDef<L> | GaugeDef<L> | HistogramDef<L>;

interface Spec<L extends Labels> {
  readonly help: string;
  readonly labels?: L;
}

/** Declares a count of things that happened. Its name ends in `_total`. */
export function counter<const L extends Labels = Record<never, never>>(name: `${string}_total`, spec: Spec<L>): CounterDef<L> {
  return { kind: 'counter', name, help: spec.help, labels: spec.labels ?? noLabels<L>() };
}

/** Declares a value that goes up and down. */
export function gauge<const L extends Labels = Record<never, never>>(name: string, spec: Spec<L>): GaugeDef<L> {
  return { kind: 'gauge', name, help: spec.help, labels: spec.labels ?? noLabels<L>() };
}

/** Declares a distribution with fixed buckets. */
export function histogram<const L extends Labels = Record<never, never>>(
  name: string,
  spec: Spec<L> & { readonly buckets: readonly number[] },
): HistogramDef<L> {
  return { kind: 'histogram', name, help: spec.help, labels: spec.labels ?? noLabels<L>(), buckets: spec.buckets };
}

function noLabels<L extends Labels>(): L {
  // Without `labels`, L is inferred as the empty record.
  return {} as L;
}
