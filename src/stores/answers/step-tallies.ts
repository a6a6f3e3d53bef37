import { CallTally, type SeriesBucket, type TallyCall } from '../../core/index.ts';
import type { TimeStep } from './time-steps.ts';

/** Counts calls in the steps that they started in. The steps are in order and leave no gap. */
export class StepTallies {
  readonly #tallies: readonly CallTally[];
  readonly #steps: readonly TimeStep[];

  constructor(steps: readonly TimeStep[]) {
    this.#steps = steps;
    this.#tallies = steps.map(() => new CallTally('slim'));
  }

  /** Counts a call that is over and settled; any other is left out. */
  add(call: TallyCall & { readonly startedAt: number }): void {
    let [first, end] = [0, this.#steps.length];
    while (first < end) {
      const middle = Math.floor((first + end) / 2);
      if ((this.#steps[middle]?.end ?? Infinity) <= call.startedAt) first = middle + 1;
      else end = middle;
    }
    if ((this.#steps[first]?.start ?? Infinity) <= call.startedAt) this.#tallies[first]?.add(call);
  }

  buckets(): readonly SeriesBucket[] {
    return this.#steps.map((step, index) => ({ ...step, tally: this.#tallies[index] ?? new CallTally('slim') }));
  }
}
