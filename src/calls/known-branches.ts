import type { Sight } from './seen.ts';

/** Which branches the hops of one Call-ID have: so an INVITE with many Vias is not compared with each hop for each of them. */
export class KnownBranches {
  readonly #topmost = new Set<number>();
  readonly #below = new Set<number>();

  add({ transaction, entry }: Sight): void {
    this.#topmost.add(transaction.branch);
    for (let place = 1; place < entry.branches.length; place += 1) this.#below.add(entry.branches[place] ?? 0);
  }

  /** Whether a hop has this topmost branch. */
  hasHop(branch: number): boolean {
    return this.#topmost.has(branch);
  }

  /** Whether a hop came through one with this branch. */
  hasBelow(branch: number): boolean {
    return this.#below.has(branch);
  }
}
