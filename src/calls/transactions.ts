import type { TimelineEntry } from '../core/index.ts';
import type { Round } from './round.ts';
import { isRequest, type Seen, type Sight } from './seen.ts';
import { NONE } from './with-new.ts';

// What belongs to no call goes by transaction: method, CSeq and branch. All messages of one settle, and are let go, together.

/** Whether what a round came to has been told. Then what came late to it has been, too. */
export function isRoundSettled(round: Round): boolean {
  for (const hop of round.hops) {
    for (const seen of messagesOf(hop.requestSight)) {
      if (!seen.isSettled) continue;
      settleRound(round);
      return true;
    }
  }
  return false;
}

/** Notes that what a round came to has been told. */
export function settleRound(round: Round): void {
  for (const hop of round.hops) for (const seen of messagesOf(hop.requestSight)) seen.isSettled = true;
}

/** Which messages of no call may be let go. */
export interface LetGo {
  readonly now: number;
  /** How long something late may still come. */
  readonly lateSeconds: number;
  /** Whether something may come of a request that has not settled. */
  readonly isPending: (entry: TimelineEntry) => boolean;
  /** Of these rounds none. */
  readonly held: readonly Round[];
}

/** The messages of the transactions of which nothing is pending and nothing was heard for so long, and when the next one is due. */
export function overAt(sights: readonly Sight[], { now, lateSeconds, isPending, held }: LetGo): Over {
  const kept = new Set(held.flatMap(({ hops }) => hops.map(({ requestSight }) => requestSight.transaction)));
  const over = new Set<Seen>();
  let nextAt = Number.POSITIVE_INFINITY;
  for (const sight of sights) {
    const messages = messagesOf(sight);
    // Each transaction once.
    if (messages[0] !== sight.seen || kept.has(sight.transaction)) continue;
    if (messages.some((seen) => !seen.isSettled && isRequest(seen.entry) && isPending(seen.entry))) continue;
    const dueAt = lastReceivedAt(messages) + lateSeconds;
    if (dueAt > now) nextAt = Math.min(nextAt, dueAt);
    else for (const seen of messages) over.add(seen);
  }
  return { over, nextAt };
}

/** What may be let go, and when more of it. */
export interface Over {
  readonly over: ReadonlySet<Seen>;
  readonly nextAt: number;
}

function messagesOf({ transaction }: Sight): readonly Seen[] {
  return transaction.others ?? NONE;
}

function lastReceivedAt(messages: readonly Seen[]): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { entry } of messages) if (entry.receivedAt > last) last = entry.receivedAt;
  return last;
}
