import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playScene, type ScenePlayed } from '../testing/run-scene.ts';
import { rounds } from '../../test/rounds.ts';

/** Everything the order of arrival could disturb: a challenge, a failover, a spiral, retransmissions, duplicates, a second vantage, an early BYE. */
const SCENE = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uac 407 via=u1 to=c
0.002 uac > proxy ACK via=u1 to=c
0.100 uac > proxy INVITE via=u2 cseq=2 auth
0.102 proxy > uas INVITE via=p1,u2 cseq=2 auth
0.103 proxy > uas INVITE via=p1,u2 cseq=2 auth agent=2002
0.110 uas > proxy 503 via=p1,u2 to=x cseq=2
0.111 proxy > uas2 INVITE via=p2,u2 cseq=2 auth
0.120 uas2 > proxy 180 via=p2,u2 to=b cseq=2
0.121 proxy > uac 180 via=u2 to=b cseq=2
0.320 uas2 > proxy 200 via=p2,u2 to=b cseq=2
0.321 proxy > uac 200 via=u2 to=b cseq=2
0.820 uas2 > proxy 200 via=p2,u2 to=b cseq=2
0.821 proxy > uac 200 via=u2 to=b cseq=2
0.822 proxy > uac 200 via=u2 to=b cseq=2
0.900 uac > proxy ACK via=u3 to=b cseq=2
1.200 uac > proxy BYE via=u4 to=b cseq=3
1.201 proxy > uas2 BYE via=p4,u4 to=b cseq=3
1.210 uas2 > proxy 200 via=p4,u4 to=b cseq=3 of=BYE
1.211 proxy > uac 200 via=u4 to=b cseq=3 of=BYE
0.050 uac > proxy INVITE via=v1 call=c2 from=f
0.055 proxy > uac 404 via=v1 call=c2 from=f to=g
0.060 phone > proxy REGISTER via=r1 call=c3
0.065 proxy > phone 401 via=r1 call=c3 of=REGISTER to=m
0.070 phone > proxy REGISTER via=r2 call=c3 cseq=2 auth
0.075 proxy > phone 200 via=r2 call=c3 cseq=2 of=REGISTER to=m
`;

/** What must not depend on arrival: the final records and everything that moves a call-level metric. */
function committed(played: ScenePlayed): string {
  const moved = played.events
    .filter((event) => ['call.answered', 'call.ended', 'call.hop', 'call.finding', 'registration.ended', 'sip.orphan'].includes(event.type))
    .map((event) => JSON.stringify(event))
    .toSorted();
  return JSON.stringify({ calls: played.calls, registrations: played.registrations, moved });
}

test('any order of arrival within the settling time gives the same calls, byte for byte', () => {
  const expected = committed(playScene(SCENE));
  expect(expected).toContain('"outcome":"answered"');
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1.9, noNaN: true }), { minLength: 32, maxLength: 32 }), (delays) => {
      expect(committed(playScene(SCENE, { delay: (index) => delays[index] ?? 0 }))).toBe(expected);
    }),
    { numRuns: rounds(150, 1000) },
  );
});

test('a response stamped before its request joins it, and the negative delay is absent and counted', () => {
  const played = playScene(`
0.000 uac > proxy INVITE via=u1
0.002 proxy > uas INVITE via=p1,u1
-0.004 proxy > uac 486 via=u1 to=b`);
  expect(played.calls[0]).toMatchObject({ outcome: 'busy', sipCode: 486 });
  expect(played.calls[0]).not.toHaveProperty('srdSeconds');
  expect(played.events.filter((event) => event.type === 'sip.clock_inverted')).toHaveLength(1);
});
