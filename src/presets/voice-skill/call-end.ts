import type { Cause, Outcome } from '../../core/index.ts';

/** How a call ended that its program tells in its own words. */
export interface CallEnd {
  readonly outcome: Outcome;
  readonly cause: Cause;
}

const COMPLETED: CallEnd = { outcome: 'answered', cause: 'normal' };
/** End of a call that was reported without an outcome. */
const UNTOLD: CallEnd = { outcome: 'unknown', cause: 'other' };

/** The statuses of voice-skill and of Twilio's callbacks, in any case and with `_` or `-`. */
const END_OF: Readonly<Record<string, CallEnd>> = {
  completed: COMPLETED,
  success: COMPLETED,
  ended: COMPLETED,
  cancelled: { outcome: 'cancelled', cause: 'cancelled' },
  canceled: { outcome: 'cancelled', cause: 'cancelled' },
  timeout: { outcome: 'unknown', cause: 'no_response' },
  busy: { outcome: 'busy', cause: 'busy' },
  'no-answer': { outcome: 'no_answer', cause: 'no_answer' },
  rejected: { outcome: 'rejected', cause: 'declined' },
};

/** Statuses of a call that is not over: beside an end they say nothing. */
const GOING_ON: ReadonlySet<string> = new Set(['', 'active', 'queued', 'initiated', 'ringing', 'in-progress', 'answered']);

/** What an error that is told as a text is about; the first that fits. */
const CAUSES: readonly (readonly [RegExp, Cause])[] = [
  [/time.?out|timed.?out/i, 'no_response'],
  [/hang.?up|hung.?up|user_/i, 'declined'],
  [/network|connect|socket|dns|reset|unreachable|refused/i, 'unavailable'],
  [/api|openai|twilio|http|auth|token|quota|rate.?limit|model|server|[45]\d\d/i, 'server_error'],
];

/** Reads the outcome of a call from the status and the error of its end: unknown without either; an unlisted status is a failure. */
export function callEnd(status: string | undefined, error: string | undefined): CallEnd {
  const word = (status ?? '').trim().toLowerCase().replaceAll('_', '-');
  if (Object.hasOwn(END_OF, word)) return END_OF[word] ?? UNTOLD;
  if (GOING_ON.has(word) && (error ?? '') === '') return UNTOLD;
  return { outcome: 'failed', cause: CAUSES.find(([about]) => about.test(error ?? ''))?.[1] ?? 'other' };
}
