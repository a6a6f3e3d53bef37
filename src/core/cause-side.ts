import type { Cause } from './call-words.ts';

/** Sides that a failed call can be blamed on. */
export const CAUSE_SIDE = ['network', 'callee', 'caller'] as const;
export type CauseSide = (typeof CAUSE_SIDE)[number];

/** Side of each cause. Undefined for causes of answered calls, and for `elsewhere`. */
const SIDE: { readonly [K in Cause]: CauseSide | undefined } = {
  normal: undefined,
  busy: 'callee',
  no_answer: 'callee',
  unavailable: 'callee',
  unallocated: 'caller',
  incomplete: 'caller',
  declined: 'callee',
  blocked: 'callee',
  auth: 'caller',
  forbidden: 'caller',
  media: 'callee',
  loop: 'network',
  congestion: 'network',
  no_response: 'network',
  server_error: 'network',
  elsewhere: undefined,
  cancelled: 'caller',
  session_expired: undefined,
  transferred: undefined,
  other: 'network',
};

/** Returns the side of a cause. Undefined for a cause without a side, and for any other text. */
export function sideOfCause(cause: string | undefined): CauseSide | undefined {
  return Object.entries(SIDE).find(([name]) => name === cause)?.[1];
}
