import type { CallStore, Window } from './store.ts';

/** The share of a window that may have passed before the first call is known of. */
const MISSING_SHARE = 0.1;

/**
 * Whether a window may be compared with another: calls were observed already when it began. That is so when one is known that began within a tenth of it or, at
 * most its length, before it. A store that only began in its midst says nothing of the whole of it.
 */
export async function isCovered(store: CallStore, { since, until }: Window): Promise<boolean> {
  const length = until - since;
  const begin = { since: since - length, until: since + MISSING_SHARE * length };
  const { calls } = await store.listCalls({ ...begin, limit: 1 });
  if (calls.length > 0) return true;
  // Counts are kept for longer than the calls themselves.
  return (await store.summarize(begin)).value.total.attempts > 0;
}
