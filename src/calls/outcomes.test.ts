import { describe, expect, test } from 'vitest';
import { ANSWERED } from '../testing/answered-scene.ts';
import { countEvents, playScene } from '../testing/run-scene.ts';

const CALLER_BYE = `
12.000 uac > proxy BYE via=u3 to=b cseq=2
12.001 proxy > uas BYE via=p3,u3 to=b cseq=2
12.005 uas > proxy 200 via=p3,u3 to=b cseq=2 of=BYE
12.006 proxy > uac 200 via=u3 to=b cseq=2 of=BYE
`;

function only<T>(list: readonly T[]): T {
  expect(list).toHaveLength(1);
  const [first] = list;
  if (first === undefined) throw new Error('empty');
  return first;
}

/** A refused call: the answer of the far end, relayed by the proxy as the second status. */
function refused(far: number, near: number = far, options = ''): string {
  return `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy ${far} via=p1,u1 to=b ${options}
0.011 proxy > uas ACK via=p1 to=b
0.012 proxy > uac ${near} via=u1 to=b
0.013 uac > proxy ACK via=u1 to=b`;
}

describe('an answered call', () => {
  test('is one call with the durations of its caller-side transaction', () => {
    const played = playScene(ANSWERED + CALLER_BYE);
    const call = only(played.calls);
    expect(call).toMatchObject({
      outcome: 'answered',
      ended: 'bye',
      releasedBy: 'caller',
      cause: 'normal',
      sipCode: 200,
      hopCode: 200,
      attempts: 1,
      rounds: 1,
      isProvisional: false,
      state: 'ended',
      pddSeconds: 0.011,
      ringSeconds: 1.99,
      setupSeconds: 2.001,
      talkSeconds: 9.999,
      sddSeconds: 0.006,
      srdSeconds: 0.011,
      messages: 13,
      retransmissions: 0,
    });
    expect(call.legs.map((leg) => [leg.address, leg.status])).toEqual([
      ['192.0.2.20:5060', 200],
      ['192.0.2.30:5060', 200],
    ]);
    expect(countEvents(played, 'call.answered')).toBe(1);
    expect(countEvents(played, 'call.ended')).toBe(1);
  });

  test('is provisional until it settles and moves nothing before', () => {
    const played = playScene(ANSWERED, { runOnSeconds: 1 });
    expect(only(played.calls)).toMatchObject({ state: 'answered', isProvisional: true, outcome: 'answered' });
    expect(countEvents(played, 'call.answered')).toBe(0);
    expect(countEvents(played, 'sip.request', (event) => event.method === 'INVITE')).toBe(2);
  });

  test('is released by the callee when the BYE carries the callee tag as its own', () => {
    const bye = `
5.000 uas > proxy BYE via=s1 from=b to=a cseq=1
5.001 proxy > uac BYE via=p9,s1 from=b to=a cseq=1
5.002 uac > proxy 200 via=p9,s1 from=b to=a cseq=1 of=BYE
5.003 proxy > uas 200 via=s1 from=b to=a cseq=1 of=BYE`;
    expect(only(playScene(ANSWERED + bye).calls)).toMatchObject({ ended: 'bye', releasedBy: 'callee' });
  });

  test('is released by the network when the proxy alone sends the BYE to both sides', () => {
    const byes = `
5.000 proxy > uac BYE via=px from=b to=a cseq=9
5.000 proxy > uas BYE via=py from=a to=b cseq=9`;
    expect(only(playScene(ANSWERED + byes).calls)).toMatchObject({ ended: 'bye', releasedBy: 'network' });
  });

  test('keeps one attempt through re-INVITE, retransmission and capture duplicate', () => {
    const more = `
0.0002 uac > proxy INVITE via=u1 sdp
0.500 uac > proxy INVITE via=u1 sdp
4.000 uac > proxy INVITE via=u7 to=b cseq=2 sdp
4.001 proxy > uas INVITE via=p7,u7 to=b cseq=2 sdp
4.010 uas > proxy 200 via=p7,u7 to=b cseq=2
4.011 proxy > uac 200 via=u7 to=b cseq=2`;
    const played = playScene(ANSWERED + more + CALLER_BYE.replaceAll('cseq=2', 'cseq=3'));
    expect(only(played.calls)).toMatchObject({ attempts: 1, rounds: 1, reinvites: 1, retransmissions: 1, duplicates: 1, ended: 'bye' });
    expect(countEvents(played, 'sip.retransmission')).toBe(1);
    expect(countEvents(played, 'sip.duplicate')).toBe(1);
  });

  test('whose CANCEL crossed the 200 stays answered and shows the race', () => {
    const race = '\n2.0005 uac > proxy CANCEL via=u1';
    expect(only(playScene(ANSWERED + race + CALLER_BYE).calls)).toMatchObject({ outcome: 'answered', race: 'cancel' });
  });

  test('without a BYE is swept: it keeps its outcome and adds no talk time', () => {
    const played = playScene(ANSWERED, { settings: { sweepAnsweredSeconds: 20 }, runOnSeconds: 30 });
    const call = only(played.calls);
    expect(call).toMatchObject({ outcome: 'answered', ended: 'unknown', state: 'ended' });
    expect(call).not.toHaveProperty('talkSeconds');
    expect(countEvents(played, 'call.finding', (event) => event.finding === 'no_bye')).toBe(1);
  });

  test('is swept at its session interval and a tenth when it has a session timer', () => {
    const timed = ANSWERED.replaceAll('200 via=u1 to=b sdp', '200 via=u1 to=b sdp se=100');
    expect(only(playScene(timed, { runOnSeconds: 105 }).calls).state).toBe('answered');
    expect(only(playScene(timed, { runOnSeconds: 115 }).calls)).toMatchObject({ state: 'ended', ended: 'unknown' });
  });

  test('whose 2xx repeats without an ACK until the callee gives up ends as no_ack', () => {
    const lost = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
1.000 uas > proxy 200 via=p1,u1 to=b
1.001 proxy > uac 200 via=u1 to=b
1.500 uas > proxy 200 via=p1,u1 to=b
1.501 proxy > uac 200 via=u1 to=b
2.500 uas > proxy 200 via=p1,u1 to=b
4.500 uas > proxy 200 via=p1,u1 to=b
33.000 uas > proxy BYE via=s1 from=b to=a`;
    const played = playScene(lost);
    expect(only(played.calls)).toMatchObject({ outcome: 'answered', ended: 'no_ack' });
    expect(countEvents(played, 'call.finding', (event) => event.finding === 'no_ack')).toBe(1);
  });

  test('ends as transferred when a REFER was accepted before the BYE', () => {
    const refer = `
4.000 uas > proxy REFER via=s5 from=b to=a cseq=5
4.001 proxy > uac REFER via=p5,s5 from=b to=a cseq=5
4.010 uac > proxy 202 via=p5,s5 from=b to=a cseq=5 of=REFER`;
    expect(only(playScene(ANSWERED + refer + CALLER_BYE).calls)).toMatchObject({ ended: 'transferred', cause: 'transferred' });
  });

  test('ends as replaced when another answered INVITE names it in Replaces', () => {
    const other = `
11.000 uas2 > proxy INVITE via=r1 from=x call=c2 replaces=c1
11.001 proxy > uac INVITE via=p8,r1 from=x call=c2 replaces=c1
11.010 uac > proxy 200 via=p8,r1 from=x to=y call=c2
11.011 proxy > uas2 200 via=r1 from=x to=y call=c2`;
    const played = playScene(ANSWERED + other + CALLER_BYE);
    expect(played.calls.find((call) => call.callId === 'c1@scene')).toMatchObject({ ended: 'replaced' });
  });
});

describe('a call that was not answered', () => {
  test.each([
    ['486', refused(486), { outcome: 'busy', cause: 'busy', releasedBy: 'callee', sipCode: 486, hopCode: 486 }],
    ['600', refused(600), { outcome: 'busy', cause: 'busy', releasedBy: 'callee' }],
    ['404', refused(404), { outcome: 'rejected', cause: 'unallocated', releasedBy: 'callee' }],
    ['603', refused(603), { outcome: 'rejected', cause: 'declined', releasedBy: 'callee' }],
    ['480 without ringing', refused(480), { outcome: 'rejected', cause: 'unavailable' }],
    ['488', refused(488), { outcome: 'rejected', cause: 'media' }],
    ['480 with Q.850 17', refused(480, 480, 'q850=17'), { outcome: 'rejected', cause: 'busy' }],
    [
      '503 relayed as 500',
      refused(503, 500),
      { outcome: 'failed', cause: 'server_error', releasedBy: 'network', sipCode: 500, hopCode: 503 },
    ],
    ['302 nobody follows', refused(302), { outcome: 'redirected' }],
  ])('has the outcome of its final answer: %s', (_name, scene, expected) => {
    const played = playScene(scene, { runOnSeconds: 40 });
    expect(only(played.calls)).toMatchObject({ ...expected, isProvisional: false });
    expect(countEvents(played, 'call.ended')).toBe(1);
    expect(countEvents(played, 'call.answered')).toBe(0);
  });

  test('is cancelled by the caller when its CANCEL came in', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 180 via=p1,u1 to=b
0.011 proxy > uac 180 via=u1 to=b
3.000 uac > proxy CANCEL via=u1
3.001 proxy > uas CANCEL via=p1
3.002 uas > proxy 487 via=p1,u1 to=b
3.003 proxy > uac 487 via=u1 to=b`;
    expect(only(playScene(scene).calls)).toMatchObject({
      outcome: 'cancelled',
      cause: 'cancelled',
      releasedBy: 'caller',
      ringSeconds: 2.992,
    });
  });

  test('that rang out is no_answer by the network, and its late 487 amends no counter', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 180 via=p1,u1 to=b
0.011 proxy > uac 180 via=u1 to=b
4.000 proxy > uac 408 via=u1 to=c
4.001 proxy > uas CANCEL via=p1
8.000 uas > proxy 487 via=p1,u1 to=b`;
    const played = playScene(scene);
    expect(only(played.calls)).toMatchObject({ outcome: 'no_answer', cause: 'no_answer', releasedBy: 'network', sipCode: 408, version: 3 });
    expect(countEvents(played, 'call.ended')).toBe(1);
    expect(countEvents(played, 'call.amended', (event) => event.reason === 'late_final')).toBe(1);
  });

  test('toward a dead next hop fails without ringing', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.502 proxy > uas INVITE via=p1,u1
1.502 proxy > uas INVITE via=p1,u1
2.000 proxy > uac 408 via=u1 to=c`;
    expect(only(playScene(scene).calls)).toMatchObject({
      outcome: 'failed',
      cause: 'no_response',
      retransmissions: 2,
      releasedBy: 'network',
    });
  });

  test('that only shows an INVITE is unknown once it is swept', () => {
    const played = playScene('0 uac > proxy INVITE via=u1', { settings: { sweepUnansweredSeconds: 10 }, runOnSeconds: 20 });
    const call = only(played.calls);
    expect(call).toMatchObject({ outcome: 'unknown', releasedBy: 'unknown' });
    expect(call).not.toHaveProperty('sipCode');
  });
});

