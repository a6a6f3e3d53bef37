import type { Ended } from './call-words.ts';
import type { CallRecord } from './records.ts';

/** What the ratios are made of: counts of calls whose set-up is over, and the talk time of those that ended regularly. */
export interface KpiCounts {
  readonly attempts: number;
  /** Ended in an authentication challenge or with refused credentials: outside the denominators of SER, SEER, ASR and NER. */
  readonly challenged: number;
  /** Not challenged and the caller saw a 3xx, 401, 402 or 407: outside the denominators of SER and SEER. */
  readonly deferred: number;
  /** Ended with a 3xx that nobody followed: outside the denominators of ASR and NER too. */
  readonly redirected: number;
  readonly answered: number;
  /** The caller saw 480, 486, 600 or 603. */
  readonly effective: number;
  /** The caller saw 408, 500, 503 or 504, or nothing at all, which he takes as a 408 (RFC 3261 8.1.3.1). */
  readonly ineffective: number;
  /** The network did its part: 2xx, 486, 600, 603, and 480, 408, 487 after ringing. */
  readonly delivered: number;
  /** Answered and ended by a BYE that was answered, by a transfer or a replacement (RFC 6076 4.9). */
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
  /** Share of the attempts that ended with a 3xx that nobody followed. */
  readonly redirectRatio?: number;
  /** Answer-seizure ratio. */
  readonly asr?: number;
  /** Network effectiveness ratio. */
  readonly ner?: number;
  /** Average call duration: talk time over calls that ended regularly. */
  readonly acdSeconds?: number;
}

/** What the counts need to know of a call. */
export type KpiCall = Pick<
  CallRecord,
  'outcome' | 'cause' | 'ended' | 'sipCode' | 'hasRung' | 'isChallenged' | 'isAnswerOnly' | 'isCompleted' | 'talkSeconds'
>;

const EFFECTIVE = new Set([480, 486, 600, 603]);
const INEFFECTIVE = new Set([408, 500, 503, 504]);
const DELIVERED = new Set([486, 600, 603]);
const DELIVERED_AFTER_RINGING = new Set([480, 408, 487]);
const NO_CREDENTIALS = new Set([401, 402, 407]);
const REGULAR: ReadonlySet<Ended> = new Set(['bye', 'transferred', 'replaced']);
/** What a call counts as, one bit each. */
const BIT = {
  attempts: 1,
  challenged: 2,
  deferred: 4,
  answered: 8,
  effective: 16,
  ineffective: 32,
  delivered: 64,
  completed: 128,
  talked: 256,
  redirected: 512,
} as const;
/** The first bit that stands for none of these counts. */
export const FREE_KPI_BIT = 1024;
/** Talk time is summed in millionths, so that sums are exact in any order. */
const UNIT = 1e6;

/** Counts that grow call by call. Calls whose set-up is still open are left out. */
export class KpiCounter implements KpiCounts {
  attempts = 0;
  challenged = 0;
  deferred = 0;
  redirected = 0;
  answered = 0;
  effective = 0;
  ineffective = 0;
  delivered = 0;
  completed = 0;
  talked = 0;
  talkMicroseconds = 0;

  get talkSeconds(): number {
    return this.talkMicroseconds / UNIT;
  }

  // Hot: per call of a rollup row and of its dimensions; without a branch for each count.
  /** Counts so many calls of the same `kpiBits` and the sum of their `talkMicrosecondsOf`; takes them back when both are negative. */
  count(bits: number, calls: number, talkMicroseconds: number): void {
    this.attempts += calls * (bits & 1);
    this.challenged += calls * ((bits >>> 1) & 1);
    this.deferred += calls * ((bits >>> 2) & 1);
    this.answered += calls * ((bits >>> 3) & 1);
    this.effective += calls * ((bits >>> 4) & 1);
    this.ineffective += calls * ((bits >>> 5) & 1);
    this.delivered += calls * ((bits >>> 6) & 1);
    this.completed += calls * ((bits >>> 7) & 1);
    this.talked += calls * ((bits >>> 8) & 1);
    this.redirected += calls * ((bits >>> 9) & 1);
    this.talkMicroseconds += talkMicroseconds;
  }

