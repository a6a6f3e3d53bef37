import { expect, test } from 'vitest';
import { type HopAttempt, hopResult, HopTally, type HopResult } from './hop-tally.ts';

const RESULTS: readonly (readonly [string, HopAttempt, HopResult])[] = [
  ['200', { outcome: 'answered', cause: 'normal', status: 200 }, 'answered'],
  ['503', { outcome: 'failed', cause: 'congestion', status: 503 }, 'failed'],
  ['no answer at all', { outcome: 'failed', cause: 'no_response' }, 'failed'],
  ['an end that nobody saw', { outcome: 'unknown', cause: 'no_response' }, 'failed'],
  ['404', { outcome: 'rejected', cause: 'unallocated', status: 404 }, 'failed'],
  ['603', { outcome: 'rejected', cause: 'declined', status: 603 }, 'delivered'],
  ['480 with Q.850 21', { outcome: 'rejected', cause: 'declined', status: 480 }, 'delivered'],
  ['486', { outcome: 'busy', cause: 'busy', status: 486 }, 'delivered'],
  ['480 after ringing', { outcome: 'no_answer', cause: 'no_answer', status: 480, ringingAt: 1 }, 'delivered'],
  ['a CANCEL after ringing', { outcome: 'cancelled', cause: 'cancelled', status: 487, ringingAt: 1 }, 'delivered'],
  ['a CANCEL before', { outcome: 'cancelled', cause: 'cancelled', status: 487 }, 'given_up'],
  ['an answer of another branch', { outcome: 'cancelled', cause: 'elsewhere', status: 487, ringingAt: 1 }, 'elsewhere'],
  ['407', { outcome: 'rejected', cause: 'auth', status: 407 }, 'challenged'],
  ['302', { outcome: 'redirected', cause: 'other', status: 302 }, 'redirected'],
];

test.each(RESULTS)('a hop has its own result: %s', (_what, hop, result) => {
  expect(hopResult(hop, false)).toBe(result);
});

test('403 is a refusal of credentials in a call that ended so, and else of the call', () => {
  const hop = { outcome: 'rejected', cause: 'forbidden', status: 403 } as const;
  expect([hopResult(hop, true), hopResult(hop, false)]).toEqual(['challenged', 'failed']);
});

test('tallies of parts merge into that of the whole', () => {
  const [one, other, whole] = [new HopTally(), new HopTally(), new HopTally()];
  for (const [part, at] of [
    [one, 7],
    [other, 3],
  ] as const)
    for (const tally of [part, whole]) {
      for (const [, hop] of RESULTS) tally.count(hopResult(hop, false));
      tally.noteFailed(at, at === 3);
      tally.carryLater(at);
    }
  one.merge(other);
  const shown = ({ attempts, tried, delivered, failedCalls, firstFailedAt, lastFailedAt, carriedLater, carriedLaterDelay }: HopTally) => ({
    attempts,
    tried,
    delivered,
    failedCalls,
    firstFailedAt,
    lastFailedAt,
    carriedLater,
    carriedLaterDelay,
  });
  expect(shown(one)).toEqual(shown(whole));
  expect(shown(one)).toMatchObject({ attempts: 28, tried: 22, delivered: 12, failedCalls: 1, firstFailedAt: 3, lastFailedAt: 7 });
  expect(shown(one)).toMatchObject({ carriedLater: 2, carriedLaterDelay: { sum: 10, max: 7 } });
});
