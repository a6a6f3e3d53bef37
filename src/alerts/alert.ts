import type { Expression, Node } from '../expressions/index.ts';

/** `critical` wakes somebody, `warning` is looked at during the day, `info` explains others, `none` is for machines. */
export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** A number of an alert that a user may set. */
export interface Threshold {
  readonly default: number;
  /** It is a share, from 0 to 1. */
  readonly isRatio?: boolean;
  /** What it is, with its unit, e.g. `Attempts within ten minutes, below which nothing is said.` */
  readonly help: string;
}

/** While that other alert fires with the same values of these labels, it explains this one, which is then not told. */
export interface Inhibition {
  readonly alert: string;
  readonly equal: readonly string[];
}

/** What is wrong when an expression has series, and for how long it must have them. */
export interface Alert {
  /** In the manner of Prometheus: `TrunkFailing`. Also the name of its runbook. */
  readonly name: string;
  readonly severity: Severity;
  /** One line. `{trunk}` stands for the value of a label, `{value}` for that of the expression, `{value:count}`, `{value:percent}` and `{value:duration}` for it as such. */
  readonly summary: string;
  readonly description: string;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  /** The series that are wrong, with these thresholds. */
  readonly when: (threshold: Readonly<Record<string, number>>) => Node;
  /** How long a series must be there before it fires. */
  readonly forSeconds: number;
  /** How long it fires on when it is gone. */
  readonly keepSeconds: number;
  readonly inhibitedBy: readonly Inhibition[];
}

/** Alerts of one subject. */
export interface AlertGroup {
  /** The subject, as its heading in the reference: `trunks`. */
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** An expression whose value is kept under a name of its own, whatever labels it has. */
export interface RecordingRule {
  readonly record: string;
  readonly labels: readonly string[];
  readonly of: Node;
}

interface Spec<L extends string, T extends Readonly<Record<string, Threshold>>> {
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
  readonly thresholds: T;
  readonly when: (threshold: { readonly [K in keyof T]: number }) => Expression<L>;
  readonly forSeconds?: number;
  readonly keepSeconds?: number;
  /** Which others explain it: their labels `equal` are among those of both. */
  readonly inhibitedBy?: readonly { readonly alert: string; readonly equal: readonly NoInfer<L>[] }[];
}

/** Declares an alert. */
export function alert<L extends string, const T extends Readonly<Record<string, Threshold>>>(name: string, spec: Spec<L, T>): Alert {
  const { when, thresholds } = spec;
  return {
    name,
    severity: spec.severity,
    summary: spec.summary,
    description: spec.description,
    thresholds,
    when: (set) => when(completed(thresholds, set)),
    forSeconds: spec.forSeconds ?? 0,
    keepSeconds: spec.keepSeconds ?? 0,
    inhibitedBy: spec.inhibitedBy ?? [],
  };
}

/** All thresholds: those that were set, else their defaults. */
function completed<T extends Readonly<Record<string, Threshold>>>(
  thresholds: T,
  set: Readonly<Record<string, number>>,
): { readonly [K in keyof T]: number } {
  const all = Object.entries(thresholds).map(([name, threshold]) => [name, set[name] ?? threshold.default]);
  // `fromEntries` forgets the names.
  return Object.fromEntries(all) as { readonly [K in keyof T]: number };
}
