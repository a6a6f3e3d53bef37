import type { CounterDef, GaugeDef, HistogramDef, InfoDef, MetricDef, SummaryDef, UpDownGaugeDef } from './declare.ts';
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

/** One series of an up-down gauge. */
export interface BoundUpDownGauge {
  inc(): void;
  dec(): void;
  /** Adds `amount`, which is finite and may be negative; anything else is refused and counted. */
  add(amount: number): void;
}

/** One series of a histogram. */
export interface BoundHistogram {
  /** Records one value. A value that is not finite, or negative where buckets are native, is refused and counted. */
  observe(value: number): void;
}

/** One series of a summary. */
export interface BoundSummary {
  /** Records one value. A value that is not finite or negative is refused and counted. */
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

export interface UpDownGauge<L extends Labels> {
  inc(...labels: LabelArgs<L>): void;
  dec(...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundUpDownGauge;
}

export interface Info<L extends Labels> {
  /** Shows these labels beside those set before. */
  set(...labels: LabelArgs<L>): void;
  /** Shows these labels no longer. */
  clear(...labels: LabelArgs<L>): void;
}

export interface Histogram<L extends Labels> {
  observe(value: number, ...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundHistogram;
}

export interface Summary<L extends Labels> {
  observe(value: number, ...labels: LabelArgs<L>): void;
  with(...labels: LabelArgs<L>): BoundSummary;
}

/** The verbs that a declaration gets once a registry holds it. */
export type InstrumentOf<D> =
  D extends CounterDef<infer L>
    ? Counter<L>
    : D extends GaugeDef<infer L>
      ? Gauge<L>
      : D extends HistogramDef<infer L>
        ? Histogram<L>
        : D extends UpDownGaugeDef<infer L>
          ? UpDownGauge<L>
          : D extends InfoDef<infer L>
            ? Info<L>
            : D extends SummaryDef<infer L>
              ? Summary<L>
              : never;

/** Holds the cells of declared metrics. */
export interface Registry {
  /** Makes the cells of a metric. Adding the same declaration again returns the same instrument; a different one of the same name throws. */
  add<D extends MetricDef>(def: D): InstrumentOf<D>;
}
