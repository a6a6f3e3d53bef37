import { modemFlaps, modemRssi, modemSim, modemState, smsFailures, smsSent } from '../catalog/index.ts';
import { above, below, both, calculate, compare, divide, either, increase, overTime, sum, value } from '../expressions/index.ts';
import { alert } from './alert.ts';

/** Modems and their short messages. */
export const modemAlerts = [
  alert('ModemFlapping', {
    severity: 'warning',
    summary: 'Modem {modem} is lost again and again',
    description: 'Within 15 minutes modem {modem} was lost {value:count} times within a minute after it was connected.',
    thresholds: { flaps: { default: 2, help: 'Flaps within 15 minutes, above which it is no accident.' } },
    when: ({ flaps }) => above(sum(increase(modemFlaps, 900), ['modem']), flaps),
    keepSeconds: 300,
  }),
  alert('ModemDisconnected', {
    severity: 'warning',
    summary: 'Modem {modem} is lost',
    description: 'Modem {modem} has not been connected for five minutes.',
    thresholds: {},
    when: () => compare('==', sum(value(modemState, { where: { state: 'connected' } }), ['modem']), 0),
    forSeconds: 300,
  }),
  alert('ModemSignalWeak', {
    severity: 'warning',
    summary: 'Modem {modem} hears its network badly: {value} dBm',
    description: 'The best signal of modem {modem} within 15 minutes was {value} dBm.',
    thresholds: { dbm: { default: -103, help: 'Received signal strength in dBm below which it is weak.' } },
    when: ({ dbm }) => below(overTime('max', modemRssi, 900), dbm),
    forSeconds: 300,
  }),
  alert('ModemSimUnusable', {
    severity: 'critical',
    summary: 'The SIM of modem {modem} cannot be used: {state}',
    description: 'Modem {modem} says that its SIM is {state}.',
    thresholds: {},
    when: () => compare('==', value(modemSim, { where: { state: ['pin', 'puk', 'absent', 'blocked', 'failed'] } }), 1),
    forSeconds: 120,
  }),
  alert('SmsFailing', {
    severity: 'warning',
    summary: '{value:percent} of the short messages of modem {modem} are not accepted',
    description: 'Of the short messages of modem {modem} within 30 minutes {value:percent} were not accepted for sending.',
    thresholds: {
      failures: { default: 3, help: 'Failures within 30 minutes, below which nothing is said.' },
      ratio: { default: 0.2, isRatio: true, help: 'Failures over all messages to be sent, 0 to 1, above which they are too many.' },
    },
    when: ({ failures, ratio }) => {
      const failed = sum(increase(smsFailures, 1800), ['modem']);
      const all = either(calculate('+', failed, sum(increase(smsSent, 1800), ['modem'])), failed);
      return both(above(divide(failed, all), ratio), above(failed, failures));
    },
  }),
];
