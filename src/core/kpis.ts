import type { CallRecord } from './records.ts';

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

/** What the counts need to know of a call. */
export type KpiCall = Pick<CallRecord, 'outcome' | 'ended' | 'sipCode' | 'hasRung' | 'isChallenged' | 'talkSeconds'>;

const EFFECTIVE = new Set([480, 486, 600, 603]);
const INEFFECTIVE = new Set([408, 500, 503, 504]);
const DELIVERED = new Set([486, 600, 603]);
const DELIVERED_AFTER_RINGING = new Set([480, 408, 487]);
const NO_CREDENTIALS = new Set([401, 402, 407]);
const REGULAR = new Set(['bye', 'transferred', 'replaced']);
/** Talk time is summed in millionths, so that sums are exact in any order. */
const UNIT = 1e6;

/** Counts that grow call by call. Calls whose set-up is still open are left out. */
export class KpiCounter implements KpiCounts {
  attempts = 0;
  challenged = 0;
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

  // Hot: per call of a rollup row and of its dimensions; nothing is allocated.
  /** Counts a call, or with -1 takes it back. */
  count(call: KpiCall, by: 1 | -1): void {
    if (call.outcome === undefined) return;
    const code = codeOf(call);
    this.attempts += by;
    if (INEFFECTIVE.has(code)) this.ineffective += by;
    if (call.isChallenged) {
      this.challenged += by;
      return;
    }
    if (isRedirected(code)) this.redirected += by;
    if (EFFECTIVE.has(code)) this.effective += by;
    if (isDelivered(code, call.hasRung)) this.delivered += by;
    if (call.outcome === 'answered') this.#countAnswered(call, by);
  }

  merge(other: KpiCounter): void {
    this.attempts += other.attempts;
    this.challenged += other.challenged;
    this.redirected += other.redirected;
    this.answered += other.answered;
    this.effective += other.effective;
    this.ineffective += other.ineffective;
    this.delivered += other.delivered;
    this.completed += other.completed;
    this.talked += other.talked;
    this.talkMicroseconds += other.talkMicroseconds;
  }

  #countAnswered(call: KpiCall, by: 1 | -1): void {
    this.answered += by;
    if (call.ended === undefined || !REGULAR.has(call.ended)) return;
    this.completed += by;
    if (call.talkSeconds === undefined) return;
    this.talked += by;
    this.talkMicroseconds += by * Math.round(call.talkSeconds * UNIT);
  }
}

/** Counts calls for the ratios. Calls whose set-up is still open are left out. */
export function countKpis(calls: Iterable<KpiCall>): KpiCounts {
  const counter = new KpiCounter();
  for (const call of calls) counter.count(call, 1);
  return counter;
}

/** What the caller saw; 0 when no final answer was seen. */
function codeOf(call: KpiCall): number {
  return call.outcome === 'answered' ? 200 : (call.sipCode ?? 0);
}

function isRedirected(code: number): boolean {
  return (code >= 300 && code <= 399) || NO_CREDENTIALS.has(code);
}

function isDelivered(code: number, hasRung: boolean): boolean {
  return code === 200 || DELIVERED.has(code) || (hasRung && DELIVERED_AFTER_RINGING.has(code));
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
