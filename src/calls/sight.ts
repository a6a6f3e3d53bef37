import type { TimelineEntry } from '../core/index.ts';
import { isSameMessage, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Placed } from './order.ts';
import type { Sight, SightKind } from './seen.ts';
import { TAP_JITTER_SECONDS } from './tap.ts';

/**
 * Tells a first sight from a capture duplicate, a retransmission and a second vantage. The messages come in causal order; `offsets` are those of second taps,
 * by agent.
 */
export function tellKind(placed: Placed, offsets: ReadonlyMap<string, number>): SightKind {
  const { entry, transaction, status } = placed;
  let first = transaction.latest;
  while (first !== undefined && (first.status !== status || !isSameMessage(first.entry, entry, transaction.branch))) first = first.before;
  if (first === undefined) {
    placed.before = transaction.latest;
    transaction.latest = placed;
    return 'first';
  }
  if (first.entry.agent !== entry.agent) return 'vantage';
  const after = Math.abs(entry.at - (first.repeated ?? first).entry.at);
  const isCopyOfTap = Math.abs(after - (offsets.get(entry.agent) ?? Infinity)) <= TAP_JITTER_SECONDS;
  if (after < REPEATS_AFTER_SECONDS || isCopyOfTap || !isSentAgain(entry)) return 'duplicate';
  first.repeated = placed;
  return 'retransmission';
}

/** Whether a sight shows what nothing sends again by itself: only that can show a second tap. */
export function isRepeatedAnswer({ kind, entry }: Sight): boolean {
  return kind === 'retransmission' && (entry.status === 100 || entry.method === 'ACK');
}

/** Whether its sender ever repeats it. Over TCP and TLS only a 2xx to an INVITE (RFC 3261 13.3.1.4), its ACK, and a provisional answer (13.3.1.1, RFC 3262) are. */
function isSentAgain({ transport, method, status }: TimelineEntry): boolean {
  if (transport === 'udp' || transport === 'other') return true;
  if (status === undefined) return method === 'ACK';
  return method === 'INVITE' && status > 100 && status < 300;
}
