import type { TimelineEntry } from '../core/index.ts';
import { messageKey, REPEATS_AFTER_SECONDS } from './message-key.ts';
import type { Placed } from './order.ts';
import type { Sight, SightKind } from './seen.ts';
import { TAP_JITTER_SECONDS, tapOffsets } from './tap.ts';

interface Copies {
  /** The agent whose capture counts; the others are further vantages. */
  readonly agent: string;
  /** When it was last sent, as far as this agent saw it: the copies of another tap do not count. */
  sentAt: number;
}

/** Tells first sights from capture duplicates, retransmissions and second vantages. Takes and keeps the causal order. */
export function classifySights(ordered: readonly Placed[]): readonly Sight[] {
  const sights = classifyAll(ordered, NO_TAPS);
  // Only what repeats although nothing sends it again by itself can show a second tap.
  const offsets = sights.some(isRepeatedAnswer) ? tapOffsets(sights) : NO_TAPS;
  return offsets.size === 0 ? sights : classifyAll(ordered, offsets);
}

const NO_TAPS: ReadonlyMap<string, number> = new Map();

function isRepeatedAnswer({ kind, entry }: Sight): boolean {
  return kind === 'retransmission' && (entry.status === 100 || entry.method === 'ACK');
}

function classifyAll(ordered: readonly Placed[], offsets: ReadonlyMap<string, number>): readonly Sight[] {
  const known = new Map<string, Copies>();
  return ordered.map(({ seen, branch }) => ({ seen, entry: seen.entry, branch, kind: classify(seen.entry, branch, known, offsets) }));
}

function classify(entry: TimelineEntry, branch: number, known: Map<string, Copies>, offsets: ReadonlyMap<string, number>): SightKind {
  const key = messageKey(entry, branch);
  const copies = known.get(key);
  if (copies === undefined) {
    known.set(key, { agent: entry.agent, sentAt: entry.at });
    return 'first';
  }
  if (copies.agent !== entry.agent) return 'vantage';
  const after = Math.abs(entry.at - copies.sentAt);
  const isCopyOfTap = Math.abs(after - (offsets.get(entry.agent) ?? Number.POSITIVE_INFINITY)) <= TAP_JITTER_SECONDS;
  if (after < REPEATS_AFTER_SECONDS || isCopyOfTap || !isSentAgain(entry)) return 'duplicate';
  copies.sentAt = entry.at;
  return 'retransmission';
}

/** Whether its sender ever repeats it. Over TCP and TLS only a 2xx to an INVITE (RFC 3261 13.3.1.4), its ACK, and a provisional answer (13.3.1.1, RFC 3262) are. */
function isSentAgain({ transport, method, status }: TimelineEntry): boolean {
  if (transport === 'udp' || transport === 'other') return true;
  if (status === undefined) return method === 'ACK';
  return method === 'INVITE' && status > 100 && status < 300;
}
