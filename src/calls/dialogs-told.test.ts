import { describe, expect, test } from 'vitest';
import { labelText, type EventOfType, type TelephonyEvent } from '../core/index.ts';
import { ANSWERED } from '../testing/answered-scene.ts';
import { playScene, type ScenePlay } from '../testing/run-scene.ts';

const callerBye = (words = ''): string => `
12.000 uac > proxy BYE via=u3 to=b cseq=2 ${words}
12.001 proxy > uas BYE via=p3,u3 to=b cseq=2 ${words}
12.005 uas > proxy 200 via=p3,u3 to=b cseq=2 of=BYE
12.006 proxy > uac 200 via=u3 to=b cseq=2 of=BYE
`;
const CALLEE_BYE = `
12.000 uas > proxy BYE via=s1 from=b to=a cseq=1
12.001 proxy > uac BYE via=p4,s1 from=b to=a cseq=1
12.005 uac > proxy 200 via=p4,s1 from=b to=a cseq=1 of=BYE
12.006 proxy > uas 200 via=s1 from=b to=a cseq=1 of=BYE
`;

/** What was told of BYEs: direction, side, and the reason with the causes it was read from. */
const byes = (events: readonly TelephonyEvent[]) =>
  events.flatMap((one) => (one.type === 'sip.bye' ? [[one.direction, one.by, one.reason ?? one.reasonQ850 ?? one.reasonSip]] : []));
const ofType = <T extends TelephonyEvent['type']>(events: readonly TelephonyEvent[], type: T) =>
  events.filter((one): one is EventOfType<T> => one.type === type);
const ended = (events: readonly TelephonyEvent[]) => ofType(events, 'dialog.ended').map(({ reason }) => reason);

const TRUNK_IS_UAC: ScenePlay = {
  settings: { hasTrunks: true },
  trunkOf: (address) => (address === '192.0.2.10:5060' ? labelText('carrier') : undefined),
};
const TRUNK_IS_UAS: ScenePlay = {
  settings: { hasTrunks: true },
  trunkOf: (address) => (address === '192.0.2.30:5060' ? labelText('carrier') : undefined),
};

describe('a BYE', () => {
  test('is told once although two hops show it: of an inbound call the caller is the other side, the callee this one', () => {
    expect(byes(playScene(ANSWERED + callerBye(), TRUNK_IS_UAC).events)).toEqual([['inbound', 'remote', undefined]]);
    expect(byes(playScene(ANSWERED + CALLEE_BYE, TRUNK_IS_UAC).events)).toEqual([['inbound', 'local', undefined]]);
  });

  test('is told of an outbound call as of the caller on this side', () => {
    expect(byes(playScene(ANSWERED + callerBye(), TRUNK_IS_UAS).events)).toEqual([['outbound', 'local', undefined]]);
    expect(byes(playScene(ANSWERED + CALLEE_BYE, TRUNK_IS_UAS).events)).toEqual([['outbound', 'remote', undefined]]);
  });

  test('carries the causes of its Reason header, from which its class follows', () => {
    expect(byes(playScene(ANSWERED + callerBye('q850=21')).events)).toEqual([['unknown', 'remote', 21]]);
    expect(byes(playScene(ANSWERED + callerBye('sip=503')).events)).toEqual([['unknown', 'remote', 503]]);
  });

  test('of both sides at once is told for each', () => {
    const both = `${ANSWERED}${callerBye()}
12.002 uas > proxy BYE via=s1 from=b to=a cseq=1
12.003 proxy > uac BYE via=p4,s1 from=b to=a cseq=1`;
    expect(byes(playScene(both).events)).toEqual([
      ['unknown', 'remote', undefined],
      ['unknown', 'local', undefined],
    ]);
  });

  test('that was challenged and sent again, repeated, and captured by two agents is told once', () => {
    const again = `
12.000 uac > proxy BYE via=u3 to=b cseq=2
12.000 uac > proxy BYE via=u3 to=b cseq=2 agent=2002
12.500 uac > proxy BYE via=u3 to=b cseq=2
12.510 proxy > uac 407 via=u3 to=b cseq=2 of=BYE
12.600 uac > proxy BYE via=u4 to=b cseq=3 auth
12.610 proxy > uac 200 via=u4 to=b cseq=3 of=BYE`;
    expect(byes(playScene(ANSWERED + again).events)).toEqual([['unknown', 'remote', undefined]]);
  });

  test('after the session timer has run out is told as that, also without a Reason header', () => {
    const timed = ANSWERED.replaceAll('200 via=u1 to=b sdp', '200 via=u1 to=b sdp se=12');
    const scene = timed + callerBye();
    expect(byes(playScene(scene).events)).toEqual([['unknown', 'remote', 'timer_expired']]);
    expect(ended(playScene(scene).events)).toEqual(['timeout']);
  });

  test('that arrives after its call was swept is told, once', () => {
    const late = `${ANSWERED}${callerBye()}`;
    // The BYE and its answers, the last four, are 20 s late.
    const played = playScene(late, { settings: { sweepAnsweredSeconds: 15 }, delay: (place) => (place > 8 ? 20 : 0), runOnSeconds: 60 });
    expect(byes(played.events)).toHaveLength(1);
    expect(ended(played.events)).toEqual(['other']);
  });

  test('in an early dialog is told, though there never was an answer', () => {
    const early = `
0.000 uac > proxy INVITE via=u1 sdp
0.011 proxy > uac 180 via=u1 to=b
1.000 uac > proxy BYE via=u3 to=b cseq=2
1.005 proxy > uac 200 via=u3 to=b cseq=2 of=BYE
1.010 proxy > uac 487 via=u1 to=b`;
    const { events } = playScene(early);
    expect(byes(events)).toEqual([['unknown', 'remote', undefined]]);
    expect(ofType(events, 'dialog.created')).toHaveLength(0);
  });
});

describe('a dialog', () => {
  test('is told when the answer has settled and when the end has, and its gauge follows at once', () => {
    const { events } = playScene(ANSWERED + callerBye(), TRUNK_IS_UAC);
    expect(ofType(events, 'dialog.created')).toMatchObject([{ direction: 'inbound', source: 'hep' }]);
    expect(ended(events)).toEqual(['bye']);
    expect(ofType(events, 'dialog.active').map(({ source, count }) => [source, count])).toEqual([
      ['hep', 1],
      ['hep', 0],
    ]);
  });

  test('is none without an answer: its gauge stays absent', () => {
    const { events } = playScene('0.0 uac > proxy INVITE via=u1\n0.1 proxy > uac 486 via=u1 to=b');
    expect(events.filter(({ type }) => type.startsWith('dialog.'))).toEqual([]);
  });

  test('that 481 breaks ends as an error', () => {
    const broken = `${ANSWERED}
4.000 uac > proxy INVITE via=u7 to=b cseq=2
4.010 proxy > uac 481 via=u7 to=b cseq=2`;
    const { events } = playScene(broken, { runOnSeconds: 60 });
    expect(ended(events)).toEqual(['error']);
    expect(ofType(events, 'dialog.active').at(-1)?.count).toBe(0);
  });
});
