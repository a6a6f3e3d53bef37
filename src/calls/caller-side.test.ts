import { describe, expect, test } from 'vitest';
import { countEvents, playScene } from '../testing/run-scene.ts';

describe('an answer that the caller has not been seen to get', () => {
  const lost = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 180 to=b
0.020 uas > proxy 200 to=b`;

  test('is not committed while the proxy may still say otherwise', () => {
    const played = playScene(`${lost}\n4.000 proxy > uac 408 via=u1 to=c`);
    expect(played.calls).toMatchObject([{ outcome: 'no_answer', sipCode: 408, hopCode: 200, state: 'ended', isProvisional: false }]);
    expect(countEvents(played, 'call.answered')).toBe(0);
  });

  test('is committed once an ACK shows that it arrived, or after 64*T1', () => {
    const acknowledged = playScene(`${lost}\n0.100 uac > proxy ACK via=u2 to=b`);
    expect(countEvents(acknowledged, 'call.answered')).toBe(1);
    expect(countEvents(playScene(lost, { runOnSeconds: 30 }), 'call.answered')).toBe(0);
    expect(countEvents(playScene(lost, { runOnSeconds: 36 }), 'call.answered')).toBe(1);
  });

  test('and that was committed all the same ends the call when the proxy says otherwise after that', () => {
    const played = playScene(`${lost}\n40.000 proxy > uac 408 via=u1 to=c`, { runOnSeconds: 10 });
    expect(played.calls).toMatchObject([{ outcome: 'answered', ended: 'unknown', state: 'ended', isProvisional: false }]);
  });
});

test('of the answers of branches, when the caller-side one was not captured, the one that says how to mend the request counts (RFC 3261 16.7)', () => {
  const played = playScene(
    `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.003 proxy > uas2 INVITE via=p2,u1
0.020 uas > proxy 404 via=p1,u1 to=b
0.030 uas2 > proxy 484 via=p2,u1 to=c`,
    { runOnSeconds: 40 },
  );
  expect(played.calls).toMatchObject([{ outcome: 'rejected', cause: 'incomplete', sipCode: 484 }]);
});

test('of several Q.850 causes the one of the answer that the caller saw counts, not one behind it', () => {
  const played = playScene(`
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.020 uas > proxy 480 via=p1,u1 to=b q850=21
0.030 proxy > uac 480 via=u1 to=b q850=17`);
  expect(played.calls).toMatchObject([{ cause: 'busy', reasonQ850: 17 }]);
});
