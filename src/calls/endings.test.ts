import { describe, expect, test } from 'vitest';
import { countKpis, kpis } from '../core/index.ts';
import { countEvents, playScene, type ScenePlay } from '../testing/run-scene.ts';

const ACK = '\n2.010 uac > proxy ACK via=u2 to=b';
const UNCONFIRMED = `
0.000 uac > proxy INVITE via=u1 sdp
0.011 proxy > uac 180 via=u1 to=b
2.000 proxy > uac 200 via=u1 to=b sdp`;
const ANSWERED = UNCONFIRMED + ACK;

function bye(at: number, cseq = 9): string {
  return `
${at} uac > proxy BYE via=z${cseq} to=b cseq=${cseq}
${at + 0.005} proxy > uac 200 via=z${cseq} to=b cseq=${cseq} of=BYE`;
}

function callOf(scene: string, play?: ScenePlay) {
  const played = playScene(scene, play);
  expect(played.calls).toHaveLength(1);
  const [call] = played.calls;
  if (call === undefined) throw new Error('no call');
  return { call, played };
}

describe('a call with a REFER', () => {
  const refer = (at: number): string => `
${at} uac > proxy REFER via=r1 to=b cseq=3
${at + 0.01} proxy > uac 202 via=r1 to=b cseq=3 of=REFER`;
  const notify = (at: number, status: number): string => `
${at} proxy > uac NOTIFY via=n${status} from=b to=a cseq=${status} frag=${status}
${at + 0.01} uac > proxy 200 via=n${status} from=b to=a cseq=${status} of=NOTIFY`;

  test.each([
    ['whose target answered', refer(4) + notify(4.1, 100) + notify(40, 200) + bye(40.1), 'transferred'],
    ['that is given up at once by the one that refers', refer(4) + bye(5), 'transferred'],
    ['that rings when the one that refers hangs up', refer(4) + notify(4.1, 100) + notify(20, 180) + bye(45), 'transferred'],
    ['whose target was busy, so that both talk on', refer(4) + notify(4.1, 100) + notify(6, 486) + bye(54), 'bye'],
    ['whose target was busy and that ends at once', refer(4) + notify(4.1, 100) + notify(6, 486) + bye(7), 'bye'],
    ['that adds another party and goes on', refer(4) + notify(4.1, 100) + notify(6, 200) + bye(300), 'bye'],
    ['that nothing more is told of and that goes on', refer(4) + bye(60), 'bye'],
    [
      'that is tried again after it failed',
      refer(4) +
        notify(6, 486) +
        refer(30).replaceAll(/r1|cseq=3/g, (word) => (word === 'r1' ? 'r2' : 'cseq=4')) +
        notify(31, 200) +
        bye(32),
      'transferred',
    ],
  ])('%s', (_name, rest, ended) => {
    expect(callOf(ANSWERED + rest).call).toMatchObject({ ended, cause: ended === 'bye' ? 'normal' : ended });
  });
});

