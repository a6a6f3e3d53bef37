import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const active = series('telephony_registrations_active', { source: 'hep' });
const rounds = (outcome: string): string => series('telephony_registrations_total', { outcome, challenged: 'yes' });
const READ_AT = 'ringscope_config_last_reload_success_timestamp_seconds';

export const registrationCases: AlertCases = {
  RegistrationsDropped: {
    fires: {
      'half of the phones are gone': { series: { [active]: '100x90 50x5', [READ_AT]: '0x100' }, at: 95 * 60, value: '50' },
    },
    quiet: {
      'the server was started, and the phones become known again': {
        series: { [active]: '100x90 5+5x10', [READ_AT]: '0x90 5400x12' },
        at: 95 * 60,
      },
      'phones leave in the evening, over hours': { series: { [active]: '100-0.5x160', [READ_AT]: '0x160' }, at: 120 * 60 },
    },
  },
  RegistrationStorm: {
    fires: {
      'ten times as many rounds as in the hour before': {
        series: { [rounds('registered')]: counts([90, 10], [10, 100]) },
        at: 97 * 60,
        value: '500',
      },
    },
    quiet: {
      'many phones register all the time': { series: { [rounds('registered')]: counts([100, 100]) }, at: 97 * 60 },
      'there was no hour before': { series: { [rounds('registered')]: counts([8, 100]) }, at: 480 },
      'a scanner guesses passwords': {
        series: { [rounds('registered')]: counts([100, 10]), [rounds('rejected')]: counts([90, 0], [10, 900]) },
        at: 97 * 60,
      },
    },
  },
  RegistrationsFailing: {
    fires: {
      'one in three gets no answer': {
        series: { [rounds('registered')]: counts([10, 20]), [rounds('timeout')]: counts([10, 10]) },
        at: 600,
        value: '33.33%',
      },
    },
    quiet: {
      'a scanner guesses passwords': {
        series: { [rounds('registered')]: counts([10, 20]), [rounds('rejected')]: counts([10, 500]), [rounds('failed')]: counts([10, 0]) },
        at: 600,
      },
    },
  },
};
