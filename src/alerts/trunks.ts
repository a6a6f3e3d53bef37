import { sipPeerUp, trunkAttempts, trunkCallLimit, trunkCalls, trunkUp } from '../catalog/index.ts';
import { above, aggregate, both, compare, divide, increase, sum, value } from '../expressions/index.ts';
import { alert } from './alert.ts';

/** Alerts about trunks, by legs: a call that fails over to another trunk hides a carrier that is dead. */
export const trunkAlerts = [
  alert('TrunkFailing', {
    severity: 'critical',
    summary: 'Trunk {trunk} fails {value:percent} of its call attempts',
    description: 'Of the attempts over trunk {trunk} within five minutes {value:percent} failed or got no answer.',
    thresholds: {
      attempts: { default: 10, help: 'Attempts over a trunk within five minutes, below which nothing is said.' },
      ratio: { default: 0.5, isRatio: true, help: 'Failed attempts over all, 0 to 1, above which the trunk is sick.' },
    },
    when: ({ attempts, ratio }) => {
      const all = sum(increase(trunkAttempts, 300, { where: { side: 'to' } }), ['trunk']);
      const failed = sum(increase(trunkAttempts, 300, { where: { side: 'to', outcome: 'failed' } }), ['trunk']);
      return both(above(divide(failed, all), ratio), above(all, attempts));
    },
    forSeconds: 60,
  }),
  alert('TrunkDown', {
    severity: 'critical',
    summary: 'Trunk {trunk} cannot be used',
    description: 'The program that uses trunk {trunk} says that it has been down for a minute.',
    thresholds: {},
    when: () => compare('==', value(trunkUp), 0),
    forSeconds: 60,
  }),
  alert('TrunkNearLimit', {
    severity: 'warning',
    summary: 'Trunk {trunk} is {value:percent} full',
    description: 'The calls over trunk {trunk} have been {value:percent} of the most that it carries. Further ones will be refused.',
    thresholds: {
      ratio: { default: 0.9, isRatio: true, help: 'Calls over the limit of the trunk, 0 to 1, above which it is nearly full.' },
    },
    when: ({ ratio }) => above(divide(sum(value(trunkCalls), ['trunk']), aggregate('max', value(trunkCallLimit), ['trunk'])), ratio),
    forSeconds: 120,
  }),
  alert('SipPeerDown', {
    severity: 'critical',
    summary: 'The next hop {peer} does not answer OPTIONS',
    description: 'For two minutes the next hop {peer} has answered OPTIONS not at all, or with 408 or 503.',
    thresholds: {},
    when: () => compare('==', value(sipPeerUp), 0),
    forSeconds: 120,
  }),
];
