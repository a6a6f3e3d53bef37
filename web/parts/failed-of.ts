import { WORDS } from '../words.ts';
import { count } from './numbers.ts';

/** How many attempts failed of those that a share is of; alone where there is none. */
export function failedOf({
  failed,
  tried,
  failedRatio,
}: {
  readonly failed?: number;
  readonly tried?: number;
  readonly failedRatio?: number;
}): string {
  const all = failedRatio === undefined ? undefined : count(tried);
  return all === undefined ? (count(failed) ?? '') : WORDS.failedOf(count(failed) ?? '', all);
}
