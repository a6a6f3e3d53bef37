import type { History, Matcher, SeriesHistory } from '../../expressions/index.ts';
import type { KeptHistory } from './kept-history.ts';

/** Values that one reading takes at most, some 50 MB while it lasts. */
const MOST_VALUES = 2_000_000;

/** A reading would have taken too many values: nothing was read. */
export class TooManyValues extends Error {}

/** A history for questions that come from outside: it reads only so much at once. */
export class BoundedHistory implements History {
  readonly #history: KeptHistory;
  readonly #most: number;

  constructor(history: KeptHistory, most = MOST_VALUES) {
    this.#history = history;
    this.#most = most;
  }

  /** Throws `TooManyValues`. */
  read(series: string, matchers: readonly Matcher[], from: number, to: number): readonly SeriesHistory[] {
    const found = this.#history.find(series, matchers);
    if (found.length * this.#history.countBetween(from, to) > this.#most) throw new TooManyValues();
    return this.#history.readEach(found, from, to);
  }

  stepAt(at: number): number {
    return this.#history.stepAt(at);
  }
}
