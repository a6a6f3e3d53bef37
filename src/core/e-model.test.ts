import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateQuality } from './index.ts';

/** What VoiceServer's `qos.Estimate` gives, rounded to 0.1: RTT in ms, jitter in ms, loss, codec; one-way in ms, Id, Ie, loss impairment, R and MOS. */
const VECTORS = [
  [30, 5, 0, 'pcmu', 35, 0.8, 0, 0, 92.4, 4.4],
  [80, 5, 0.02, 'pcmu', 60, 1.4, 0, 7, 84.7, 4.2],
  [80, 5, 0.02, 'opus', 60, 1.4, 2, 6.9, 84.7, 4.2],
  [150, 20, 0.05, 'PCMA', 135, 3.2, 0, 15.8, 74.2, 3.8],
  [600, undefined, 0, 'pcmu', 320, 23.4, 0, 0, 69.8, 3.6],
  [150, undefined, 0.01, 'G729', 95, 2.3, 11, 4.2, 75.7, 3.9],
  [100, undefined, 0.1, 'g722', 70, 1.7, 2, 38.8, 52.6, 2.7],
] as const;

test.each(VECTORS)('RTT %s ms, jitter %s ms, loss %s of %s', (rtt, jitter, lossRatio, codec, oneWay, id, ie, loss, r, mos) => {
  const jitterSeconds = jitter === undefined ? undefined : jitter / 1000;
  const estimate = estimateQuality({ rttSeconds: rtt / 1000, jitterSeconds, lossRatio, codec });
  const { oneWaySeconds = 0, delayImpairment, codecImpairment, lossImpairment, rFactor, mos: score } = estimate ?? {};
  const shown = [oneWaySeconds * 1000, delayImpairment, codecImpairment, lossImpairment, rFactor, score];
  expect(shown.map((value) => Math.round((value ?? NaN) * 10) / 10)).toEqual([oneWay, id, ie, loss, r, mos]);
});

test('scores are not rounded', () => {
  expect(estimateQuality({ rttSeconds: 0.03, jitterSeconds: 0.005, lossRatio: 0, codec: 'PCMU' })?.rFactor).toBeCloseTo(92.36, 10);
  expect(estimateQuality({ rttSeconds: 0.03, jitterSeconds: 0.005, lossRatio: 0, codec: 'PCMU' })?.mos).toBeCloseTo(4.392_439_398_2, 9);
});

test('without round trip, jitter and loss there is no estimate', () => {
  expect(estimateQuality({})).toBeUndefined();
  expect(estimateQuality({ codec: 'PCMU' })).toBeUndefined();
});

test('a score is never outside its scale, and never better for more loss or delay', () => {
  const figure = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      figure,
      figure,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('opus', 'g729', 'x'),
      (rtt, jitter, loss, codec) => {
        const mosAt = (rttSeconds: number, lossRatio: number): number =>
          estimateQuality({ rttSeconds, jitterSeconds: jitter, lossRatio, codec })?.mos ?? NaN;
        const mos = mosAt(rtt, loss);
        expect(mos).toBeGreaterThanOrEqual(1);
        expect(mos).toBeLessThanOrEqual(4.5);
        expect(mosAt(rtt, Math.min(1, loss + 0.1))).toBeLessThanOrEqual(mos + 1e-9);
        expect(mosAt(rtt + 0.1, loss)).toBeLessThanOrEqual(mos + 1e-9);
      },
    ),
  );
});
