import type { TimelineEntry } from '../core/index.ts';
import type { Placed } from './order.ts';
import type { Sight, SightKind } from './seen.ts';

/** Equal bytes on the same path from the same agent within this time are one packet captured twice (real stacks fire T1 a little early). */
const DUPLICATE_WINDOW_SECONDS = 0.1;

interface Copies {
  /** The agent whose capture counts; the others are further vantages. */
  readonly agent: string;
  lastAt: number;
}

/** Tells first sights from capture duplicates, retransmissions and second vantages. Takes and keeps the causal order. */
export function classifySights(ordered: readonly Placed[]): readonly Sight[] {
  const known = new Map<string, Copies>();
  return ordered.map(({ seen, branch }) => ({ seen, entry: seen.entry, branch, kind: classify(seen.entry, branch, known) }));
}

function classify(entry: TimelineEntry, branch: number, known: Map<string, Copies>): SightKind {
  const key = identity(entry, branch);
  const copies = known.get(key);
  if (copies === undefined) {
    known.set(key, { agent: entry.agent, lastAt: entry.at });
    return 'first';
  }
  if (copies.agent !== entry.agent) return 'vantage';
  const isDuplicate = Math.abs(entry.at - copies.lastAt) < DUPLICATE_WINDOW_SECONDS;
  copies.lastAt = entry.at;
  return isDuplicate ? 'duplicate' : 'retransmission';
}

/** What is the same for every capture and every repetition of one message on one hop. */
function identity(entry: TimelineEntry, branch: number): string {
  // An ACK to a 2xx repeats whenever the 2xx does; without a branch the path has to tell hops apart.
  const path = branch === 0 ? `${entry.src}>${entry.dst}` : '';
  const tags = entry.status === undefined ? (entry.fromTag ?? '') : `${entry.fromTag ?? ''};${entry.toTag ?? ''}`;
  return `${entry.method}|${entry.status ?? ''}|${entry.cseq}|${branch}|${tags}|${path}`;
}
