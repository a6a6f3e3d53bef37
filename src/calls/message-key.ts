import type { TimelineEntry } from '../core/index.ts';

/** Sooner than this nothing is sent again: 0.8*T1 (RFC 3261 17.1.1.2), since real stacks fire T1 a little early. */
export const REPEATS_AFTER_SECONDS = 0.4;

/** What is the same for every capture and every repetition of one message on one hop. */
export function messageKey(entry: TimelineEntry, branch: number): string {
  // An ACK to a 2xx repeats whenever the 2xx does; without a branch the path has to tell hops apart.
  const path = branch === 0 ? `${entry.src}>${entry.dst}` : '';
  const tags = entry.status === undefined ? (entry.fromTag ?? '') : `${entry.fromTag ?? ''};${entry.toTag ?? ''}`;
  // A transaction has one request and one final answer; of provisional answers to it there may be many, told apart by their bytes alone.
  const content = entry.status !== undefined && entry.status > 100 && entry.status < 200 ? entry.contentHash : '';
  return `${entry.method}|${entry.status ?? ''}|${entry.cseq}|${branch}|${tags}|${path}|${content}`;
}
