import { mediaLegs, mediaLoss, mediaMos, mediaStalls } from '../catalog/index.ts';
import { above, both, calculate, countOf, divide, increase, shareUpTo, sum } from '../expressions/index.ts';
import { alert } from './alert.ts';

const WINDOW = 900;
const legs = { default: 25, help: 'Legs that ended within 15 minutes, below which nothing is said.' };

/** How calls sound. */
export const mediaAlerts = [
  alert('MosLow', {
    severity: 'warning',
    summary: '{value:percent} of the calls sound bad',
    description:
      'Of the legs that ended within 15 minutes {value:percent} had an estimated MOS of 3.1 at most: nearly all users are dissatisfied.',
    thresholds: { legs, ratio: { default: 0.2, isRatio: true, help: 'Bad legs over all, 0 to 1, above which they are too many.' } },
    when: ({ legs: least, ratio }) =>
      both(above(shareUpTo(3.1, mediaMos, WINDOW), ratio), above(sum(increase(countOf(mediaMos), WINDOW)), least)),
    forSeconds: 60,
  }),
  alert('PacketLossHigh', {
    severity: 'warning',
    summary: '{value:percent} of the calls lose more than 5 % of their packets',
    description: 'Of the legs that ended within 15 minutes {value:percent} lost more than one packet in twenty.',
    thresholds: { legs, ratio: { default: 0.2, isRatio: true, help: 'Legs with loss over all, 0 to 1, above which they are too many.' } },
    when: ({ legs: least, ratio }) => {
      const withLoss = calculate('-', 1, shareUpTo(0.05, mediaLoss, WINDOW));
      return both(above(withLoss, ratio), above(sum(increase(countOf(mediaLoss), WINDOW)), least));
    },
    forSeconds: 60,
  }),
  alert('OneWayAudio', {
    severity: 'critical',
    summary: 'No sound flows in {value:percent} of the calls',
    description:
      'Within 15 minutes {value:percent} as many stalls of media were told as legs ended: calls were answered and nothing was heard in one direction.',
    thresholds: {
      stalls: { default: 3, help: 'Stalls within 15 minutes, below which nothing is said.' },
      ratio: { default: 0.1, help: 'Stalls over legs that ended, above which they are too many.' },
    },
    when: ({ stalls, ratio }) => {
      const stalled = sum(increase(mediaStalls, WINDOW));
      return both(above(divide(stalled, sum(increase(mediaLegs, WINDOW))), ratio), above(stalled, stalls));
    },
    forSeconds: 60,
  }),
];
