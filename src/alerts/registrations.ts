import { configLastReloadSuccessAt, registrations, registrationsActive } from '../catalog/index.ts';
import { above, aggregate, below, both, calculate, divide, increase, now, sum, unless, value } from '../expressions/index.ts';
import { alert } from './alert.ts';

/** Of registrations, all servers of a scrape by themselves. */
export const registrationAlerts = [
  alert('RegistrationsDropped', {
    severity: 'critical',
    summary: 'Many phones are not registered any more: {value:count} are left',
    description: '{value:count} phones are registered, and a quarter of an hour ago there were many more.',
    thresholds: {
      phones: { default: 20, help: 'Phones a quarter of an hour ago, below which nothing is said.' },
      ratio: { default: 0.7, isRatio: true, help: 'Phones over those of a quarter of an hour ago, 0 to 1, below which too many are gone.' },
      startSeconds: {
        default: 3600,
        help: 'Seconds after a start, within which nothing is said: the phones become known again one by one.',
      },
    },
    when: ({ phones, ratio, startSeconds }) => {
      const before = sum(value(registrationsActive, { ago: 900 }));
      const hasDropped = both(below(sum(value(registrationsActive)), calculate('*', before, ratio)), above(before, phones));
      return unless(hasDropped, above(aggregate('max', value(configLastReloadSuccessAt)), calculate('-', now(), startSeconds)));
    },
    forSeconds: 60,
  }),
  alert('RegistrationStorm', {
    severity: 'warning',
    summary: 'Phones register far more often than usual: {value:count} rounds within five minutes',
    description:
      'There were {value:count} rounds of registration within five minutes, many times more than in the hour before. Refused ones, such as those of scanners, are not in it.',
    thresholds: {
      rounds: { default: 100, help: 'Rounds within five minutes, below which nothing is said.' },
      times: { default: 4, help: 'Rounds over those of the hour before, above which they are a storm.' },
    },
    when: ({ rounds, times }) => {
      const recent = sum(increase(registrations, 300, { where: { outcome: { not: ['rejected'] } } }));
      const usual = sum(increase(registrations, 3600, { where: { outcome: { not: ['rejected'] } }, ago: 600 }));
      return both(above(recent, rounds), above(recent, calculate('*', usual, times / 12)));
    },
    forSeconds: 60,
  }),
  alert('RegistrationsFailing', {
    severity: 'critical',
    summary: '{value:percent} of the registrations fail',
    description:
      'Of the rounds of registration within five minutes {value:percent} ended in an error of a server or without an answer. Wrong passwords are not in it.',
    thresholds: {
      rounds: { default: 20, help: 'Rounds within five minutes, below which nothing is said.' },
      ratio: { default: 0.2, isRatio: true, help: 'Failed rounds over all, 0 to 1, above which they are too many.' },
    },
    when: ({ rounds, ratio }) => {
      const all = sum(increase(registrations, 300));
      const failed = sum(increase(registrations, 300, { where: { outcome: ['failed', 'timeout'] } }));
      return both(above(divide(failed, all), ratio), above(all, rounds));
    },
    forSeconds: 60,
  }),
];
