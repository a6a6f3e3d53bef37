import fc from 'fast-check';

/** The answers of one callee to an INVITE, in seconds from when it came. */
export interface BranchPlan {
  /** `media`: a 183 with SDP. */
  readonly ring: 'none' | 'ringing' | 'progress' | 'media';
  readonly ringAfter: number;
  readonly finalAfter: number;
  /** `silent`: no final answer. `dead`: no answer at all. */
  readonly final: number | 'silent' | 'dead';
}

/** A request within the dialog. */
export interface WithinPlan {
  readonly kind: 'reinvite' | 'refused reinvite' | 'info';
  readonly isOfCaller: boolean;
  readonly after: number;
}

export interface ByePlan {
  readonly isOfCaller: boolean;
  readonly after: number;
  readonly kind: 'answered' | 'challenged' | 'unanswered' | 'repeated' | 'gone';
}

/** The course of one generated dialog. */
export interface Plan {
  readonly proxies: 0 | 1 | 2;
  readonly challenges: readonly ('proxy' | 'callee' | 'interval')[];
  /** The caller does not answer the last challenge. */
  readonly isGivenUp: boolean;
  /** Nothing comes after the first 100. */
  readonly isHung: boolean;
  readonly isSerial: boolean;
  /** Callees that answer do so at the same time; the caller keeps the first one of them, or the last. */
  readonly isRace: boolean;
  readonly keepsFirst: boolean;
  readonly branches: readonly BranchPlan[];
  /** `crossing`: just before the final answer of the first callee reaches the caller. */
  readonly cancelAfter: number | 'crossing' | undefined;
  readonly inviteRepeats: 0 | 1 | 2;
  readonly ackAfter: number;
  /** The caller sends a PRACK for the 18x (RFC 3262), and ends the early dialog by a BYE in place of a CANCEL (RFC 3261 15). */
  readonly isReliable: boolean;
  readonly endsByBye: boolean;
  readonly within: readonly WithinPlan[];
  readonly bye: ByePlan | undefined;
}

/** Whole milliseconds, in seconds. */
const time = (minMs: number, maxMs: number): fc.Arbitrary<number> => fc.integer({ min: minMs, max: maxMs }).map((ms) => ms / 1000);
const chance = (percent: number): fc.Arbitrary<boolean> => fc.integer({ min: 0, max: 99 }).map((value) => value < percent);
const oneOf = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const FINALS = [
  200, 200, 200, 200, 202, 302, 400, 403, 404, 410, 480, 480, 484, 486, 486, 488, 500, 502, 503, 504, 600, 603, 604, 606,
] as const;

const branch: fc.Arbitrary<BranchPlan> = fc.record({
  ring: oneOf('none', 'ringing', 'ringing', 'progress', 'media'),
  ringAfter: time(20, 900),
  finalAfter: time(1000, 6000),
  final: fc.oneof({ weight: 24, arbitrary: oneOf(...FINALS) }, { weight: 1, arbitrary: oneOf<'silent' | 'dead'>('silent', 'dead') }),
});

const bye: fc.Arbitrary<ByePlan> = fc.record({
  isOfCaller: fc.boolean(),
  after: time(100, 5000),
  kind: oneOf('answered', 'answered', 'answered', 'challenged', 'repeated', 'gone', 'unanswered'),
});

/** Dialogs of all kinds that RFC 3261 allows and that finish soon. */
export const arbitraryPlan: fc.Arbitrary<Plan> = fc.record({
  proxies: oneOf(0, 1, 1, 2),
  challenges: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(oneOf('proxy', 'callee', 'interval'), { minLength: 1, maxLength: 2 }) },
  ),
  isGivenUp: chance(10),
  isHung: chance(1),
  isSerial: fc.boolean(),
  isRace: fc.boolean(),
  keepsFirst: fc.boolean(),
  branches: fc.array(branch, { minLength: 1, maxLength: 3 }),
  cancelAfter: fc.option(fc.oneof({ weight: 3, arbitrary: time(10, 4000) }, { weight: 1, arbitrary: oneOf('crossing') }), {
    nil: undefined,
    freq: 5,
  }),
  inviteRepeats: oneOf(0, 0, 0, 1, 2),
  ackAfter: oneOf(0.01, 0.01, 0.6),
  isReliable: fc.boolean(),
  endsByBye: fc.boolean(),
  within: fc.array(fc.record({ kind: oneOf('reinvite', 'refused reinvite', 'info'), isOfCaller: fc.boolean(), after: time(50, 2000) }), {
    maxLength: 2,
  }),
  bye: fc.option(bye, { nil: undefined, freq: 6 }),
});
