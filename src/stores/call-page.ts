import type { CallPage, StoredCall } from '../core/index.ts';
import { encodeCursor } from './cursor.ts';

/** The page made of the first `limit` of these calls. There is a next page when one more was found. */
export function callPage(found: readonly StoredCall[], limit: number): CallPage {
  const calls = found.slice(0, limit);
  const last = calls.at(-1);
  return found.length > limit && last !== undefined ? { calls, nextCursor: encodeCursor(last) } : { calls };
}
