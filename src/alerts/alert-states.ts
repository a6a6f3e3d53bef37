import { seriesKey, type SeriesLabels } from '../expressions/index.ts';

/** What is known of a label set that is not `inactive`. */
export const ALERT_STATE = ['pending', 'firing', 'resolved'] as const;

/** How one label set of an alert is. One that is `inactive` is not kept. */
export interface AlertSeries {
  readonly alert: string;
  readonly labels: SeriesLabels;
  readonly state: (typeof ALERT_STATE)[number];
  /** Since when it is what it is. */
  readonly since: number;
  /** Since when the expression has it. */
  readonly activeAt: number;
  /** The last value that the expression had. */
  readonly value: number;
  /** From here `forSeconds` counts: `activeAt`, later by the time of which nothing is known. */
  readonly countsFrom: number;
  /** From here `keepSeconds` counts. Absent: it is not gone. */
  readonly goneFrom?: number;
}

/** The states of all alerts, as of a moment. */
export interface AlertStates {
  /** When they were last looked at. Absent before the first time. */
  readonly at?: number;
  /** Until when the history lacks what came in a gap. Absent: there was none. */
  readonly gap?: { readonly endedAt: number; readonly isLong: boolean };
  /** They were kept over a restart, and not looked at since. */
  readonly isResumed?: true;
  /** By alert and label set. */
  readonly series: ReadonlyMap<string, AlertSeries>;
}

/** Nothing was looked at yet. */
export const NO_STATES: AlertStates = { series: new Map() };

/** The key of a label set of an alert. */
export function alertKey(alert: string, labels: SeriesLabels): string {
  return `${alert}${seriesKey(labels)}`;
}
