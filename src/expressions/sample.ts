import type { SeriesLabels } from './history.ts';

/** One series at a moment. */
export interface Sample {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** The same text for the same labels, whatever their order; of all labels, or of some. */
export function seriesKey(labels: SeriesLabels, names: readonly string[] = Object.keys(labels)): string {
  return JSON.stringify(
    names
      .toSorted()
      .map((name) => [name, labels[name] ?? ''])
      .filter(([, value]) => value !== ''),
  );
}
