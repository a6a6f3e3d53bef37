import { WORDS } from '../words.ts';
import { count } from './numbers.ts';

/** Failed attempts of those that the share is of; the failed ones alone without a share. */
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
