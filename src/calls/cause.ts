import type { Cause, Outcome } from '../core/index.ts';

/** What a final answer of set-up means. */
export interface SetUpResult {
  readonly outcome: Outcome;
  readonly cause: Cause;
}

export function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}

const BY_STATUS: { readonly [status: number]: SetUpResult } = {
  401: { outcome: 'rejected', cause: 'auth' },
  402: { outcome: 'rejected', cause: 'forbidden' },
  403: { outcome: 'rejected', cause: 'forbidden' },
  404: { outcome: 'rejected', cause: 'unallocated' },
  407: { outcome: 'rejected', cause: 'auth' },
  408: { outcome: 'failed', cause: 'no_response' },
  410: { outcome: 'rejected', cause: 'unavailable' },
  415: { outcome: 'rejected', cause: 'media' },
  480: { outcome: 'rejected', cause: 'unavailable' },
  482: { outcome: 'failed', cause: 'loop' },
  483: { outcome: 'failed', cause: 'loop' },
  484: { outcome: 'rejected', cause: 'incomplete' },
  486: { outcome: 'busy', cause: 'busy' },
  487: { outcome: 'cancelled', cause: 'cancelled' },
  488: { outcome: 'rejected', cause: 'media' },
  503: { outcome: 'failed', cause: 'congestion' },
  504: { outcome: 'failed', cause: 'no_response' },
  600: { outcome: 'busy', cause: 'busy' },
  603: { outcome: 'rejected', cause: 'declined' },
  604: { outcome: 'rejected', cause: 'unallocated' },
  606: { outcome: 'rejected', cause: 'media' },
  607: { outcome: 'rejected', cause: 'blocked' },
  608: { outcome: 'rejected', cause: 'blocked' },
};

/** Outcome and cause of a final answer; 408 and 480 after ringing are nobody answering. */
export function setUpResult(status: number, hasRung: boolean): SetUpResult {
  if (status >= 200 && status < 300) return { outcome: 'answered', cause: 'normal' };
  if (hasRung && (status === 408 || status === 480)) return { outcome: 'no_answer', cause: 'no_answer' };
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  if (status < 400) return { outcome: 'redirected', cause: 'other' };
  if (status < 500) return { outcome: 'rejected', cause: 'other' };
  if (status < 600) return { outcome: 'failed', cause: 'server_error' };
  return { outcome: 'rejected', cause: 'declined' };
}

const BY_Q850: { readonly [cause: number]: Cause } = {
  1: 'unallocated',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  20: 'unavailable',
  21: 'declined',
  28: 'incomplete',
  34: 'congestion',
  38: 'congestion',
  42: 'congestion',
};

/** The cause after what a Reason header with a Q.850 cause adds (RFC 3326). It never changes the outcome. */
export function refineCause(cause: Cause, q850: number | undefined): Cause {
  if (q850 === undefined) return cause;
  return BY_Q850[q850] ?? cause;
}
