import type { Matcher } from './expression.ts';

/** Labels of a series and their values. */
export type SeriesLabels = { readonly [label: string]: string };

/** Values of one series, oldest first. A value that is no number says that the series was gone by then. */
export interface SeriesHistory {
  readonly labels: SeriesLabels;
  /** Unix seconds, ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Where values of series are kept. */
export interface History {
  /** All series of a name that match, with their values of these times, ends included. */
  read(series: string, matchers: readonly Matcher[], from: number, to: number): readonly SeriesHistory[];
  /** How many seconds lie between two values that are kept of that time. */
  stepAt(at: number): number;
}

/** Whether labels are what matchers ask for. A label that is not there is as one that is empty. */
export function isMatch(labels: SeriesLabels, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ label, isIn, values }) => values.includes(labels[label] ?? '') === isIn);
}
