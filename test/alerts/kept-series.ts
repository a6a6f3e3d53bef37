import type { RecordingRule } from '../../src/alerts/index.ts';
import {
  evaluate,
  isMatch,
  type History,
  type Matcher,
  seriesKey,
  type SeriesHistory,
  type SeriesLabels,
} from '../../src/expressions/index.ts';

interface Kept {
  readonly labels: SeriesLabels;
  readonly times: number[];
  readonly values: number[];
}

/** A history in memory, whose values come in the order of time. */
export class KeptSeries implements History {
  readonly #byName = new Map<string, Map<string, Kept>>();
  readonly #stepSeconds: number;

  constructor(stepSeconds: number) {
    this.#stepSeconds = stepSeconds;
  }

  add(name: string, labels: SeriesLabels, at: number, value: number): void {
    const series = this.#byName.get(name) ?? new Map<string, Kept>();
    this.#byName.set(name, series);
    const key = seriesKey(labels);
    const kept = series.get(key) ?? { labels, times: [], values: [] };
    series.set(key, kept);
    kept.times.push(at);
    kept.values.push(value);
  }

  /** Keeps what recording rules have at a moment; of what is gone by then, that it is. */
  record(rules: readonly RecordingRule[], at: number): void {
    for (const { record, of } of rules) {
      const samples = evaluate(of, this, at);
      const there = new Set(samples.map(({ labels }) => seriesKey(labels)));
      for (const { labels, value } of samples) this.add(record, labels, at, value);
      for (const { labels } of this.#byName.get(record)?.values() ?? [])
        if (!there.has(seriesKey(labels))) this.add(record, labels, at, Number.NaN);
    }
  }

  read(name: string, matchers: readonly Matcher[], from: number, to: number): readonly SeriesHistory[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ labels, times, values }) => {
      if (!isMatch(labels, matchers)) return [];
      const [first, end] = [firstAt(times, from), firstAt(times, to + 0.001)];
      return first < end ? [{ labels, times: times.slice(first, end), values: values.slice(first, end) }] : [];
    });
  }

  stepAt(): number {
    return this.#stepSeconds;
  }
}

/** The place of the first time that is not before another. */
function firstAt(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
