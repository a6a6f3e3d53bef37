import type {
  CounterDef,
  GaugeDef,
  HistogramDef,
  InfoDef,
  MetricDef,
  SummaryDef,
  ToldSummaryDef,
  UpDownGaugeDef,
  WindowedDef,
} from '../declare/declare.ts';
import type { Exemplar } from '../pages/exemplar-cells.ts';
import type { AllNames, LabelArgs, Labels, Positional } from '../declare/label.ts';

/** One series of a counter, found once and moved often. */
export interface BoundCounter {
  inc(): void;
  /** Adds `amount`, which is finite and not negative; anything else is refused and counted. */
  add(amount: number): void;
  /** The same, of a trace: it becomes the exemplar of the series where exemplars are declared. One that is no trace is left out and counted. */
  incWith(exemplar: Exemplar): void;
  addWith(exemplar: Exemplar, amount: number): void;
}

/** One series of a gauge. */
export interface BoundGauge {
  /** Any number may be set, the infinite ones and NaN too. */
  set(value: number): void;
  /** Adds `amount`, which is finite and may be negative; anything else is refused and counted. */
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

/** One series of an info. */
export interface BoundInfo {
  set(): void;
  clear(): void;
}

/** One series of a histogram. */
export interface BoundHistogram {
  /** Records one value. A value that is not finite, or negative where buckets are native, is refused and counted. */
  observe(value: number): void;
  /** The same, of a trace: it becomes the exemplar of its bucket where exemplars are declared. One that is no trace is left out and counted. */
  observeWith(exemplar: Exemplar, value: number): void;
  /** Says of a value that was recorded before which trace it belongs to, for who learns that later. It records nothing, and is left out where nothing was recorded in its bucket. */
  exemplify(exemplar: Exemplar, value: number): void;
}

/** One series of a summary. */
export interface BoundSummary {
  /** Records one value. A value that is not finite or negative is refused and counted. */
  observe(value: number): void;
}

/** Values of a summary that is computed elsewhere. */
export interface SummaryFigures {
  readonly count: number;
  readonly sum: number;
  /** Values of the quantiles, in their order. Absent: there is none, and no sample of them. */
  readonly quantiles?: readonly number[] | undefined;
}

/** Series of a summary that is computed elsewhere. */
export interface BoundToldSummary {
  /** Shows these figures in place of those before. */
  tell(figures: SummaryFigures): void;
}

/** One series of a windowed value. */
export interface BoundWindowed {
  /** Takes one value into the window. A value that is not finite is refused and counted. */
  observe(value: number): void;
}

/** What each metric does with its series as such. `B` is the handle of one. */
export interface Labelled<L extends Labels, B> {
  /** The handle of one series, which stays while it is held: it is not removed for being idle. A key that is not declared is counted and left out. */
  with(...labels: LabelArgs<L>): B;
  /**
   * A function that takes the values of all labels in this order and returns the handle, without an object:
   * `const results = metric.positional('direction', 'class')`, then `results('inbound', '2xx').inc()`. Throws `METRIC_INVALID` when the names are not those of all labels.
   */
  positional<const N extends readonly (keyof L & string)[]>(...names: N & AllNames<L, N>): Positional<L, N, B>;
  /**
   * Removes one series from the exposition; it begins anew at 0 when it is named again. Handles of it lead nowhere from then on. False when there was none.
   * Its memory is used again after two rounds of `collect`, so that no reader in another thread takes one series for another.
   */
  remove(...labels: LabelArgs<L>): boolean;
}

export interface Counter<L extends Labels> extends Labelled<L, BoundCounter> {
  inc(...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
  incWith(exemplar: Exemplar, ...labels: LabelArgs<L>): void;
  addWith(exemplar: Exemplar, amount: number, ...labels: LabelArgs<L>): void;
}

export interface Gauge<L extends Labels> extends Labelled<L, BoundGauge> {
  set(value: number, ...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
  clear(...labels: LabelArgs<L>): void;
}

export interface UpDownGauge<L extends Labels> extends Labelled<L, BoundUpDownGauge> {
  inc(...labels: LabelArgs<L>): void;
  dec(...labels: LabelArgs<L>): void;
  add(amount: number, ...labels: LabelArgs<L>): void;
}

export interface Info<L extends Labels> extends Labelled<L, BoundInfo> {
  /** Shows these labels beside those set before. */
  set(...labels: LabelArgs<L>): void;
  /** Shows these labels no longer. */
  clear(...labels: LabelArgs<L>): void;
}

export interface Histogram<L extends Labels> extends Labelled<L, BoundHistogram> {
  observe(value: number, ...labels: LabelArgs<L>): void;
  observeWith(exemplar: Exemplar, value: number, ...labels: LabelArgs<L>): void;
  exemplify(exemplar: Exemplar, value: number, ...labels: LabelArgs<L>): void;
}

export interface Summary<L extends Labels> extends Labelled<L, BoundSummary> {
  observe(value: number, ...labels: LabelArgs<L>): void;
}

export interface ToldSummary<L extends Labels> extends Labelled<L, BoundToldSummary> {
  tell(figures: SummaryFigures, ...labels: LabelArgs<L>): void;
}

export interface Windowed<L extends Labels> extends Labelled<L, BoundWindowed> {
  observe(value: number, ...labels: LabelArgs<L>): void;
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
              : D extends ToldSummaryDef<infer L>
                ? ToldSummary<L>
                : D extends WindowedDef<infer L>
                  ? Windowed<L>
                  : never;

/** Holds the cells of declared metrics. */
export interface Registry {
  /** Makes the cells of a metric. Adding the same declaration again returns the same instrument; a different one of the same name throws. */
  add<D extends MetricDef>(def: D): InstrumentOf<D>;
}
