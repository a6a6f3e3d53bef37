import type { CallRecord } from '../core/index.ts';

/** What the ratios are made of: counts of calls whose set-up is over, and the talk time of those that ended regularly. */
export interface KpiCounts {
  readonly attempts: number;
  /** Ended in an authentication challenge: outside the denominators of SER, SEER, ASR and NER. */
  readonly challenged: number;
  /** Not challenged and the caller saw a 3xx, 401, 402 or 407: outside the denominators of SER and SEER. */
  readonly redirected: number;
  readonly answered: number;
  /** The caller saw 480, 486, 600 or 603. */
  readonly effective: number;
  /** The caller saw 408, 500, 503 or 504. */
  readonly ineffective: number;
  /** The network did its part: 2xx, 486, 600, 603, and 480, 408, 487 after ringing. */
  readonly delivered: number;
  /** Answered and ended by a BYE, a transfer or a replacement. */
  readonly completed: number;
  /** Answered calls whose talk time is known, and that time. */
  readonly talked: number;
  readonly talkSeconds: number;
}

/** The ratios of RFC 6076 and of telephony. Each is absent when its denominator is 0. */
export interface Kpis {
  /** Session Establishment Ratio (RFC 6076 4.6). */
  readonly ser?: number;
  /** Session Establishment Effectiveness Ratio (RFC 6076 4.7). */
  readonly seer?: number;
  /** Ineffective Session Attempts (RFC 6076 4.8), ring timeouts included. */
  readonly isa?: number;
  /** Session Completion Ratio (RFC 6076 4.9). */
  readonly scr?: number;
  /** Answer-seizure ratio. */
  readonly asr?: number;
  /** Network effectiveness ratio. */
  readonly ner?: number;
  /** Average call duration: talk time over calls that ended regularly. */
  readonly acdSeconds?: number;
}

type Counted = Pick<CallRecord, 'outcome' | 'ended' | 'sipCode' | 'hasRung' | 'isChallenged' | 'talkSeconds'>;

const EFFECTIVE = new Set([480, 486, 600, 603]);
const INEFFECTIVE = new Set([408, 500, 503, 504]);
const DELIVERED = new Set([486, 600, 603]);
const DELIVERED_AFTER_RINGING = new Set([480, 408, 487]);
const NO_CREDENTIALS = new Set([401, 402, 407]);
const REGULAR = new Set(['bye', 'transferred', 'replaced']);

/** Counts calls for the ratios. Calls whose set-up is still open are left out. */
export function countKpis(calls: Iterable<Counted>): KpiCounts {
  const attempts = [...calls].filter((call) => call.outcome !== undefined);
  const offered = attempts.filter((call) => !call.isChallenged);
  const completed = offered.filter((call) => call.outcome === 'answered' && call.ended !== undefined && REGULAR.has(call.ended));
  const talks = completed.flatMap((call) => call.talkSeconds ?? []);
  return {
    attempts: attempts.length,
    challenged: attempts.length - offered.length,
    redirected: offered.filter(isRedirected).length,
    answered: offered.filter((call) => call.outcome === 'answered').length,
    effective: offered.filter((call) => EFFECTIVE.has(codeOf(call))).length,
    ineffective: attempts.filter((call) => INEFFECTIVE.has(codeOf(call))).length,
    delivered: offered.filter(isDelivered).length,
    completed: completed.length,
    talked: talks.length,
    talkSeconds: talks.reduce((sum, seconds) => sum + seconds, 0),
  };
}

/** What the caller saw; 0 when no final answer was seen. */
function codeOf(call: Counted): number {
  return call.outcome === 'answered' ? 200 : (call.sipCode ?? 0);
}

function isRedirected(call: Counted): boolean {
  const code = codeOf(call);
  return (code >= 300 && code <= 399) || NO_CREDENTIALS.has(code);
}

function isDelivered(call: Counted): boolean {
  const code = codeOf(call);
  return code === 200 || DELIVERED.has(code) || (call.hasRung && DELIVERED_AFTER_RINGING.has(code));
}

/** The ratios of these counts. */
export function kpis(counts: KpiCounts): Kpis {
  const offered = counts.attempts - counts.challenged;
  const established = offered - counts.redirected;
  const all = {
    ser: ratio(counts.answered, established),
    seer: ratio(counts.answered + counts.effective, established),
    isa: ratio(counts.ineffective, counts.attempts),
    scr: ratio(counts.completed, counts.attempts),
    asr: ratio(counts.answered, offered),
    ner: ratio(counts.delivered, offered),
    acdSeconds: ratio(counts.talkSeconds, counts.talked),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Rounded to 1e-6, as all times and ratios are. */
function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.round((part / whole) * 1e6) / 1e6;
}
