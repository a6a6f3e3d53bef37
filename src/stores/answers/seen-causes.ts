import { type Seen, shareOf } from '../../core/index.ts';
import type { GroupedCall } from './call-groups.ts';

interface Counted {
  calls: number;
  firstAt: number;
  lastAt: number;
}

/** When calls were seen, by their cause. */
export class SeenCauses {
  readonly #causes = new Map<string, Counted>();

  get causes(): ReadonlyMap<string, Seen> {
    return this.#causes;
  }

  /** Counts a call that is over and settled; any other is left out, as is one without a cause. */
  add(call: GroupedCall): void {
    const { cause, startedAt } = call;
    if (shareOf(call) === undefined || cause === undefined) return;
    const known = this.#causes.get(cause) ?? { calls: 0, firstAt: startedAt, lastAt: startedAt };
    known.calls += 1;
    known.firstAt = Math.min(known.firstAt, startedAt);
    known.lastAt = Math.max(known.lastAt, startedAt);
    this.#causes.set(cause, known);
  }
}
