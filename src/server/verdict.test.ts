import { expect, test } from 'vitest';
import { labelText, type CallLeg, type StoredCall } from '../core/index.ts';
import { storedCall } from '../testing/index.ts';
import { verdict } from './verdict.ts';

const NEAR: CallLeg = {
  address: '198.51.100.1:5060',
  trunk: labelText('none'),
  depth: 1,
  startedAt: 1,
  status: 500,
  outcome: 'failed',
  cause: 'server_error',
};
const LEG: CallLeg = {
  address: '203.0.113.7:5060',
  trunk: labelText('carrier-a'),
  depth: 2,
  startedAt: 1.1,
  status: 503,
  outcome: 'failed',
  cause: 'congestion',
};
const { status: _, ...WITHOUT_STATUS } = LEG;
const SILENT: CallLeg = {
  ...WITHOUT_STATUS,
  address: '203.0.113.9:5060',
  trunk: labelText('carrier-b'),
  startedAt: 2,
  cause: 'no_response',
};
const FAILED = { state: 'ended', outcome: 'failed', cause: 'server_error', releasedBy: 'network', sipCode: 500 } as const;

const CASES: readonly { readonly call: Partial<StoredCall>; readonly similar: number; readonly says: string }[] = [
  {
    call: { ...FAILED, hopCode: 503, hopAddress: LEG.address, legs: [NEAR, { ...LEG, reasonQ850: 34 }] },
    similar: 12,
    says: 'The network failed the call at carrier-a (203.0.113.7:5060) with 503 Service Unavailable (congestion, Q.850 cause 34); the caller saw 500 Server Internal Error; 12 such calls within an hour before and after it.',
  },
  {
    call: {
      ...FAILED,
      hopCode: 503,
      hopAddress: LEG.address,
      legs: [NEAR, ...[7, 8, 10, 11].map((host, n) => ({ ...LEG, address: `203.0.113.${host}:5060`, startedAt: 1.1 + n / 10 })), SILENT],
    },
    similar: 3,
    says: 'carrier-a (203.0.113.7:5060, 203.0.113.8:5060, 203.0.113.10:5060 and 1 more) failed the call with 503 Service Unavailable (congestion), and carrier-b (203.0.113.9:5060) never answered the INVITE (no_response); the caller saw 500 Server Internal Error; 3 such calls within an hour before and after it.',
  },
  {
    call: {
      ...FAILED,
      cause: 'no_response',
      sipCode: 408,
      hopCode: 408,
      hopAddress: NEAR.address,
      legs: [{ ...NEAR, status: 408, cause: 'no_response' }, SILENT],
    },
    similar: 1,
    says: 'The next hop carrier-b (203.0.113.9:5060) never answered the INVITE (no_response); the caller saw 408 Request Timeout; the only such call within an hour before and after it.',
  },
  {
    call: {
      ...FAILED,
      outcome: 'cancelled',
      cause: 'cancelled',
      releasedBy: 'caller',
      sipCode: 487,
      legs: [{ ...NEAR, status: 487, outcome: 'cancelled', cause: 'cancelled' }, SILENT],
    },
    similar: 2,
    says: 'The caller cancelled the call (cancelled); carrier-b (203.0.113.9:5060) never answered the INVITE; 2 such calls within an hour before and after it.',
  },
  {
    call: {
      ...FAILED,
      outcome: 'rejected',
      cause: 'forbidden',
      sipCode: 403,
      legs: [
        { ...NEAR, status: 407, outcome: 'rejected', cause: 'auth' },
        { ...NEAR, startedAt: 1.05, status: 403, outcome: 'rejected', cause: 'forbidden' },
        { ...LEG, status: 403, outcome: 'rejected', cause: 'forbidden' },
      ],
    },
    similar: 1,
    says: 'The network refused the call at carrier-a (203.0.113.7:5060) with 403 Forbidden (forbidden); the only such call within an hour before and after it.',
  },
  {
    call: {
      ...FAILED,
      outcome: 'busy',
      cause: 'busy',
      releasedBy: 'callee',
      sipCode: 486,
      legs: [{ ...LEG, trunk: labelText('none'), status: 486, outcome: 'busy', cause: 'busy' }],
    },
    similar: 1,
    says: 'The callee was busy and refused the call at 203.0.113.7:5060 with 486 Busy Here (busy); the only such call within an hour before and after it.',
  },
  {
    call: { ...FAILED, hopCode: 503, hopAddress: LEG.address },
    similar: 1,
    says: 'The network failed the call at 203.0.113.7:5060 with 503 Service Unavailable; the caller saw 500 Server Internal Error (server_error); the only such call within an hour before and after it.',
  },
  {
    call: { state: 'ended', outcome: 'cancelled', cause: 'cancelled', releasedBy: 'caller', sipCode: 487, hasRung: true },
    similar: 3,
    says: 'The caller cancelled the call while it rang (cancelled); 3 such calls within an hour before and after it.',
  },
  {
    call: { state: 'ended', outcome: 'failed', cause: 'server_error', isReported: true, source: labelText('agent') },
    similar: 0,
    says: 'The call failed (server_error), as agent told; the only such call within an hour before and after it.',
  },
  {
    call: { state: 'ended', outcome: 'unknown', releasedBy: 'unknown' },
    similar: 0,
    says: 'The call got no final answer; the only such call within an hour before and after it.',
  },
  {
    call: {
      state: 'ended',
      outcome: 'answered',
      ended: 'bye',
      releasedBy: 'callee',
      sipCode: 200,
      talkSeconds: 61.26,
      legs: [{ ...NEAR, status: 200, outcome: 'answered' }, LEG, SILENT],
    },
    similar: 40,
    says: 'The call was answered after 503 Service Unavailable from carrier-a (203.0.113.7:5060) and silence from carrier-b (203.0.113.9:5060) and ended by the callee after 61.3 s.',
  },
  {
    call: { state: 'ended', outcome: 'answered', ended: 'no_ack' },
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
