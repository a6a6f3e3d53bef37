import { describe, expect, test } from 'vitest';
import { CallTally } from '../core/index.ts';
import { playScene } from '../testing/run-scene.ts';

/** A leg that rings for five seconds and is then cancelled; `cancel` and `final` add to the CANCEL and replace the 487. */
function rung(cancel: string, final = '487'): string {
  return `
0.000 proxy > uas INVITE via=p1
0.100 uas > proxy 180 via=p1 to=b
5.000 proxy > uas CANCEL via=p1 ${cancel}
5.001 uas > proxy 200 via=p1 to=b of=CANCEL
5.002 uas > proxy ${final} via=p1 to=b`;
}

function callOf(scene: string) {
  const { calls } = playScene(scene);
  expect(calls).toHaveLength(1);
  const [call] = calls;
  if (call === undefined) throw new Error('no call');
  return call;
}

describe('a call that was cancelled', () => {
  test('because it was taken elsewhere is no call that its caller gave up, also when only this leg was seen', () => {
    const call = callOf(rung('sip=200'));
    expect(call).toMatchObject({ outcome: 'cancelled', cause: 'elsewhere', releasedBy: 'network', reasonSip: 200 });
    expect(call.legs).toMatchObject([{ outcome: 'cancelled', cause: 'elsewhere' }]);
    const tally = new CallTally('slim');
    tally.add(call);
    expect(tally.cancelled).toBe(0);
  });

  test('with Q.850 26, non-selected user clearing, was taken elsewhere too', () => {
    expect(callOf(rung('q850=26'))).toMatchObject({ outcome: 'cancelled', cause: 'elsewhere', reasonQ850: 26 });
  });

  test.each([
    [19, 'no_answer'],
    [1, 'unallocated'],
    [16, 'cancelled'],
  ])('with Q.850 %i in the Reason of its CANCEL has the cause %s', (q850, cause) => {
    const call = callOf(rung(`q850=${q850}`));
    expect(call).toMatchObject({ outcome: 'cancelled', cause, releasedBy: 'caller', reasonQ850: q850 });
    expect(call.legs).toMatchObject([{ cause, reasonQ850: q850 }]);
  });

  test('and then got a 408 was given up by its caller', () => {
    expect(callOf(rung('', '408'))).toMatchObject({ outcome: 'cancelled', cause: 'cancelled', releasedBy: 'caller', sipCode: 408 });
  });

  test('during the announcement of a gateway has the cause that its 183 told', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.100 proxy > uac 183 via=u1 to=b sdp q850=1
5.000 uac > proxy CANCEL via=u1 q850=16
5.002 proxy > uac 487 via=u1 to=b`;
    expect(callOf(scene)).toMatchObject({ outcome: 'cancelled', cause: 'unallocated', releasedBy: 'caller', reasonQ850: 1 });
  });
});

describe('a 487 without a CANCEL', () => {
  test('after the Expires of the INVITE ran out is nobody answering', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1 expires=30
0.100 proxy > uac 180 via=u1 to=b
30.010 proxy > uac 487 via=u1 to=b`;
    expect(callOf(scene)).toMatchObject({ outcome: 'no_answer', cause: 'no_answer', sipCode: 487 });
  });

  test('well before its Expires is a cancelled call of which nobody knows who ended it', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1 expires=30
10.010 proxy > uac 487 via=u1 to=b`;
    expect(callOf(scene)).toMatchObject({ outcome: 'cancelled', releasedBy: 'unknown' });
  });

  test('after a BYE in the early dialog is cancelled by the sender of the BYE', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.100 proxy > uac 180 via=u1 to=b
4.000 uac > proxy BYE via=u2 to=b cseq=2
4.001 proxy > uac 200 via=u2 to=b cseq=2 of=BYE
4.002 proxy > uac 487 via=u1 to=b`;
    expect(callOf(scene)).toMatchObject({ outcome: 'cancelled', cause: 'cancelled', releasedBy: 'caller' });
  });
});

test('a final answer without Reason has the cause that the last provisional answer told', () => {
  const scene = `
0.000 uac > proxy INVITE via=u1
0.100 proxy > uac 183 via=u1 to=b sdp q850=1
9.000 proxy > uac 480 via=u1 to=b`;
  expect(callOf(scene)).toMatchObject({ outcome: 'rejected', cause: 'unallocated', reasonQ850: 1, hasRung: false });
});

test.each([
  [2, 'unallocated'],
  [3, 'unallocated'],
  [20, 'unavailable'],
  [22, 'unavailable'],
  [27, 'server_error'],
  [41, 'congestion'],
  [47, 'congestion'],
  [55, 'forbidden'],
  [65, 'media'],
  [102, 'no_response'],
  [111, 'server_error'],
  [31, 'declined'],
])('Q.850 %i of a 603 has the cause %s', (q850, cause) => {
  const scene = `
0.000 uac > proxy INVITE via=u1
0.100 proxy > uac 603 via=u1 to=b q850=${q850}`;
  expect(callOf(scene)).toMatchObject({ outcome: 'rejected', cause });
});

describe('a branch cancelled without Reason', () => {
  const FORK = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 180 via=p1,u1 to=z`;

  test('once another one has answered lost the ring-all', () => {
    const scene = `${FORK}
0.003 proxy > uas2 INVITE via=p2,u1
2.020 uas2 > proxy 200 via=p2,u1 to=b
2.021 proxy > uac 200 via=u1 to=b
2.022 proxy > uas CANCEL via=p1
2.023 uas > proxy 487 via=p1,u1 to=z
2.030 uac > proxy ACK via=u2 to=b`;
    expect(callOf(scene).legs[1]).toMatchObject({ outcome: 'cancelled', cause: 'elsewhere' });
  });

  test('before the next one was tried did not lose to it', () => {
    const scene = `${FORK}
9.000 proxy > uas CANCEL via=p1
9.001 uas > proxy 487 via=p1,u1 to=z
9.003 proxy > uas2 INVITE via=p2,u1
9.020 uas2 > proxy 200 via=p2,u1 to=b
9.021 proxy > uac 200 via=u1 to=b
9.030 uac > proxy ACK via=u2 to=b`;
    expect(callOf(scene).legs[1]).toMatchObject({ outcome: 'cancelled', cause: 'cancelled' });
  });
});
