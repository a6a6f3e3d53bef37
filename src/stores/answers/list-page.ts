import type { CallPage, Deadline, RegistrationPage, StoredCall, StoredRegistration } from '../../core/index.ts';
import { encodeCursor, type PagePosition } from './cursor.ts';

/** What was found, or how far back the search has come without anything. */
export type SearchStep<T> = { readonly found: T } | { readonly searchedUntil: number };

/** A page before it has the name of what it lists. */
interface ListPage<T> {
  readonly found: readonly T[];
  readonly nextCursor?: string;
  readonly isPartial?: true;
}

/** The page made of the first `limit` that were found. There is a next page when one more was found, or when the deadline ended the search. */
function listPage<T extends PagePosition>(steps: Iterable<SearchStep<T>>, limit: number, deadline: Deadline): ListPage<T> {
  const found: T[] = [];
  let position: PagePosition | undefined;
  for (const step of steps) {
    if ('found' in step) {
      if (found.length === limit && position !== undefined) return { found, nextCursor: encodeCursor(position) };
      found.push(step.found);
      position = step.found;
    } else {
      // Before every id: the next page begins with what started earlier.
      position = { startedAt: step.searchedUntil, id: '' };
    }
    if (deadline()) return { found, nextCursor: encodeCursor(position), isPartial: true };
  }
  return { found };
}

/** The page of calls. */
export function callPage(steps: Iterable<SearchStep<StoredCall>>, limit: number, deadline: Deadline): CallPage {
  const { found: calls, ...rest } = listPage(steps, limit, deadline);
  return { calls, ...rest };
}

/** The page of registrations. */
export function registrationPage(steps: Iterable<SearchStep<StoredRegistration>>, limit: number, deadline: Deadline): RegistrationPage {
  const { found: registrations, ...rest } = listPage(steps, limit, deadline);
  return { registrations, ...rest };
}
