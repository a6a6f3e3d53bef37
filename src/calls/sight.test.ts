import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countEvents, playScene } from '../testing/run-scene.ts';

const TO_THE_ANSWER = `
3.000 proxy > uac 200 via=u1 to=b sdp
3.010 uac > proxy ACK via=u2 to=b
9.000 uac > proxy BYE via=u3 to=b cseq=2
9.005 proxy > uac 200 via=u3 to=b cseq=2 of=BYE`;

/** Every line of a scene again, so many seconds later. */
function again(scene: string, offset: number, words = ''): string {
  const line = (text: string): string =>
    text.replace(/^(-?[\d.]+)(.*)$/, (_, at: string, rest: string) => `${Number(at) + offset}${rest} ${words}`);
  return scene.split('\n').map(line).join('\n');
}

describe('a provisional answer with other bytes', () => {
  const PROGRESS = `
0.000 uac > proxy INVITE via=u1 sdp
0.010 proxy > uac 183 via=u1 to=b
1.000 proxy > uac 183 via=u1 to=b sdp`;

  test('is another answer: early media begins with the 183 that brings SDP', () => {
    const [call] = playScene(PROGRESS + TO_THE_ANSWER).calls;
    expect(call).toMatchObject({ earlyMediaSeconds: 2, hasRung: false, retransmissions: 0 });
  });

  test('lets a 408 after it be a call that nobody answered', () => {
    const [call] = playScene(`${PROGRESS}\n60.000 proxy > uac 408 via=u1 to=b`).calls;
    expect(call).toMatchObject({ outcome: 'no_answer', retransmissions: 0 });
  });

  test('is no retransmission when both are reliable (RFC 3262)', () => {
    const reliable = `
0.000 uac > proxy INVITE via=u1 sdp
0.500 proxy > uac 183 via=u1 to=b content=1
0.510 uac > proxy PRACK via=k1 to=b cseq=2
0.520 proxy > uac 200 via=k1 to=b cseq=2 of=PRACK
1.500 proxy > uac 183 via=u1 to=b content=2`;
    expect(playScene(reliable + TO_THE_ANSWER.replaceAll('cseq=2', 'cseq=3')).calls[0]).toMatchObject({ retransmissions: 0 });
  });
});

describe('a repetition', () => {
  const INVITE = '\n0.000 uac > proxy INVITE via=u1 sdp';
  const sent = (...times: readonly number[]): string => times.map((at) => again(INVITE, at)).join('');

  test('sooner than 0.8*T1 is a capture duplicate, later a retransmission', () => {
    const [call] = playScene(`${sent(0, 0.2, 0.5, 0.7, 1.5, 1.7)}\n1.800 proxy > uac 486 via=u1 to=b`).calls;
    expect(call).toMatchObject({ retransmissions: 2, duplicates: 3 });
  });

  test('over TCP and TLS is a capture duplicate, but for what TCP does not repeat by itself: a 2xx to an INVITE, its ACK, and a provisional answer', () => {
    for (const over of ['tcp', 'tls']) {
      const scene = `
0.000 uac > proxy INVITE via=u1 sdp over=${over}
0.500 uac > proxy INVITE via=u1 sdp over=${over}
0.600 proxy > uac 180 via=u1 to=b over=${over}
1.600 proxy > uac 180 via=u1 to=b over=${over}
2.000 proxy > uac 200 via=u1 to=b over=${over}
2.500 proxy > uac 200 via=u1 to=b over=${over}
2.510 uac > proxy ACK via=u2 to=b over=${over}
3.500 proxy > uac 200 via=u1 to=b over=${over}
3.510 uac > proxy ACK via=u2 to=b over=${over}
5.000 uac > proxy BYE via=u3 to=b cseq=2 over=${over}
5.600 uac > proxy BYE via=u3 to=b cseq=2 over=${over}
5.700 proxy > uac 200 via=u3 to=b cseq=2 of=BYE over=${over}
6.300 proxy > uac 200 via=u3 to=b cseq=2 of=BYE over=${over}`;
      expect(playScene(scene).calls[0]).toMatchObject({ retransmissions: 4, duplicates: 3 });
    }
  });
});

describe('a second tap', () => {
  const CALL = `
0.000 uac > proxy INVITE via=u1 sdp
0.004 proxy > uac 100 via=u1
0.300 proxy > uac 180 via=u1 to=b${TO_THE_ANSWER}`;

  test('that sees every message at a steady offset makes duplicates, whatever the offset', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 2.9, noNaN: true }), (offset) => {
        const played = playScene(CALL + again(CALL, Number(offset.toFixed(3))), { isFile: true });
        expect(played.calls).toHaveLength(1);
        expect(played.calls[0]).toMatchObject({ retransmissions: 0, duplicates: 7, outcome: 'answered', ended: 'bye', talkSeconds: 6 });
        expect(countEvents(played, 'call.finding')).toBe(0);
      }),
    );
  });

  test('is none when a few messages come again: an answer whose ACK was lost is repeated, and so is its ACK', () => {
    const lost = `
3.500 proxy > uac 200 via=u1 to=b sdp
3.510 uac > proxy ACK via=u2 to=b`;
    expect(playScene(CALL + lost, { isFile: true }).calls[0]).toMatchObject({ retransmissions: 2, duplicates: 0 });
  });

  test('is none when an INVITE is repeated for want of its 100', () => {
    const lost = `
0.500 uac > proxy INVITE via=u1 sdp
0.504 proxy > uac 100 via=u1`;
    expect(playScene(CALL + lost, { isFile: true }).calls[0]).toMatchObject({ retransmissions: 2, duplicates: 0 });
  });
});

test('messages of one instant are put in the order of a dialog: INVITE, CANCEL or ACK, BYE', () => {
  const answered = `
0 uac > proxy INVITE via=u1 cseq=102
0 proxy > uac 200 via=u1 to=b cseq=102
0 uac > proxy ACK via=u2 to=b cseq=102
0 proxy > uac BYE via=s1 from=b to=a cseq=1
0 uac > proxy 200 via=s1 from=b to=a cseq=1 of=BYE`;
  expect(playScene(answered).calls[0]).toMatchObject({ outcome: 'answered', ended: 'bye', releasedBy: 'callee' });
  const cancelled = `
0 uac > proxy INVITE via=u1
0 uac > proxy CANCEL via=u1
0 proxy > uac 200 via=u1 of=CANCEL
0 proxy > uac 487 via=u1 to=b`;
  expect(playScene(cancelled).calls[0]).toMatchObject({ outcome: 'cancelled', releasedBy: 'caller' });
});
