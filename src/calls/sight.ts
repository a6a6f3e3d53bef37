import type { TimelineEntry } from '../core/index.ts';
import { messageKey, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Placed } from './order.ts';
import type { Sight, SightKind } from './seen.ts';
import { TAP_JITTER_SECONDS } from './tap.ts';

interface Copies {
  /** The agent whose capture counts; the others are further vantages. */
  readonly agent: string;
  /** When it was last sent, as far as this agent saw it: the copies of another tap do not count. */
  sentAt: number;
}

/** Tells first sights from capture duplicates, retransmissions and second vantages. Takes the messages in causal order. */
export class Sights {
  readonly #known = new Map<number, Copies>();
  /** The offsets of second taps, by agent. */
  readonly #offsets: ReadonlyMap<string, number>;

  constructor(offsets: ReadonlyMap<string, number>) {
    this.#offsets = offsets;
  }

  take({ seen, branch }: Placed): Sight {
    const { entry } = seen;
    return { seen, entry, branch, kind: this.#classify(entry, messageKey(entry, branch)) };
  }

  #classify(entry: TimelineEntry, key: number): SightKind {
    const copies = this.#known.get(key);
    if (copies === undefined) {
      this.#known.set(key, { agent: entry.agent, sentAt: entry.at });
      return 'first';
    }
    if (copies.agent !== entry.agent) return 'vantage';
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