  merge(other: KpiCounter): void {
    this.attempts += other.attempts;
    this.challenged += other.challenged;
    this.deferred += other.deferred;
    this.redirected += other.redirected;
    this.answered += other.answered;
    this.effective += other.effective;
    this.ineffective += other.ineffective;
    this.delivered += other.delivered;
    this.completed += other.completed;
    this.talked += other.talked;
    this.talkMicroseconds += other.talkMicroseconds;
  }
}

/** Bits of the counts that a call is in: none while its set-up is open, nor when only its answers were captured. */
export function kpiBits(call: KpiCall): number {
  if (call.outcome === undefined || call.isAnswerOnly === true) return 0;
  const code = codeOf(call);
  const offered = BIT.attempts | (INEFFECTIVE.has(code) ? BIT.ineffective : 0);
  if (call.isChallenged) return offered | BIT.challenged;
  return (
    offered |
    (isDeferred(code) ? BIT.deferred : 0) |
    (call.outcome === 'redirected' ? BIT.redirected : 0) |
    (EFFECTIVE.has(code) ? BIT.effective : 0) |
    (isDelivered(code, call.hasRung) ? BIT.delivered : 0) |
    (call.outcome === 'answered' ? answeredBits(call) : 0)
  );
}

function answeredBits({ ended, isCompleted, talkSeconds }: KpiCall): number {
  if (!isRegular(ended)) return BIT.answered;
  return BIT.answered | (isCompleted ? BIT.completed : 0) | (talkSeconds === undefined ? 0 : BIT.talked);
}

/** Whether a call ended as its parties wanted: its talk time counts. */
export function isRegular(ended: Ended | undefined): boolean {
  return ended !== undefined && REGULAR.has(ended);
}

/** The talk time that counts, in whole microseconds; 0 when none does. */
export function talkMicrosecondsOf({ talkSeconds = 0 }: KpiCall, bits: number): number {
  return (bits & BIT.talked) === 0 ? 0 : Math.round(talkSeconds * UNIT);
}

/** Counts calls for the ratios. Calls whose set-up is still open are left out. */
export function countKpis(calls: Iterable<KpiCall>): KpiCounts {
  const counter = new KpiCounter();
  for (const call of calls) {
    const bits = kpiBits(call);
    counter.count(bits, 1, talkMicrosecondsOf(call, bits));
  }
  return counter;
}

/** What the caller saw; 0 when no final answer was seen. */
function codeOf(call: KpiCall): number {
  if (call.outcome === 'answered') return 200;
  return call.sipCode ?? (isTimedOut(call) ? 408 : 0);
}

/** Nobody answered: the caller treats it as a 408 (RFC 3261 8.1.3.1). */
export function isTimedOut({ outcome, cause, sipCode }: Pick<KpiCall, 'outcome' | 'cause' | 'sipCode'>): boolean {
  return outcome === 'failed' && cause === 'no_response' && sipCode === undefined;
}

function isDeferred(code: number): boolean {
  return (code >= 300 && code <= 399) || NO_CREDENTIALS.has(code);
}

function isDelivered(code: number, hasRung: boolean): boolean {
  return code === 200 || DELIVERED.has(code) || (hasRung && DELIVERED_AFTER_RINGING.has(code));
}

/** The ratios of these counts. */
export function kpis(counts: KpiCounts): Kpis {
  const offered = counts.attempts - counts.challenged;
  const invited = offered - counts.deferred;
  const seized = offered - counts.redirected;
  const all = {
    ser: ratio(counts.answered, invited),
    seer: ratio(counts.answered + counts.effective, invited),
    isa: ratio(counts.ineffective, counts.attempts),
    scr: ratio(counts.completed, counts.attempts),
    redirectRatio: ratio(counts.redirected, counts.attempts),
    asr: ratio(counts.answered, seized),
    ner: ratio(counts.delivered, seized),
    acdSeconds: ratio(counts.talkSeconds, counts.talked),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Rounded to 1e-6, as all times and ratios are. */
function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.round((part / whole) * 1e6) / 1e6;
}
