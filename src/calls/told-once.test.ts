import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, type EventOfType, type TelephonyEvent } from '../core/index.ts';
import { playMessages, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';

/** Two calls, one refreshed and ended by both sides at once, the other refused after a challenge; a leg and an OPTIONS that nobody answers; registrations. */
const SCENE = `
0.000 uac > proxy INVITE via=u1 sdp se=90 verstat=verified
0.001 proxy > uac 100 via=u1
0.002 proxy > uas2 INVITE via=d1,u1 sdp se=90 verstat=verified
2.002 proxy > uas INVITE via=p1,u1 sdp se=90 verstat=verified
2.100 uas > proxy 180 via=p1,u1 to=b
2.101 proxy > uac 180 via=u1 to=b
4.000 uas > proxy 200 via=p1,u1 to=b sdp se=90 refresher=uac
4.001 proxy > uac 200 via=u1 to=b sdp se=90 refresher=uac
4.010 uac > proxy ACK via=u2 to=b
4.011 proxy > uas ACK via=p2,u2 to=b
30.000 uac > proxy UPDATE via=u4 to=b cseq=2 se=60
30.001 proxy > uas UPDATE via=p4,u4 to=b cseq=2 se=60
30.010 uas > proxy 422 via=p4,u4 to=b cseq=2 of=UPDATE
30.011 proxy > uac 422 via=u4 to=b cseq=2 of=UPDATE
36.000 uac > proxy INVITE via=u5 to=b cseq=3 se=120
36.001 proxy > uas INVITE via=p5,u5 to=b cseq=3 se=120
36.010 uas > proxy 200 via=p5,u5 to=b cseq=3 se=120 refresher=uas
36.011 proxy > uac 200 via=u5 to=b cseq=3 se=120 refresher=uas
36.020 uac > proxy ACK via=u6 to=b cseq=3
36.021 proxy > uas ACK via=p6,u6 to=b cseq=3
60.000 uas > proxy BYE via=s1 from=b to=a cseq=1 q850=21
60.001 proxy > uac BYE via=q1,s1 from=b to=a cseq=1 q850=21
60.002 uac > proxy BYE via=u9 to=b cseq=9
60.003 proxy > uas BYE via=p9,u9 to=b cseq=9
60.010 uac > proxy 200 via=q1,s1 from=b to=a cseq=1 of=BYE
60.011 proxy > uas 200 via=s1 from=b to=a cseq=1 of=BYE
60.012 uas > proxy 200 via=p9,u9 to=b cseq=9 of=BYE
60.013 proxy > uac 200 via=u9 to=b cseq=9 of=BYE
1.000 uac > proxy INVITE via=c1 from=f call=c2
1.010 proxy > uac 407 via=c1 from=f to=x call=c2
1.020 uac > proxy ACK via=c1 from=f to=x call=c2
7.000 uac > proxy INVITE via=c2 from=f cseq=2 auth call=c2
7.010 proxy > uac 486 via=c2 from=f to=y cseq=2 call=c2
7.020 uac > proxy ACK via=c2 from=f to=y cseq=2 call=c2
2.000 proxy > uas2 OPTIONS via=o1 from=o call=o1
3.000 phone > proxy REGISTER via=r1 from=r call=r1 contact=a expires=20
3.010 proxy > phone 200 via=r1 from=r to=z of=REGISTER call=r1 contact=a expires=20
13.000 phone > proxy REGISTER via=r2 from=r cseq=2 call=r1 contact=a expires=20
13.010 proxy > phone 200 via=r2 from=r to=z cseq=2 of=REGISTER call=r1 contact=a expires=20`;

const MESSAGES = sceneEvents(readScene(SCENE, SCENE_START));

/** How many facts of each kind were told. */
function factsOf(messages: readonly EventOfType<'sip.message'>[]): Readonly<Record<string, number>> {
  const facts: Record<string, number> = {};
  for (const event of playMessages(messages, { runOnSeconds: 80 }).events) {
    const fact = factOf(event);
    if (fact !== undefined) facts[fact] = (facts[fact] ?? 0) + 1;
  }
  return facts;
}

function factOf(event: TelephonyEvent): string | undefined {
  if (event.type === 'sip.bye') return `bye ${event.by} ${event.reasonQ850 ?? ''}`;
  if (event.type === 'sip.session_refresh' || event.type === 'sip.stir_verified') return `${event.type} ${event.outcome}`;
  if (event.type === 'sip.invite_result') return `answer ${event.status}`;
  if (event.type === 'sip.transaction_timeout') return `timeout ${event.method}`;
  if (event.type === 'dialog.ended') return `ended ${event.reason}`;
  return event.type === 'dialog.created' || event.type === 'dialog.active' || event.type === 'registration.active' ? event.type : undefined;
}

const FACTS = {
  'answer 100': 1,
  'answer 180': 1,
  'answer 200': 1,
  'answer 407': 1,
  'answer 486': 1,
  'bye local 21': 1,
  'bye remote ': 1,
  'dialog.active': 2,
  'dialog.created': 1,
  'ended bye': 1,
  'registration.active': 2,
  'sip.session_refresh bumped': 1,
  'sip.session_refresh role_swap': 1,
  'sip.stir_verified verified': 1,
  'timeout INVITE': 1,
  'timeout OPTIONS': 1,
};

test('each fact of a capture is told once', () => {
  expect(factsOf(MESSAGES)).toEqual(FACTS);
});

/** What happens to a message on its way: it arrives late, is captured twice, is sent again, and a second agent sees it too. */
const fates = fc.array(
  fc.record({
    delay: fc.constantFrom(0, 0, 0.1, 0.9),
    copies: fc.subarray(['capture', 'again', 'tap'] as const),
  }),
  { minLength: MESSAGES.length, maxLength: MESSAGES.length },
);

test('and so it is when messages are late, out of order, repeated, captured twice and seen from a second tap', () => {
  const shifted = (one: EventOfType<'sip.message'>, sent: number, arrived: number, agent = one.agent) => ({
    ...one,
    agent,
    at: one.at + sent,
    receivedAt: one.at + sent + arrived,
  });
  fc.assert(
    fc.property(fates, (how) => {
      const messages = MESSAGES.flatMap((one, place) => {
        const { delay, copies } = how[place] ?? { delay: 0, copies: [] };
        const made = [shifted(one, 0, delay)];
        if (copies.includes('capture')) made.push(shifted(one, 0.001, delay));
        if (copies.includes('again')) made.push(shifted(one, 0.5, delay));
        if (copies.includes('tap')) made.push(shifted(one, 0.002, delay, labelText('tap')));
        return made;
      }).map((one, arrival) => ({ ...one, arrival }));
      expect(factsOf(messages)).toEqual(FACTS);
    }),
    { numRuns: 100 },
  );
});
