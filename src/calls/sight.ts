import type { TimelineEntry } from '../core/index.ts';
import { isSameMessage, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Placed } from './order.ts';
import type { Sight, SightKind } from './seen.ts';
import { TAP_JITTER_SECONDS } from './tap.ts';

/** Tells first sights from capture duplicates, retransmissions and second vantages. Takes the messages in causal order. */
export class Sights {
  /** The offsets of second taps, by agent. */
  readonly #offsets: ReadonlyMap<string, number>;

  constructor(offsets: ReadonlyMap<string, number>) {
    this.#offsets = offsets;
  }

  take(placed: Placed): Sight {
    placed.kind = this.#classify(placed);
    return placed;
  }

  #classify({ entry, branch, transaction }: Placed): SightKind {
    let copies = transaction.copies;
    while (copies !== undefined && !isSameMessage(copies.entry, entry, branch)) copies = copies.before;
    if (copies === undefined) {
      transaction.copies = { entry, sentAt: entry.at, before: transaction.copies };
      return 'first';
    }
    if (copies.entry.agent !== entry.agent) return 'vantage';
    const after = Math.abs(entry.at - copies.sentAt);
    const isCopyOfTap = Math.abs(after - (this.#offsets.get(entry.agent) ?? Infinity)) <= TAP_JITTER_SECONDS;
    if (after < REPEATS_AFTER_SECONDS || isCopyOfTap || !isSentAgain(entry)) return 'duplicate';
    copies.sentAt = entry.at;
    return 'retransmission';
  }
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
