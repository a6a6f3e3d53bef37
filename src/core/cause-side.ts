import type { Cause } from './call-words.ts';

/** Whose doing it is that calls do not come about: of the network on the way, of who is called, of who calls. */
export const CAUSE_SIDE = ['network', 'callee', 'caller'] as const;
export type CauseSide = (typeof CAUSE_SIDE)[number];

/** Undefined for what says how an answered call ended, or that it was taken elsewhere. */
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

/** Whose doing a cause is. Undefined for one that is nobody's, and for a text that is no cause. */
export function sideOfCause(cause: string | undefined): CauseSide | undefined {
  return Object.entries(SIDE).find(([name]) => name === cause)?.[1];
}
