import { expect, test } from 'vitest';
import { playScene } from '../../testing/run-scene.ts';
import { sayHalfCaptured } from './half-captured.ts';

const call = (n: number, lines: readonly string[]): string => lines.map((line) => `${line} call=c${n}`).join('\n');
const INCOMING = [
  '0.000 uac > proxy INVITE via=u1 sdp',
  '0.010 uas > proxy 180 via=p1,u1 to=b',
  '2.000 uas > proxy 200 via=p1,u1 to=b sdp',
  '2.010 uac > proxy ACK via=u2 to=b',
  '12.000 uac > proxy BYE via=u3 to=b cseq=2',
  '12.005 uas > proxy 200 via=p3,u3 to=b cseq=2 of=BYE',
];

test('a call that was captured in one direction names what is missing of each hop', () => {
  const { calls, events } = playScene(call(1, INCOMING), { runOnSeconds: 60 });
  expect(calls).toMatchObject([{ outcome: 'answered', anomalies: ['answers_not_captured', 'invite_not_captured'] }]);
  expect(events.flatMap((event) => (event.type === 'sip.anomaly' ? [event.anomaly] : []))).toEqual([
    'answers_not_captured',
    'invite_not_captured',
  ]);
});

test.each([
  [{ hops: 1000, lacking: 1000 }, 'Half of the capture is missing: 1000 of 1000 hops'],
  [{ hops: 1000, lacking: 52 }, 'About 5.2 % of the packets are missing: 52 of 1000 hops'],
])('%o is told as what it is', (captured, said) => {
  expect(sayHalfCaptured(captured)?.reason).toContain(said);
});

test.each([
  { hops: 0, lacking: 0 },
  { hops: 4, lacking: 4 },
  { hops: 10_000, lacking: 20 },
])('nothing is told of %o, which may be chance', (captured) => {
  expect(sayHalfCaptured(captured)).toBeUndefined();
});
