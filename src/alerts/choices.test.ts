import { expect, test } from 'vitest';
import { isThreshold, thresholdHint } from './choices.ts';
import { trunkAlerts } from './trunks.ts';

test.each([
  ['TrunkFailing.ratio=0.7', true],
  ['TrunkFailing.ratio=0', true],
  ['TrunkFailing.ratio=1', true],
  ['TrunkFailing.ratio=70', false],
  ['TrunkFailing.ratio=-0.1', false],
  ['TrunkFailing.attempts=70', true],
  ['TrunkFailing.nothing=1', false],
  ['TrunkFailing.toString=1', false],
  ['NoSuchAlert.ratio=0.7', false],
])('whether %s sets a threshold: %s', (text, isOne) => {
  expect(isThreshold(trunkAlerts, text)).toBe(isOne);
});

test.each([
  ['TrunkFialing.ratio=0.7', 'did you mean TrunkFailing?'],
  ['TrunkFailing.ration=0.7', 'there are TrunkFailing.ratio, TrunkFailing.attempts'],
  ['TrunkFailing.atempts=5', 'there are TrunkFailing.attempts, TrunkFailing.ratio'],
  ['TrunkFailing', 'there are TrunkFailing.ratio, TrunkFailing.attempts'],
  ['TrunkNearLimit.rate=0.7', 'there is TrunkNearLimit.ratio'],
  ['TrunkDown.ratio=0.7', 'TrunkDown has no thresholds'],
  ['TrunkFailing.ratio=70', undefined],
  ['Nothing.like=it', undefined],
])('of %s it is said: %s', (text, hint) => {
  expect(thresholdHint(trunkAlerts, text)).toBe(hint);
});
