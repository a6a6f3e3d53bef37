import { expect, test } from 'vitest';
import { labelText, type EventOfType } from '../core/index.ts';
import { legJitterSeconds, legLossRatio, legMos } from './leg-quality.ts';

function leg(quality: Partial<EventOfType<'media.ended'>>): EventOfType<'media.ended'> {
  return { type: 'media.ended', at: 1, source: labelText('pbx'), ...quality };
}

test('240 ticks are 30 ms of G.711 and 5 ms of opus', () => {
  expect(legJitterSeconds(leg({ jitterTicks: 240, clockRateHz: 8000 }))).toBe(0.03);
  expect(legJitterSeconds(leg({ jitterTicks: 240, clockRateHz: 48_000 }))).toBe(0.005);
});

test('jitter of 0 is a value, and ticks without a clock rate are none', () => {
  expect(legJitterSeconds(leg({ jitterSeconds: 0 }))).toBe(0);
  expect(legJitterSeconds(leg({ jitterTicks: 240 }))).toBeUndefined();
  expect(legJitterSeconds(leg({ jitterTicks: 240, clockRateHz: 0 }))).toBeUndefined();
});

test('loss is that of the whole leg: here before that at the peer', () => {
  expect(legLossRatio(leg({ packetsReceived: 980, packetsLost: 20, packetsSent: 100, peerPacketsLost: 50 }))).toBe(0.02);
  expect(legLossRatio(leg({ packetsSent: 200, peerPacketsLost: 10 }))).toBe(0.05);
  expect(legLossRatio(leg({ lossRatio: 0.5, packetsReceived: 1, packetsLost: 0 }))).toBe(0.5);
});

test('a leg of which nothing was told has no quality', () => {
  expect(legJitterSeconds(leg({}))).toBeUndefined();
  expect(legLossRatio(leg({}))).toBeUndefined();
  expect(legLossRatio(leg({ packetsReceived: 0, packetsLost: 0 }))).toBeUndefined();
  expect(legMos(leg({}))).toBeUndefined();
});

test('a score outside of 1 to 5 is none', () => {
  expect(legMos(leg({ mos: 0 }))).toBeUndefined();
  expect(legMos(leg({ mos: 4.41 }))).toBe(4.41);
});
