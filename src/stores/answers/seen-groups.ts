import { type Seen, shareOf } from '../../core/index.ts';
import type { GroupedCall } from './call-groups.ts';
import { MOST_VALUES } from './hop-groups.ts';

interface Counted {
  calls: number;
  firstAt: number;
  lastAt: number;
}

/** When calls were seen, by what they have in common. */
export class SeenGroups<Call extends GroupedCall> {
  readonly #groups = new Map<string, Counted>();
  readonly #valuesOf: (call: Call) => Iterable<string>;

  /** `valuesOf`: what a call counts for, each once. */
  constructor(valuesOf: (call: Call) => Iterable<string>) {
    this.#valuesOf = valuesOf;
  }

  get groups(): ReadonlyMap<string, Seen> {
    return this.#groups;
  }

  /** Counts a call that is over and settled; any other is left out. */
  add(call: Call): void {
    if (shareOf(call) === undefined) return;
    for (const value of this.#valuesOf(call)) {
      const name = this.#groups.has(value) || this.#groups.size < MOST_VALUES ? value : 'other';
      const known = this.#groups.get(name);
      if (known === undefined) this.#groups.set(name, { calls: 1, firstAt: call.startedAt, lastAt: call.startedAt });
      else {
        known.calls += 1;
        known.firstAt = Math.min(known.firstAt, call.startedAt);
        known.lastAt = Math.max(known.lastAt, call.startedAt);
      }
    }
  }
}

/** What a call counts for by its cause. */
export function causeOf({ cause }: GroupedCall): readonly string[] {
  return cause === undefined ? [] : [cause];
}
