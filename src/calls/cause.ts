import type { Cause, Outcome, TimelineEntry } from '../core/index.ts';

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

/**
 * The whole table of RFC 3398 8.2.6.1: the cause of the status that a Q.850 cause is mapped to there. 18 and 19 say nobody answered, 21 that he declined.
 * 16 and 31 are normal and say nothing.
 */
const BY_Q850: { readonly [cause: number]: Cause } = {
  1: 'unallocated',
  2: 'unallocated',
  3: 'unallocated',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  20: 'unavailable',
  21: 'declined',
  22: 'unavailable',
  23: 'unavailable',
  26: 'unallocated',
  27: 'server_error',
  28: 'incomplete',
  29: 'server_error',
  34: 'congestion',
  38: 'congestion',
  41: 'congestion',
  42: 'congestion',
  47: 'congestion',
  55: 'forbidden',
  57: 'forbidden',
  58: 'congestion',
  65: 'media',
  70: 'media',
  79: 'server_error',
  87: 'forbidden',
  88: 'congestion',
  102: 'no_response',
  111: 'server_error',
  127: 'server_error',
};

/**
 * Refines a cause by the Q.850 cause of a Reason header (RFC 3326). The outcome stays. `no_answer` contradicts a call that has not
 * rung: then the status says why.
 */
export function refineCause(cause: Cause, q850: number | undefined, hasRung = true): Cause {
  const told = q850 === undefined ? undefined : BY_Q850[q850];
  return told === undefined || (told === 'no_answer' && !hasRung) ? cause : told;
}

/** Whether a CANCEL says that the call was taken elsewhere: `SIP;cause=200` (RFC 3326 3.1), or Q.850 26, non-selected user clearing. */
export function isElsewhere({ reasonSip, reasonQ850 }: Pick<TimelineEntry, 'reasonSip' | 'reasonQ850'>): boolean {
  return reasonSip === 200 || reasonQ850 === 26;
}
