import { describe, expect, test } from 'vitest';
import { playScene, type ScenePlay } from '../testing/run-scene.ts';

/** A call with a session timer that its caller refreshes, through a proxy. */
const TIMED = `
0.000 uac > proxy INVITE via=u1 sdp se=1800
0.002 proxy > uas INVITE via=p1,u1 sdp se=1800
1.000 uas > proxy 200 via=p1,u1 to=b sdp se=1800 refresher=uac
1.001 proxy > uac 200 via=u1 to=b sdp se=1800 refresher=uac
1.010 uac > proxy ACK via=u2 to=b
1.011 proxy > uas ACK via=p2,u2 to=b
`;
const BYE = `
200.000 uac > proxy BYE via=u3 to=b cseq=50
200.001 proxy > uas BYE via=p3,u3 to=b cseq=50
200.005 uas > proxy 200 via=p3,u3 to=b cseq=50 of=BYE
200.006 proxy > uac 200 via=u3 to=b cseq=50 of=BYE
`;

/** A request within the dialog on both hops with its answer; `words` are those of the request, `answer` those of its answer. */
function within(at: number, cseq: number, method: string, status: number, words = '', answer = ''): string {
  return `
${at} uac > proxy ${method} via=r${cseq} to=b cseq=${cseq} ${words}
${at + 0.001} proxy > uas ${method} via=q${cseq},r${cseq} to=b cseq=${cseq} ${words}
${at + 0.01} uas > proxy ${status} via=q${cseq},r${cseq} to=b cseq=${cseq} of=${method} ${answer}
${at + 0.011} proxy > uac ${status} via=r${cseq} to=b cseq=${cseq} of=${method} ${answer}
`;
}

const refreshes = (scene: string, play: ScenePlay = {}) =>
  playScene(scene, { runOnSeconds: 80, ...play }).events.flatMap((one) => (one.type === 'sip.session_refresh' ? [one.outcome] : []));
const timeouts = (scene: string, play: ScenePlay = {}) =>
  playScene(scene, { runOnSeconds: 80, ...play }).events.flatMap((one) => (one.type === 'sip.transaction_timeout' ? [one.method] : []));

