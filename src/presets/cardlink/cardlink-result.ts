import type { Success } from '../../core/index.ts';

/** CardLink's words for what either works or does not. */
export const RESULT = ['success', 'failure'] as const;

/** Its word for an outcome. */
export function resultOf(outcome: Success): (typeof RESULT)[number] {
  return outcome === 'ok' ? 'success' : 'failure';
}
