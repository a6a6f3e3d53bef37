import { isFailure } from './is-failure.ts';
import type { CallLeg } from './records.ts';
import { Sketch, type Distribution } from './sketch.ts';

/**
 * Result of one attempt to send a call to a next hop. `delivered`: the callee was reached and did not answer. `given_up`: cancelled before it rang. `elsewhere`:
 * another branch was answered. The last three of them say nothing of the hop and are in no share.
 */
export type HopResult = 'answered' | 'delivered' | 'failed' | 'given_up' | 'challenged' | 'redirected' | 'elsewhere';

/** Fields that decide the result of a hop. */
export type HopAttempt = Pick<CallLeg, 'outcome' | 'cause' | 'status' | 'ringingAt'>;

/** Reads what came of a hop by its own answers. `isChallenged`: its call ended in a challenge or with refused credentials. */
export function hopResult({ outcome, cause, status, ringingAt }: HopAttempt, isChallenged: boolean): HopResult {
  if (outcome === 'answered') return 'answered';
  if (status === 401 || status === 407 || (status === 403 && isChallenged)) return 'challenged';
  if (outcome === 'redirected') return 'redirected';
  if (cause === 'elsewhere') return 'elsewhere';
  if (isFailure({ outcome, cause, isChallenged: false, ...(status === undefined ? {} : { sipCode: status }) })) return 'failed';
  return outcome === 'cancelled' && ringingAt === undefined ? 'given_up' : 'delivered';
}

/** Tally of attempts to send calls to next hops: counts by result, and calls that a later choice carried. Tallies of parts merge into that of the whole. */
export class HopTally {
  readonly #results = new Map<HopResult, number>();
  #failedCalls = 0;
  #firstFailedAt: number | undefined;
  #lastFailedAt: number | undefined;
  #delays: Sketch | undefined;

  /** Attempts, each hop once: a call that tried it twice has two. */
  get attempts(): number {
    return [...this.#results.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Attempts that the shares are made of. */
  get tried(): number {
    return this.attempts - this.of('challenged') - this.of('redirected') - this.of('elsewhere');
  }

  /** Attempts that reached the callee, answered or not. */
  get delivered(): number {
    return this.of('answered') + this.of('delivered');
  }

  /** Calls that had a failed attempt here and failed in the end. */
  get failedCalls(): number {
    return this.#failedCalls;
  }

  /** When the first call began that had a failed attempt here. Undefined without any. */
  get firstFailedAt(): number | undefined {
    return this.#firstFailedAt;
  }

  get lastFailedAt(): number | undefined {
    return this.#lastFailedAt;
  }

  /** Calls whose first attempt here failed and that a later choice carried. */
  get carriedLater(): number {
    return this.#delays?.count ?? 0;
  }

  /** Seconds from the INVITE of that first attempt to that of the later choice. Undefined without any. */
  get carriedLaterDelay(): Distribution | undefined {
    return this.#delays?.distribution();
  }

  /** Attempts with this result. */
  of(result: HopResult): number {
    return this.#results.get(result) ?? 0;
  }

  /** Counts an attempt. */
  count(result: HopResult, attempts = 1): void {
    this.#results.set(result, this.of(result) + attempts);
  }

  /** Notes a call that had a failed attempt here, once. */
  noteFailed(startedAt: number, isFailedCall: boolean): void {
    if (isFailedCall) this.#failedCalls += 1;
    this.#firstFailedAt = Math.min(this.#firstFailedAt ?? startedAt, startedAt);
    this.#lastFailedAt = Math.max(this.#lastFailedAt ?? startedAt, startedAt);
  }

  /** Counts a call that a later choice carried, with the seconds that it took until that was made. Undefined: none did. */
  carryLater(seconds: number | undefined): void {
    if (seconds === undefined) return;
    this.#delays ??= new Sketch();
    this.#delays.add(seconds);
  }

  /** Adds all of another tally. */
  merge(other: HopTally): void {
    for (const [result, attempts] of other.#results) this.count(result, attempts);
    for (const at of [other.#firstFailedAt, other.#lastFailedAt]) if (at !== undefined) this.noteFailed(at, false);
    this.#failedCalls += other.#failedCalls;
    if (other.#delays === undefined) return;
    this.#delays ??= new Sketch();
    this.#delays.merge(other.#delays);
  }
}
