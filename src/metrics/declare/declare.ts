import type { Fallback, Labels } from './label.ts';

/** What is common to all declarations. */
interface Declared<L extends Labels> {
  readonly name: string;
  /** One sentence: what is counted, its unit, when it is absent. */
  readonly help: string;
  readonly labels: L;
  /** By label: the value that stands for one that is not declared. Without it such a move is dropped. Either way it is counted. */
  readonly fallback?: Readonly<Record<string, string | undefined>>;
  /** It has the name that another program gave it, see `legacy`. */
  readonly isLegacy?: true;
}

export interface CounterDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'counter';
  /** Each series keeps the trace of its last move that had one. */
  readonly exemplars?: true;
}

export interface GaugeDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'gauge';
}

export interface UpDownGaugeDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'upDownGauge';
}

export interface InfoDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'info';
}

export interface HistogramDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'histogram';
  /** Each bucket keeps the trace of its last value that had one. */
  readonly exemplars?: true;
  /** Upper bounds, ascending, without +Inf. Empty when all its buckets are native. */
  readonly buckets: readonly number[];
  /** Its native buckets. Absent when it has none. */
  readonly native?: NativeBuckets;
}

export interface SummaryDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'summary';
  /** Ascending, from 0 to 1. */
  readonly quantiles: readonly number[];
  /** The time that quantiles are taken over, in seconds. */
  readonly windowSeconds: number;
}

export interface ToldSummaryDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'toldSummary';
  /** Ascending, from 0 to 1. */
  readonly quantiles: readonly number[];
}

export interface WindowedDef<L extends Labels = Labels> extends Declared<L> {
  readonly kind: 'windowed';
  /** What is shown of the values in the window. A sum of none is 0, a mean of none absent. */
  readonly shows: 'sum' | 'mean';
  /** The time that it is taken over, in seconds. */
  readonly windowSeconds: number;
}

/** The native, that is exponential, buckets of a histogram. */
export interface NativeBuckets {
  /** The most that a bucket's end may be times its beginning, above 1. */
  readonly factor: number;
  /** The most buckets of a series, at least 80. When values lie further apart, neighbouring buckets are merged. */
  readonly maxBuckets: number;
}

/** A metric as a value. It has no cells: a registry makes those. */
export type MetricDef<L extends Labels = Labels> =
  | CounterDef<L>
  | GaugeDef<L>
  | UpDownGaugeDef<L>
  | InfoDef<L>
  | HistogramDef<L>
  | SummaryDef<L>
  | ToldSummaryDef<L>
  | WindowedDef<L>;

export interface Spec<L extends Labels> {
  readonly help: string;
  readonly labels?: L;
  readonly fallback?: Fallback<NoInfer<L>>;
}

export interface ExemplarSpec {
  /** Keeps traces beside counts, see `incWith` and `observeWith`; they are shown in OpenMetrics and protobuf. */
  readonly exemplars?: true;
}

interface NativeSpec {
  readonly factor: number;
  readonly maxBuckets?: number;
}

/** Classic buckets, native ones, or both: one of them there must be. */
export type BucketsSpec =
  | { readonly buckets: readonly number[]; readonly native?: NativeSpec }
  | { readonly buckets?: readonly number[]; readonly native: NativeSpec };

/** As many as the window of a client usually has. */
const MAX_NATIVE_BUCKETS = 160;

/** Declares a count of things that happened. Its name ends in `_total`. */
export function counter<const L extends Labels = Record<never, never>>(
  name: `${string}_total`,
  spec: Spec<L> & ExemplarSpec,
): CounterDef<L> {
  return { kind: 'counter', name, ...common(spec), ...exemplarsOf(spec) };
}

/** Declares a value that is set from time to time, and absent until then. */
export function gauge<const L extends Labels = Record<never, never>>(name: string, spec: Spec<L>): GaugeDef<L> {
  return { kind: 'gauge', name, ...common(spec) };
}

/** Declares a count of what comes and goes, such as open connections: it begins at 0 and only moves by steps. */
export function upDownGauge<const L extends Labels = Record<never, never>>(name: string, spec: Spec<L>): UpDownGaugeDef<L> {
  return { kind: 'upDownGauge', name, ...common(spec) };
}

/** Declares facts told by labels, such as a version; the value is always 1. Its name ends in `_info`. */
export function info<const L extends Labels = Record<never, never>>(name: `${string}_info`, spec: Spec<L>): InfoDef<L> {
  return { kind: 'info', name, ...common(spec) };
}

/** Declares a distribution: with fixed buckets, with native ones that fit themselves to the values, or with both. Native buckets take no negative values. */
export function histogram<const L extends Labels = Record<never, never>>(
  name: string,
  spec: Spec<L> & BucketsSpec & ExemplarSpec,
): HistogramDef<L> {
  const declared = { kind: 'histogram', name, ...common(spec), ...exemplarsOf(spec), buckets: spec.buckets ?? [] } as const;
  if (spec.native === undefined) return declared;
  return { ...declared, native: { factor: spec.native.factor, maxBuckets: spec.native.maxBuckets ?? MAX_NATIVE_BUCKETS } };
}

/**
 * Declares quantiles over a sliding window of time; sum and count are of all values ever. It takes no negative values.
 * Quantiles of several series cannot be added up: a histogram can be.
 */
export function summary<const L extends Labels = Record<never, never>>(
  name: string,
  spec: Spec<L> & { readonly quantiles: readonly number[]; readonly windowSeconds: number },
): SummaryDef<L> {
  return { kind: 'summary', name, ...common(spec), quantiles: spec.quantiles, windowSeconds: spec.windowSeconds };
}

/** Declares a summary whose quantiles, sum and count are computed elsewhere, such as by a store. */
export function toldSummary<const L extends Labels = Record<never, never>>(
  name: string,
  spec: Spec<L> & { readonly quantiles: readonly number[] },
): ToldSummaryDef<L> {
  return { kind: 'toldSummary', name, ...common(spec), quantiles: spec.quantiles };
}

/**
 * Declares a gauge of what happened within a sliding window of time, such as the calls of a day: the sum of the values, or their mean.
 * A counter is better where Prometheus may keep the history: `increase(x_total[1d])` says the same.
 */
export function windowed<const L extends Labels = Record<never, never>>(
  name: string,
  spec: Spec<L> & { readonly shows: 'sum' | 'mean'; readonly windowSeconds: number },
): WindowedDef<L> {
  return { kind: 'windowed', name, ...common(spec), shows: spec.shows, windowSeconds: spec.windowSeconds };
}

function common<L extends Labels>({ help, labels, fallback }: Spec<L>): Pick<Declared<L>, 'help' | 'labels' | 'fallback'> {
  return { help, labels: labels ?? noLabels<L>(), ...(fallback === undefined ? {} : { fallback }) };
}

function exemplarsOf({ exemplars }: ExemplarSpec): ExemplarSpec {
  return exemplars === undefined ? {} : { exemplars };
}

function noLabels<L extends Labels>(): L {
  // Without `labels`, L is inferred as the empty record.
  return {} as L;
}
