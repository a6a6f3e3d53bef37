import type { AlertSeries, Severity } from '../../alerts/index.ts';
import type { SeriesLabels } from '../../expressions/index.ts';

/** One label set of an alert as a receiver is told of it. */
export interface ToldAlert {
  /** Tells it from all others, also after a restart. */
  readonly key: string;
  readonly state: 'firing' | 'resolved';
  /** Those of the series, `alertname`, `severity` and `instance`. */
  readonly labels: SeriesLabels;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
  /** Where its runbook is. Absent for a test, which has none. */
  readonly runbookUrl?: string;
  readonly value: AlertSeries['value'];
  /** Unix seconds. */
  readonly startsAt: number;
  /** Absent while it fires. */
  readonly endsAt?: number;
}

/** What one receiver is told at once: a group of alerts that have some labels in common. */
export interface Notification {
  readonly receiver: string;
  /** The same for the same group, also after a restart: receivers know by it what belongs together. */
  readonly groupKey: string;
  readonly groupLabels: SeriesLabels;
  /** `resolved` when none of them fires any more. */
  readonly status: 'firing' | 'resolved';
  /** Those that fire, at most a hundred, and those that have ended since it was told of them by name. */
  readonly alerts: readonly ToldAlert[];
  /** How many more fire than are told by name. */
  readonly truncated: number;
  /** When it is told, Unix seconds. */
  readonly at: number;
}