describe('a session refresh', () => {
  test('by re-INVITE or UPDATE is told once although two hops show it, the set-up is none', () => {
    expect(refreshes(TIMED + BYE)).toEqual([]);
    expect(refreshes(TIMED + within(45, 2, 'INVITE', 200, 'se=90', 'se=90 refresher=uac') + BYE)).toEqual(['ok']);
    expect(refreshes(TIMED + within(45, 2, 'UPDATE', 200, 'se=90', 'se=90 refresher=uac') + BYE)).toEqual(['ok']);
  });

  test('is none without Session-Expires: a hold in a call without a session timer', () => {
    expect(refreshes(TIMED.replaceAll(/ se=1800( refresher=uac)?/g, '') + within(45, 2, 'INVITE', 200) + BYE)).toEqual([]);
  });

  test('that is too brief is bumped, and the one with a longer interval counts by itself', () => {
    const dance = within(45, 2, 'UPDATE', 422, 'se=60') + within(45.1, 3, 'UPDATE', 200, 'se=120', 'se=120 refresher=uac');
    expect(refreshes(TIMED + dance + BYE)).toEqual(['bumped', 'ok']);
  });

  test('that is too brief twice has given up, and one after a success begins anew', () => {
    const twice = within(45, 2, 'UPDATE', 422, 'se=60') + within(45.1, 3, 'UPDATE', 422, 'se=80');
    expect(refreshes(TIMED + twice + BYE)).toEqual(['bumped', 'gave_up']);
    const later = within(46, 4, 'UPDATE', 200, 'se=90', 'se=90') + within(90, 5, 'UPDATE', 422, 'se=60');
    expect(refreshes(TIMED + within(45, 2, 'UPDATE', 422, 'se=60') + later + BYE)).toEqual(['bumped', 'ok', 'bumped']);
  });

  test('whose dialog is gone, and one that is refused, are told apart; a challenge and a request at the same time are neither', () => {
    expect(refreshes(TIMED + within(45, 2, 'UPDATE', 481, 'se=90'))).toEqual(['no_dialog']);
    expect(refreshes(TIMED + within(45, 2, 'UPDATE', 500, 'se=90') + BYE)).toEqual(['failed']);
    expect(refreshes(TIMED + within(45, 2, 'UPDATE', 407, 'se=90') + within(46, 3, 'UPDATE', 491, 'se=90') + BYE)).toEqual([]);
  });

  test('after which the other side refreshes has swapped the roles', () => {
    const swapped =
      within(45, 2, 'UPDATE', 200, 'se=90', 'se=90 refresher=uas') + within(80, 3, 'UPDATE', 200, 'se=90', 'se=90 refresher=uas');
    expect(refreshes(TIMED + swapped + BYE)).toEqual(['role_swap', 'ok']);
  });

  test('that nobody answers has failed, and timed out on each hop it was sent on as one request', () => {
    const lost = `
45.000 uac > proxy UPDATE via=r2 to=b cseq=2 se=90
45.500 uac > proxy UPDATE via=r2 to=b cseq=2 se=90`;
    expect(refreshes(TIMED + lost + BYE)).toEqual(['failed']);
    expect(timeouts(TIMED + lost + BYE)).toEqual(['UPDATE']);
  });

  test('that nobody answered before the call ended has not timed out', () => {
    const crossed = '\n190.000 uac > proxy UPDATE via=r2 to=b cseq=2 se=90\n';
    expect(refreshes(TIMED + crossed + BYE)).toEqual([]);
    expect(timeouts(TIMED + crossed + BYE)).toEqual([]);
  });

  test('is told once, whatever comes twice or late', () => {
    const refresh = within(45, 2, 'UPDATE', 200, 'se=90', 'se=90 refresher=uac');
    const tapped = refresh.replaceAll(/( to=b)/g, '$1 agent=2002');
    const copies = refresh + tapped + refresh;
    expect(refreshes(TIMED + copies + BYE)).toEqual(['ok']);
    // The second copies come after the first were told.
    expect(refreshes(TIMED + copies + BYE, { delay: (place) => (place >= 10 && place < 18 ? 9 : 0) })).toEqual(['ok']);
  });

  test('is told of a file by its answers: what nobody has answered by its end is left open', () => {
    const scene = TIMED + within(45, 2, 'UPDATE', 200, 'se=90', 'se=90') + '\n46 uac > proxy UPDATE via=r9 to=b cseq=9 se=90';
    expect(refreshes(scene, { isFile: true })).toEqual(['ok']);
    expect(timeouts(scene, { isFile: true })).toEqual([]);
  });
});

describe('a request that nobody answers', () => {
  test('is told of a BYE 64*T1 after it, once', () => {
    const lost = `
200.000 uac > proxy BYE via=u3 to=b cseq=50
200.500 uac > proxy BYE via=u3 to=b cseq=50
201.500 uac > proxy BYE via=u3 to=b cseq=50`;
    expect(timeouts(TIMED + lost)).toEqual(['BYE']);
    expect(timeouts(TIMED + lost, { runOnSeconds: 25 })).toEqual([]);
    expect(timeouts(TIMED + lost + '\n210.000 uas > proxy 200 via=u3 to=b cseq=50 of=BYE')).toEqual([]);
  });

  test('is told of each leg of an INVITE that got no answer in time, not of those that did', () => {
    const dead = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 100 via=u1
0.002 proxy > uas INVITE via=p1,u1
0.500 proxy > uas INVITE via=p1,u1
2.000 proxy > uas2 INVITE via=q1,u1
2.100 uas2 > proxy 200 via=q1,u1 to=b sdp
2.101 proxy > uac 200 via=u1 to=b sdp`;
    expect(timeouts(dead)).toEqual(['INVITE']);
  });

  test('is told of REGISTER and of what belongs to no call, but not when the agent shows no answers of anybody', () => {
    const answered = '0.0 uac > proxy OPTIONS via=o1 call=o1\n0.1 proxy > uac 200 via=o1 of=OPTIONS to=x call=o1\n';
    const silent = '1.0 phone > proxy REGISTER via=r1 call=r1\n2.0 uac > uas OPTIONS via=o2 call=o2';
    expect(timeouts(answered + silent)).toEqual(['REGISTER', 'OPTIONS']);
    expect(timeouts(silent)).toEqual([]);
  });
});