describe('a 2xx that is repeated and of which no ACK was seen', () => {
  const repeated = [2.5, 3.5, 5.5].map((at) => `\n${at} proxy > uac 200 via=u1 to=b sdp`).join('');
  const calleeBye = (at: number): string => `
${at} proxy > uac BYE via=s1 from=b to=a
${at + 0.01} uac > proxy 200 via=s1 from=b to=a of=BYE`;

  test('is the fault of a lost ACK when the callee gives up after 64*T1', () => {
    const { call, played } = callOf(UNCONFIRMED + repeated + calleeBye(34));
    expect(call).toMatchObject({ ended: 'no_ack', cause: 'no_response', releasedBy: 'callee', anomalies: [] });
    expect(countEvents(played, 'call.finding', (event) => event.finding === 'no_ack')).toBe(1);
  });

  test('ends the call without a BYE once it was repeated to the end, and the call leaves the gauge', () => {
    const toTheEnd = [2.5, 3.5, 5.5, 9.5, 13.5, 17.5, 21.5, 25.5, 29.5, 33.5]
      .map((at) => `\n${at} proxy > uac 200 via=u1 to=b sdp`)
      .join('');
    const played = playScene(UNCONFIRMED + toTheEnd, { runOnSeconds: 10 });
    expect(played.calls).toMatchObject([
      { outcome: 'answered', ended: 'no_ack', cause: 'no_response', releasedBy: 'network', state: 'ended' },
    ]);
    expect(played.calls[0]).not.toHaveProperty('talkSeconds');
    expect(played.events.findLast((event) => event.type === 'call.active' && event.state === 'answered')).toMatchObject({ count: 0 });
    expect(countEvents(played, 'call.ended')).toBe(1);
  });

  test.each([
    ['the callee ends it after minutes', calleeBye(600), 'callee'],
    ['the callee ends it at once', calleeBye(9), 'callee'],
    ['the caller ends it after 30 s', bye(32), 'caller'],
  ])('is an ACK that was not captured when %s', (_name, end, releasedBy) => {
    const { call, played } = callOf(UNCONFIRMED + repeated + end);
    expect(call).toMatchObject({ ended: 'bye', cause: 'normal', releasedBy, anomalies: ['ack_not_captured'] });
    expect(call.talkSeconds).toBeGreaterThan(6);
    expect(countEvents(played, 'call.finding')).toBe(0);
    expect(countEvents(played, 'sip.anomaly', (event) => event.anomaly === 'ack_not_captured')).toBe(1);
    expect(kpis(countKpis([call]))).toMatchObject({ scr: 1 });
  });
});

describe('the answer to a BYE', () => {
  test('is the 2xx of the last one: a challenge does not end the disconnect delay (RFC 6076 4.4)', () => {
    const challenged = `
12.000 uac > proxy BYE via=z1 to=b cseq=2
12.020 proxy > uac 401 via=z1 to=b cseq=2 of=BYE
12.100 uac > proxy BYE via=z2 to=b cseq=3 auth
12.150 proxy > uac 200 via=z2 to=b cseq=3 of=BYE`;
    const { call } = callOf(ANSWERED + challenged);
    expect(call).toMatchObject({ ended: 'bye', sddSeconds: 0.15, talkSeconds: 10, isCompleted: true });
  });

  test('of 481 completes the session without a disconnect delay', () => {
    const { call } = callOf(`${ANSWERED}
12.000 uac > proxy BYE via=z1 to=b cseq=2
12.050 proxy > uac 481 via=z1 to=b cseq=2 of=BYE`);
    expect(call).toMatchObject({ ended: 'bye', isCompleted: true, talkSeconds: 10 });
    expect(call).not.toHaveProperty('sddSeconds');
  });

  const sent = [12, 12.5, 13.5, 15.5, 19.5].map((at) => `\n${at} uac > proxy BYE via=z1 to=b cseq=2`).join('');
  test.each([
    ['that never comes', sent],
    ['of 408', `${sent}\n20 proxy > uac 408 via=z1 to=b cseq=2 of=BYE`],
  ])('%s leaves the session outside SCR and its talk time in ACD', (_name, end) => {
    const { call, played } = callOf(ANSWERED + end);
    expect(call).toMatchObject({ ended: 'bye', isCompleted: false, talkSeconds: 10 });
    expect(call).not.toHaveProperty('sddSeconds');
    expect(kpis(countKpis([call]))).toMatchObject({ scr: 0, acdSeconds: 10 });
    expect(countEvents(played, 'call.ended', (event) => event.isCompleted === false)).toBe(1);
  });

  test('is waited for as long as the BYE is sent again', () => {
    const { call, played } = callOf(`${ANSWERED}${sent}\n20 proxy > uac 200 via=z1 to=b cseq=2 of=BYE`);
    expect(call).toMatchObject({ ended: 'bye', isCompleted: true, sddSeconds: 8 });
    expect(countEvents(played, 'call.amended')).toBe(0);
  });

  test('that comes after the end was counted completes the session in the record, and is told once', () => {
    const late = '\n16.500 proxy > uac 200 via=z1 to=b cseq=2 of=BYE\n17 proxy > uac 200 via=z1 to=b cseq=2 of=BYE';
    const { call, played } = callOf(`${ANSWERED}\n12 uac > proxy BYE via=z1 to=b cseq=2${late}`);
    expect(call).toMatchObject({ ended: 'bye', isCompleted: true, talkSeconds: 10 });
    expect(kpis(countKpis([call]))).toMatchObject({ scr: 1 });
    expect(countEvents(played, 'call.ended', (event) => event.isCompleted === false)).toBe(1);
    expect(countEvents(played, 'call.amended', (event) => event.isCompleted === true)).toBe(1);
  });
});

