import type { CounterDef, GaugeDef, HistogramDef, MetricDef } from './declare.ts';
import type { LabelArgs, Labels } from './label.ts';

/** One series of a counter, found once and moved often. */
export interface BoundCounter {
  inc(): void;
  /** Adds `amount`, which is finite and not negative; anything else is refused and counted. */
  add(amount: number): void;
}

/** One series of a gauge. */
export interface BoundGauge {
  set(value: number): void;
  add(amount: number): void;
  /** Makes the series absent until it is set again: missing data is no sample, never 0. */
  clear(): void;
}

/** One series of a histogram. */
export interface BoundHistogram {
  /** Records one value. A value that is not finite is refused and counted. */
  observe(value: number): void;
}

export interface Counter<L extends Labels> {
  inc(...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundCounter;
}

export interface Gauge<L extends Labels> {
  set(value: number, ...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
  clear(...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundGauge;
}

export interface Histogram<L extends Labels> {
  observe(value: number, ...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundHistogram;
}

/** The verbs that a declaration gets once a registry holds it. */
export type InstrumentOf<D> =
  D extends CounterDef<infer L>
    ? Counter<L>
    : D extends GaugeDef<infer L>
      ? Gauge<L>
      : D extends HistogramDef<infer L>
        ? Histogram<L>
        : never;

/** Holds the cells of declared metrics. */
export interface Registry {
  /** Makes the cells of a metric. Adding the same declaration again returns the same instrument; a different one of the same name throws. */
  add<D extends MetricDef>(def: D): InstrumentOf<D>;
}
