import type { TimelineEntry } from '../core/index.ts';
import { transactionKey } from './message-key.ts';
import type { Round } from './round.ts';
import { isRequest, type Seen, type Sight } from './seen.ts';

/** The messages that belong to no call, by transaction: method, CSeq and branch. All of one settle, and are let go, together. */
export class Transactions {
  readonly #groups = new Map<number, Seen[]>();
  readonly #held = new Set<Seen>();

  constructor(sights: readonly Sight[]) {
    for (const { seen, entry, branch } of sights) {
      const key = transactionKey(entry, branch);
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, [seen]);
      else group.push(seen);
    }
  }

  /** Whether what these rounds came to has been told. Then what came late to them has been, too. */
  areSettled(rounds: readonly Round[]): boolean {
    const isSettled = this.#messages(rounds).some((seen) => seen.isSettled);
    if (isSettled) this.settle(rounds);
    return isSettled;
  }

  settle(rounds: readonly Round[]): void {
    for (const seen of this.#messages(rounds)) seen.isSettled = true;
  }

  /** Keeps the messages of these rounds for now. */
  hold(rounds: readonly Round[]): void {
    for (const seen of this.#messages(rounds)) this.#held.add(seen);
  }

  /** The messages of the transactions of which nothing is pending and nothing was heard for so long, and when the next one is due. */
  overAt(now: number, lateSeconds: number, isPending: (entry: TimelineEntry) => boolean): Over {
    const over = new Set<Seen>();
    let nextAt = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.values()) {
      if (group.some((seen) => this.#held.has(seen) || (!seen.isSettled && isRequest(seen.entry) && isPending(seen.entry)))) continue;
      const overAt = Math.max(...group.map((seen) => seen.entry.receivedAt)) + lateSeconds;
      if (overAt > now) nextAt = Math.min(nextAt, overAt);
      else for (const seen of group) over.add(seen);
    }
    return { over, nextAt };
  }

  #messages(rounds: readonly Round[]): readonly Seen[] {
    return rounds.flatMap((round) => round.hops.flatMap((hop) => this.#groups.get(transactionKey(hop.request, hop.branch)) ?? []));
  }
}

/** What may be let go, and when more of it. */
export interface Over {
  readonly over: ReadonlySet<Seen>;
  readonly nextAt: number;
}
