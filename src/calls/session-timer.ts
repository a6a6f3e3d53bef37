import type { TimelineEntry } from '../core/index.ts';

/** The session interval last agreed, and when (RFC 4028). */
export interface SessionTimer {
  readonly seconds: number;
  readonly refreshedAt: number;
}

/**
 * Reads the session timer of a dialog from its answer and from what refreshed it since, all in causal order, whatever hop showed it: a proxy may have asked for it in place of an end
 * that knows none. A 2xx to a refresh that names none on any hop switches it off (RFC 4028 10).
 */
export function readSessionTimer(successes: readonly TimelineEntry[], answer: TimelineEntry): SessionTimer | undefined {
  let refresh: string | undefined;
  // From the newest back: what was agreed before the last refresh decides nothing.
  for (let place = successes.length - 1; place >= 0; place -= 1) {
    const entry = successes[place];
    // Each side counts its own CSeq.
    if (entry === undefined || entry.at < answer.at || (entry.fromTag === answer.fromTag && entry.cseq < answer.cseq)) continue;
    const one = `${entry.fromTag ?? 0}|${entry.cseq}`;
    if (refresh !== undefined && one !== refresh) return undefined;
    refresh = one;
    if (entry.sessionExpiresSeconds !== undefined) return { seconds: entry.sessionExpiresSeconds, refreshedAt: entry.at };
  }
  return undefined;
}