describe('a session timer', () => {
  const TIMED = ANSWERED.replace('200 via=u1 to=b sdp', '200 via=u1 to=b sdp se=90');
  const refresh = (se: string): string => `
40 uac > proxy INVITE via=t1 to=b cseq=2 sdp
40.01 proxy > uac 200 via=t1 to=b cseq=2 sdp ${se}
40.02 uac > proxy ACK via=t2 to=b cseq=2`;

  test('is off after a refresh whose 2xx names none (RFC 4028 10)', () => {
    expect(callOf(TIMED + refresh('') + bye(580)).call).toMatchObject({ ended: 'bye', talkSeconds: 578 });
  });

  test('is on again when any hop of the next refresh names one', () => {
    const again = refresh('se=100').replaceAll('40', '60').replaceAll('cseq=2', 'cseq=3').replaceAll('=t', '=y');
    expect(callOf(TIMED + refresh('') + again, { runOnSeconds: 130 }).call).toMatchObject({ ended: 'unknown', sessionExpiresSeconds: 100 });
  });
});

test('of two 2xx of a fork the dialog that lived on is the call', () => {
  const fork = `
0.000 uac > proxy INVITE via=u1 sdp
2.000 proxy > uac 200 via=u1 to=b sdp
2.010 uac > proxy ACK via=u2 to=b
2.020 proxy > uac 200 via=u1 to=c sdp
2.030 uac > proxy ACK via=u3 to=c
2.039 uac > proxy BYE via=u4 to=b cseq=2
2.045 proxy > uac 200 via=u4 to=b cseq=2 of=BYE
60.020 uac > proxy BYE via=u5 to=c cseq=3
60.025 proxy > uac 200 via=u5 to=c cseq=3 of=BYE`;
  expect(callOf(fork).call).toMatchObject({ ended: 'bye', talkSeconds: 58 });
});

describe('a re-INVITE that is answered with 408', () => {
  const FAILED = `${ANSWERED}
40 uac > proxy INVITE via=t1 to=b cseq=2 sdp
40.5 proxy > uac 408 via=t1 to=b cseq=2
40.6 uac > proxy ACK via=t1 to=b cseq=2`;

  test('ends a call of which nothing more is heard', () => {
    const { call } = callOf(FAILED, { runOnSeconds: 40 });
    expect(call).toMatchObject({ ended: 'unknown', releasedBy: 'network' });
    expect((call.endedAt ?? 0) - call.startedAt).toBeCloseTo(40.5, 6);
  });

  test('does not end a call that goes on with other requests', () => {
    const goesOn = `
60 uac > proxy INVITE via=t3 to=b cseq=3 sdp
60.1 proxy > uac 200 via=t3 to=b cseq=3 sdp`;
    expect(callOf(FAILED + goesOn + bye(280)).call).toMatchObject({ ended: 'bye', talkSeconds: 278 });
  });
});

test('SDP in a 180 is early media (RFC 3960)', () => {
  const scene = `
0.000 uac > proxy INVITE via=u1 sdp
1.000 proxy > uac 180 via=u1 to=b sdp
4.000 proxy > uac 200 via=u1 to=b sdp`;
  expect(callOf(scene).call).toMatchObject({ earlyMediaSeconds: 3, ringSeconds: 3 });
});