describe('hops and challenges', () => {
  test('a failover is answered and keeps its failed branch', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 503 via=p1,u1 to=x
0.011 proxy > uas2 INVITE via=p2,u1
0.020 uas2 > proxy 200 via=p2,u1 to=b
0.021 proxy > uac 200 via=u1 to=b
0.030 uac > proxy ACK via=u2 to=b`;
    const call = only(playScene(scene).calls);
    expect(call).toMatchObject({ outcome: 'answered', sipCode: 200, hopCode: 200, attempts: 1 });
    expect(call.legs.map((leg) => [leg.address, leg.outcome, leg.status])).toEqual([
      ['192.0.2.20:5060', 'answered', 200],
      ['192.0.2.30:5060', 'failed', 503],
      ['192.0.2.31:5060', 'answered', 200],
    ]);
  });

  test('a branch that its proxy cancelled because another one was busy says nothing of why the call failed', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.003 proxy > uas2 INVITE via=p2,u1
0.020 uas2 > proxy 600 via=p2,u1 to=b
0.021 proxy > uas CANCEL via=p1
0.022 uas > proxy 487 via=p1,u1 to=z
0.023 proxy > uac 600 via=u1 to=b`;
    // RFC 3261 16.7 step 10: it cancels all branches that are left.
    expect(only(playScene(scene).calls)).toMatchObject({ outcome: 'busy', sipCode: 600, hopCode: 600, hopAddress: '192.0.2.31:5060' });
  });

  test('the losers of a ring-all are answered elsewhere', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.003 proxy > uas2 INVITE via=p2,u1
0.020 uas2 > proxy 200 via=p2,u1 to=b
0.021 proxy > uac 200 via=u1 to=b
0.022 proxy > uas CANCEL via=p1 sip=200
0.023 uas > proxy 487 via=p1,u1 to=z
0.030 uac > proxy ACK via=u2 to=b`;
    const call = only(playScene(scene).calls);
    expect(call.outcome).toBe('answered');
    expect(call).not.toHaveProperty('race');
    expect(call.legs.find((leg) => leg.address === '192.0.2.30:5060')).toMatchObject({ outcome: 'cancelled', cause: 'elsewhere' });
  });

  const challenged = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 407 via=u1 to=c
0.002 uac > proxy ACK via=u1 to=c`;

  test('an answered challenge is one attempt, and delays start at the last INVITE', () => {
    const scene = `${challenged}
1.000 uac > proxy INVITE via=u2 cseq=2 auth
1.002 proxy > uas INVITE via=p1,u2 cseq=2 auth
1.010 uas > proxy 200 via=p1,u2 to=b cseq=2
1.011 proxy > uac 200 via=u2 to=b cseq=2
1.020 uac > proxy ACK via=u3 to=b cseq=2`;
    const played = playScene(scene);
    expect(only(played.calls)).toMatchObject({
      outcome: 'answered',
      rounds: 2,
      attempts: 1,
      isChallenged: false,
      setupSeconds: 0.011,
      srdSeconds: 0.011,
      firstSrdSeconds: 1.011,
    });
    expect(countEvents(played, 'call.offered')).toBe(1);
  });

  test('a challenge answered with the same CSeq joins by its new branch', () => {
    const scene = `${challenged}
1.000 uac > proxy INVITE via=u2 auth
1.011 proxy > uac 486 via=u2 to=b`;
    expect(only(playScene(scene).calls)).toMatchObject({ outcome: 'busy', rounds: 2 });
  });

  test('a challenge nobody answers is rejected and challenged, but only after 32 s', () => {
    const early = playScene(challenged, { runOnSeconds: 30 });
    expect(countEvents(early, 'call.ended')).toBe(0);
    const late = playScene(challenged, { runOnSeconds: 36 });
    expect(only(late.calls)).toMatchObject({ outcome: 'rejected', cause: 'auth', isChallenged: true });
    expect(countEvents(late, 'call.ended', (event) => event.isChallenged)).toBe(1);
  });

  test('a Call-ID used again more than 32 s after its final answer is another call', () => {
    const again = refused(486)
      .split('\n')
      .map((line) =>
        line
          .replace(/^(\d)/, '40$1')
          .replace(/^400\./, '40.')
          .replaceAll('u1', 'u9')
          .replaceAll('p1', 'p9'),
      )
      .join('\n');
    const played = playScene(refused(486) + again);
    expect(played.calls).toHaveLength(2);
    expect(new Set(played.calls.map((call) => call.id)).size).toBe(2);
  });

  test('a request that spirals through its proxy is one attempt', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > proxy INVITE via=p1,u1
0.002 proxy > proxy INVITE via=p2,p1,u1
0.003 proxy > proxy 483 via=p2,p1,u1 to=z
0.004 proxy > proxy 483 via=p1,u1 to=z
0.005 proxy > uac 483 via=u1 to=z`;
    expect(only(playScene(scene).calls)).toMatchObject({ outcome: 'failed', cause: 'loop', attempts: 1 });
  });

  test('a response without Via is matched by addresses and CSeq', () => {
    const scene = `
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
0.010 uas > proxy 486 to=b
0.012 proxy > uac 486 via=u1 to=b`;
    expect(only(playScene(scene).calls)).toMatchObject({ outcome: 'busy', hopCode: 486, hopAddress: '192.0.2.30:5060' });
  });

  test('a second vantage adds no message and no attempt', () => {
    const second = (ANSWERED + CALLER_BYE)
      .split('\n')
      .filter((line) => line.includes('uas'))
      .map((line) => `${line} agent=2002`)
      .join('\n');
    const one = only(playScene(ANSWERED + CALLER_BYE).calls);
    const two = only(playScene(ANSWERED + CALLER_BYE + second).calls);
    expect({ ...two, vantages: 1 }).toEqual(one);
    expect(two.vantages).toBe(2);
  });
});

describe('what is no call', () => {
  test('a registration with its challenge is one round', () => {
    const scene = `
0.000 phone > proxy REGISTER via=r1
0.001 proxy > phone 401 via=r1 to=x of=REGISTER
0.100 phone > proxy REGISTER via=r2 cseq=2 auth expires=600
0.110 proxy > phone 200 via=r2 cseq=2 to=x of=REGISTER expires=600`;
    const played = playScene(scene);
    expect(only(played.registrations)).toMatchObject({
      outcome: 'registered',
      isChallenged: true,
      rrdSeconds: 0.01,
      firstRrdSeconds: 0.11,
      expiresSeconds: 600,
    });
    expect(countEvents(played, 'registration.ended')).toBe(1);
    expect(played.calls).toHaveLength(0);
  });

  test('a registration answered before it was asked is registered, its delay absent and counted', () => {
    const played = playScene(`
1.000 phone > proxy REGISTER via=r1
0.990 proxy > phone 200 via=r1 to=x of=REGISTER`);
    expect(only(played.registrations)).toMatchObject({ outcome: 'registered' });
    expect(only(played.registrations)).not.toHaveProperty('rrdSeconds');
    expect(countEvents(played, 'sip.clock_inverted', (event) => event.duration === 'rrd')).toBe(1);
  });

  test.each([
    [403, 'rejected'],
    [500, 'failed'],
  ])('a registration refused with %s is %s', (status, outcome) => {
    const scene = `
0.000 phone > proxy REGISTER via=r1
0.001 proxy > phone ${status} via=r1 to=x of=REGISTER`;
    expect(only(playScene(scene).registrations)).toMatchObject({ outcome, sipCode: status });
  });

  test('a registration without an answer times out after 32 s', () => {
    expect(only(playScene('0 phone > proxy REGISTER via=r1', { runOnSeconds: 34 }).registrations)).toMatchObject({ outcome: 'timeout' });
  });

  test('OPTIONS say whether the next hop is up', () => {
    const scene = `
0.000 proxy > uas OPTIONS via=o1 call=k1
0.010 uas > proxy 200 via=o1 call=k1 to=x of=OPTIONS
0.000 proxy > uas2 OPTIONS via=o2 call=k2`;
    const played = playScene(scene, { runOnSeconds: 40 });
    expect(countEvents(played, 'sip.ping', (event) => event.isUp && event.responseSeconds === 0.01)).toBe(1);
    expect(countEvents(played, 'sip.ping', (event) => !event.isUp && event.peer === '192.0.2.31:5060')).toBe(1);
    expect(countEvents(played, 'sip.transaction')).toBe(2);
  });

  test('a BYE whose INVITE was never seen is one orphan however many hops show it', () => {
    const scene = `
0.000 uac > proxy BYE via=u3 to=b cseq=2
0.001 proxy > uas BYE via=p3,u3 to=b cseq=2`;
    const played = playScene(scene);
    expect(countEvents(played, 'sip.orphan')).toBe(1);
    expect(played.calls).toHaveLength(0);
  });
});
