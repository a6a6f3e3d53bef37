import {
  apduResponses,
  apduSeconds,
  dbErrors,
  dbOperations,
  devicesActive,
  otaSeconds,
  otaSessions,
  tlsFailures,
  tlsHandshakes,
} from '../catalog/index.ts';
import { above, both, calculate, compare, countOf, divide, increase, overTime, quantile, sum, value } from '../expressions/index.ts';
import { alert } from './alert.ts';

/** Cards, their sessions over the air, and what servers of cards need. */
export const cardAlerts = [
  alert('HighAPDUErrorRate', {
    severity: 'warning',
    summary: 'Cards refuse {value:percent} of their commands',
    description:
      'Of the answers of cards within five minutes {value:percent} had a status word that is no success, no data to fetch and no warning.',
    thresholds: {
      responses: { default: 50, help: 'Answers within five minutes, below which nothing is said.' },
      ratio: { default: 0.05, isRatio: true, help: 'Refusals over answers, 0 to 1, above which they are too many.' },
    },
    when: ({ responses, ratio }) => {
      const all = sum(increase(apduResponses, 300));
      const refused = sum(increase(apduResponses, 300, { where: { success: 'no' } }));
      return both(above(divide(refused, all), ratio), above(all, responses));
    },
    forSeconds: 120,
  }),
  alert('HighAPDULatency', {
    severity: 'warning',
    summary: 'Cards take {value:duration} to answer',
    description: 'One in twenty answers of cards took longer than {value:duration} within five minutes.',
    thresholds: {
      responses: { default: 50, help: 'Answers within five minutes, below which nothing is said.' },
      seconds: { default: 1, help: 'The 95th percentile in seconds above which it is too long.' },
    },
    when: ({ responses, seconds }) =>
      both(above(quantile(0.95, apduSeconds, 300), seconds), above(sum(increase(countOf(apduSeconds), 300)), responses)),
    forSeconds: 120,
  }),
  alert('SessionTimeoutSpike', {
    severity: 'warning',
    summary: '{value:count} sessions with cards timed out within ten minutes',
    description:
      '{value:count} sessions with cards timed out within ten minutes: many of all sessions, and far more than in the hours before.',
    thresholds: {
      timeouts: { default: 5, help: 'Timeouts within ten minutes, below which nothing is said.' },
      ratio: { default: 0.1, isRatio: true, help: 'Timeouts over sessions, 0 to 1, above which they are too many.' },
      times: { default: 3, help: 'Timeouts over those of the six hours before, above which they are a spike.' },
    },
    when: ({ timeouts, ratio, times }) => {
      const late = sum(increase(otaSessions, 600, { where: { outcome: 'timeout' } }));
      const usual = sum(increase(otaSessions, 21_600, { where: { outcome: 'timeout' } }));
      const all = sum(increase(otaSessions, 600));
      return both(
        above(late, timeouts),
        above(divide(late, all), ratio),
        // Six hours are 36 times ten minutes, and hold the last ones, too.
        above(calculate('*', late, 36), calculate('*', calculate('-', usual, late), times)),
      );
    },
    forSeconds: 60,
  }),
  alert('LongSessionDuration', {
    severity: 'warning',
    summary: 'Sessions with cards take {value:duration}',
    description: 'One in twenty sessions with cards that were completed within half an hour took longer than {value:duration}.',
    thresholds: {
      sessions: { default: 10, help: 'Completed sessions within half an hour, below which nothing is said.' },
      seconds: { default: 60, help: 'The 95th percentile in seconds above which it is too long.' },
    },
    when: ({ sessions, seconds }) => {
      const where = { outcome: 'completed' } as const;
      return both(
        above(quantile(0.95, otaSeconds, 1800, [], { where }), seconds),
        above(sum(increase(countOf(otaSeconds), 1800, { where })), sessions),
      );
    },
    forSeconds: 300,
  }),
  alert('TLSHandshakeFailures', {
    severity: 'critical',
    summary: '{value:percent} of the TLS handshakes of cards and programs fail',
    description:
      'Of the TLS handshakes that programs told within ten minutes {value:percent} failed. Those that the other side closed or never finished are left out: port scanners and probes do so.',
    thresholds: {
      failures: { default: 5, help: 'Failures within ten minutes, below which nothing is said.' },
      ratio: { default: 0.2, isRatio: true, help: 'Failures over handshakes, 0 to 1, above which they are too many.' },
    },
    when: ({ failures, ratio }) => {
      const failed = sum(increase(tlsFailures, 600, { where: { reason: { not: ['closed', 'timeout'] } } }));
      return both(above(divide(failed, sum(increase(tlsHandshakes, 600))), ratio), above(failed, failures));
    },
    forSeconds: 60,
  }),
  alert('DeviceDisconnected', {
    severity: 'warning',
    summary: 'No {kind} is attached to {source} any more',
    description: 'For two minutes {source} has had no {kind} attached; within the last hour it had.',
    thresholds: {},
    when: () => both(compare('==', value(devicesActive), 0), above(overTime('max', devicesActive, 3600), 0)),
    forSeconds: 120,
  }),
  alert('DatabaseConnectionFailure', {
    severity: 'critical',
    summary: 'Programs do not reach their database: {value:percent} of the operations fail so',
    description:
      'Of what programs asked their databases within five minutes {value:percent} failed because the database refused, was gone or did not answer in time. A query that is wrong is not in it.',
    thresholds: {
      failures: { default: 3, help: 'Such failures within five minutes, below which nothing is said.' },
      ratio: { default: 0.5, isRatio: true, help: 'Such failures over operations, 0 to 1, above which the database is away.' },
    },
    when: ({ failures, ratio }) => {
      const failed = sum(increase(dbErrors, 300, { where: { reason: ['refused', 'unreachable', 'disconnected', 'timeout'] } }));
      return both(above(divide(failed, sum(increase(dbOperations, 300))), ratio), above(failed, failures));
    },
    forSeconds: 60,
  }),
];
