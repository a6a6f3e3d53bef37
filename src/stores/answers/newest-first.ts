import type { PagePosition } from './cursor.ts';

/** The order of every list of calls and registrations: by start, then by id, the greatest first. */
export function newestFirst(a: PagePosition, b: PagePosition): number {
  if (a.startedAt !== b.startedAt) return b.startedAt - a.startedAt;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}
