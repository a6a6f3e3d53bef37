import { expect, test } from 'vitest';
import { labelText, type CallLeg, type StoredCall } from '../core/index.ts';
import { storedCall } from '../testing/index.ts';
import { verdict } from './verdict.ts';

const LEG: CallLeg = {
  address: '203.0.113.7:5060',
  trunk: labelText('carrier-a'),
  depth: 2,
  startedAt: 1,
  status: 503,
  outcome: 'failed',
  cause: 'congestion',
};
const ENDED = { state: 'ended' } as const;

const CASES: readonly { readonly call: Partial<StoredCall>; readonly similar: number; readonly says: string }[] = [
  {
    call: {
      ...ENDED,
      outcome: 'failed',
      cause: 'congestion',
      releasedBy: 'network',
      sipCode: 500,
      hopCode: 503,
      hopAddress: LEG.address,
      reasonQ850: 34,
    },
    similar: 12,
    says: 'The network failed the call at 203.0.113.7:5060 with 503 (congestion, Q.850 cause 34); the caller saw 500; 12 such calls within the last hour.',
  },
  {
    call: { ...ENDED, outcome: 'busy', cause: 'busy', releasedBy: 'callee', sipCode: 486, hopCode: 486, hopAddress: LEG.address },
    similar: 1,
    says: 'The callee was busy and refused the call at 203.0.113.7:5060 with 486 (busy); the only such call within the last hour.',
  },
  {
    call: { ...ENDED, outcome: 'cancelled', cause: 'cancelled', releasedBy: 'caller', sipCode: 487, hasRung: true },
    similar: 3,
    says: 'The caller cancelled the call while it rang (cancelled); 3 such calls within the last hour.',
  },
  {
    call: { ...ENDED, outcome: 'unknown', releasedBy: 'unknown' },
    similar: 0,
    says: 'The call got no final answer; the only such call within the last hour.',
  },
  {
    call: { ...ENDED, outcome: 'answered', ended: 'bye', releasedBy: 'callee', sipCode: 200, talkSeconds: 61.26, legs: [LEG] },
    similar: 40,
    says: 'The call was answered after 503 from 203.0.113.7:5060 and ended by the callee after 61.3 s.',
  },
  {
    call: { ...ENDED, outcome: 'answered', ended: 'no_ack' },
    similar: 1,
    says: 'The call was answered but its ACK never arrived, so it dropped.',
  },
  { call: { state: 'answered', outcome: 'answered' }, similar: 1, says: 'The call was answered and is still up.' },
  { call: { state: 'ringing' }, similar: 1, says: 'The call is ringing.' },
];

for (const { call, similar, says } of CASES) {
  test(`a call is told as: ${says}`, () => {
    expect(verdict(storedCall(call), similar)).toBe(says);
  });
}
