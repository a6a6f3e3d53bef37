import type { TimelineEntry } from '../core/index.ts';
import { isSuccess } from './round.ts';
import type { Sight } from './seen.ts';

/** The session interval last agreed, and when (RFC 4028). */
export interface SessionTimer {
  readonly seconds: number;
  readonly refreshedAt: number;
}

/**
 * Reads the session timer of a dialog from its answer and from what refreshed it since, whatever hop showed it: a proxy may have asked for it in place of an end
 * that knows none. A 2xx to a refresh that names none on any hop switches it off (RFC 4028 10).
 */
export function readSessionTimer(sights: readonly Sight[], answer: TimelineEntry): SessionTimer | undefined {
  let timer: SessionTimer | undefined;
  let refresh: string | undefined;
  for (const { entry, kind } of sights) {
    const refreshes = kind === 'first' && isSuccess(entry) && (entry.method === 'INVITE' || entry.method === 'UPDATE');
    // Each side counts its own CSeq.
    if (!refreshes || entry.at < answer.at || (entry.fromTag === answer.fromTag && entry.cseq < answer.cseq)) continue;
    const one = `${entry.fromTag ?? 0}|${entry.cseq}`;
    if (one !== refresh) timer = undefined;
    refresh = one;
    if (entry.sessionExpiresSeconds !== undefined) timer = { seconds: entry.sessionExpiresSeconds, refreshedAt: entry.at };
  }
  return timer;
}
