declare const LABELS: unique symbol;

/**
 * A question to series of metrics, as a value: it renders to PromQL (`promql`) and is answered here from a history (`evaluate`).
 * `L`: the labels that its series have, so that asking for one that they do not have does not compile.
 */
export type Expression<L extends string = never> = Node & { readonly [LABELS]?: (labels: L) => L };

/** An expression of any labels. */
export type Node = Selected | OverRange | Aggregated | Quantile | Calculated | Compared | Combined | Absent | Now | Constant;

/** What the value of a label has to be: one of `values`, or none of them. */
export interface Matcher {
  readonly label: string;
  readonly isIn: boolean;
  readonly values: readonly string[];
}

/** The newest value of each series with a name. */
export interface Selected {
  readonly kind: 'selected';
  /** The name of the series: of a histogram with `_bucket`, `_sum` or `_count` behind it. */
  readonly series: string;
  /** The family that it belongs to, or the name of the recording rule. */
  readonly family: string;
  readonly matchers: readonly Matcher[];
  /** How far back the moment lies that is asked for. */
  readonly agoSeconds: number;
  /** A label by which a dashboard may choose, such as `trunk`, has all series of it. */
  readonly labels: readonly string[];
}

export type RangeFunction = 'rate' | 'increase' | 'delta' | 'changes' | 'avg' | 'min' | 'max' | 'sum' | 'count';

/** Stands for the step of a chart, which Grafana fills in. */
export const CHART_STEP = 'step';
/** Stands for all the time that a chart shows, which Grafana fills in. */
export const CHART_RANGE = 'range';

/** What became of each series within a time before the moment. */
export interface OverRange {
  readonly kind: 'overRange';
  readonly function: RangeFunction;
  readonly of: Selected;
  readonly windowSeconds: number | typeof CHART_STEP | typeof CHART_RANGE;
}

export interface Aggregated {
  readonly kind: 'aggregated';
  readonly operation: 'sum' | 'avg' | 'min' | 'max' | 'count';
  readonly of: Node;
  readonly by: readonly string[];
}

/** A quantile of what falls into buckets; `of` has the label `le`. */
export interface Quantile {
  readonly kind: 'quantile';
  /** 0 to 1. */
  readonly quantile: number;
  readonly of: Node;
}

/** Both sides calculated. Series go together whose labels are the same: all of them, or those of `on`, of which the right has no others. */
export interface Calculated {
  readonly kind: 'calculated';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Node;
  readonly right: Node;
  readonly on?: readonly string[];
}

/** The series of the left for which this is true. */
export interface Compared {
  readonly kind: 'compared';
  readonly operator: '>' | '<' | '>=' | '<=' | '==' | '!=';
  readonly left: Node;
  readonly right: Node;
  readonly on?: readonly string[];
}

/** `and`: the left where the right has a series. `unless`: where it has none. `or`: the left, and those of the right that it has not. */
export interface Combined {
  readonly kind: 'combined';
  readonly operator: 'and' | 'or' | 'unless';
  readonly left: Node;
  readonly right: Node;
  readonly on?: readonly string[];
  /** Any series of the one side goes with any of the other, also of another server. */
  readonly isOfAll?: true;
}

/** 1 when there is no such series, else none. */
export interface Absent {
  readonly kind: 'absent';
  readonly of: Selected;
  /** Nor was within that time. */
  readonly windowSeconds?: number;
}

/** The moment in Unix seconds, as one number. */
export interface Now {
  readonly kind: 'now';
}

export interface Constant {
  readonly kind: 'constant';
  readonly value: number;
}
