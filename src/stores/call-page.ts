import type { CallPage, Deadline, StoredCall } from '../core/index.ts';
import { encodeCursor, type PagePosition } from './cursor.ts';

/** A call that was found, or how far back the search has come without one. */
export type SearchStep = { readonly call: StoredCall } | { readonly searchedUntil: number };

/** The page made of the first `limit` calls found. There is a next page when one more was found, or when the deadline ended the search. */
export function callPage(steps: Iterable<SearchStep>, limit: number, deadline: Deadline): CallPage {
  const calls: StoredCall[] = [];
  let position: PagePosition | undefined;
  for (const step of steps) {
    if ('call' in step) {
      if (calls.length === limit && position !== undefined) return { calls, nextCursor: encodeCursor(position) };
      calls.push(step.call);
      position = step.call;
    } else {
      // Before every id: the next page begins with what started earlier.
      position = { startedAt: step.searchedUntil, id: '' };
    }
    if (deadline()) return { calls, nextCursor: encodeCursor(position), isPartial: true };
  }
  return { calls };
}
