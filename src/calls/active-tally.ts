import type { ActiveState } from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';

/** Counts calls by state as they change. */
export class ActiveTally {
  readonly #counts = { setup: 0, ringing: 0, answered: 0 };

  get counts(): ActiveCounts {
    return this.#counts;
  }

  /** A call has come to a state. Undefined: it is no longer active. */
  move(call: { active: ActiveState | undefined }, to: ActiveState | undefined): void {
    if (call.active !== undefined) this.#counts[call.active] -= 1;
    if (to !== undefined) this.#counts[to] += 1;
    call.active = to;
  }
}
