import {
  isFailure,
  KpiCounter,
  NO_TRUNK,
  kpiBits,
  kpis,
  present,
  talkMicrosecondsOf,
  type CallRecord,
  type Kpis,
  type RegistrationRecord,
} from '../../core/index.ts';
import type { CapturedHops } from '../arrivals/half-captured.ts';
import { blamedLegs } from '../blamed-legs.ts';

/** More ways to fail than are told apart; further ones are counted together. */
const MAX_WAYS = 1000;
const OTHER = 'other';

/** Calls that failed in one way. */
export interface FailureWay {
  readonly calls: number;
  /** The id of the first of them. */
  readonly id: string;
  readonly cause?: string;
  /** What the failing hop answered. Absent when it answered nothing. */
  readonly code?: number;
  /** The hop that failed: its trunk, else its address. */
  readonly hop?: string;
}

/** What the calls of a capture have in common. */
export interface CallOutline {
  readonly calls: number;
  readonly registrations: number;
  /** By outcome; `open` those whose set-up is not over. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Answered calls whose end is not in the capture. */
  readonly open: number;
  readonly registrationOutcomes: Readonly<Record<string, number>>;
  /** When the first call or registration began, and the last one. Absent when there is none. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** The most frequent ones first. */
  readonly failures: readonly FailureWay[];
  readonly kpis: Kpis;
  /** Hops of all calls, and those whose INVITE or its answers are not in the capture. */
  readonly captured: CapturedHops;
}

/** Sums up calls one by one, in memory that does not grow with them. */
export class Outline {
  readonly #outcomes = new Map<string, number>();
  readonly #registrationOutcomes = new Map<string, number>();
  readonly #ways = new Map<string, FailureWay>();
  readonly #kpis = new KpiCounter();
  #calls = 0;
  #registrations = 0;
  #open = 0;
  #hops = 0;
  #lacking = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  addCall(record: CallRecord): void {
    this.#calls += 1;
    this.#note(record.startedAt);
    raise(this.#outcomes, record.outcome ?? 'open');
    if (record.outcome === 'answered' && record.state !== 'ended') this.#open += 1;
    const bits = kpiBits(record);
    this.#kpis.count(bits, 1, talkMicrosecondsOf(record, bits));
    if (isFailure(record)) this.#addFailure(record);
    this.#hops += record.legs.length;
    this.#lacking += record.anomalies.filter((one) => one === 'invite_not_captured' || one === 'answers_not_captured').length;
  }

  addRegistration({ startedAt, outcome }: RegistrationRecord): void {
    this.#registrations += 1;
    this.#note(startedAt);
    raise(this.#registrationOutcomes, outcome);
  }

  read(): CallOutline {
    return {
      calls: this.#calls,
      registrations: this.#registrations,
      outcomes: Object.fromEntries(this.#outcomes),
      open: this.#open,
      registrationOutcomes: Object.fromEntries(this.#registrationOutcomes),
      ...(this.#calls + this.#registrations === 0 ? {} : { firstAt: this.#firstAt, lastAt: this.#lastAt }),
      failures: [...this.#ways.values()].toSorted((a, b) => b.calls - a.calls),
      kpis: kpis(this.#kpis),
      captured: { hops: this.#hops, lacking: this.#lacking },
    };
  }

  #note(at: number): void {
    this.#firstAt = Math.min(this.#firstAt, at);
    this.#lastAt = Math.max(this.#lastAt, at);
  }

  #addFailure(record: CallRecord): void {
    const { id } = record;
    const { cause, code, hop } = wayOf(record);
    const known = [cause, code, hop].map((word) => word ?? '').join(' ');
    const key = this.#ways.has(known) || this.#ways.size < MAX_WAYS ? known : OTHER;
    const way = this.#ways.get(key);
    const named = key === OTHER ? {} : present({ cause, code, hop });
    this.#ways.set(key, way === undefined ? { calls: 1, id, ...named } : { ...way, calls: way.calls + 1 });
  }
}

/** What failed first: the hop that is to blame, not the proxy that passed it on. */
function wayOf(record: CallRecord): {
  readonly cause: string | undefined;
  readonly code: number | undefined;
  readonly hop: string | undefined;
} {
  const leg = blamedLegs(record)[0]?.leg;
  if (leg === undefined) return { cause: record.cause, code: record.hopCode ?? record.sipCode, hop: record.hopAddress };
  return { cause: leg.cause, code: leg.status, hop: leg.trunk === NO_TRUNK ? leg.address : leg.trunk };
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
