import {
  realmRegistrations,
  registrationDelay,
  registrationRefusals,
  registrations,
  registrationsActive,
  authAttempts,
  authFailures,
} from '../../catalog/index.ts';
import { shareOf } from '../../expressions/index.ts';
import { grown, level, partOf, partOfAll, speed, spread, typical } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

const WEEK_SECONDS = 604_800;
const REFUSED = { where: { outcome: ['rejected', 'failed', 'timeout'] } } as const;

/** Registrations of endpoints. */
export const registrationsDashboard = dashboard('registrations', {
  title: 'Ringscope / Registrations',
  description: 'Who is registered, and what becomes of registrations. A challenge and its answer are one round.',
  scraped: registrations,
  links: [{ title: 'SIP signalling', dashboard: 'sip' }],
  rows: [
    {
      title: 'Registrations',
      panels: [
        panel('number', 'Registered', {
          description: 'Endpoints that are registered right now.',
          unit: 'count',
          queries: [query('registered', level(registrationsActive))],
        }),
        panel('number', 'Rounds', {
          description: 'Registration rounds in the time shown.',
          unit: 'count',
          queries: [query('rounds', grown(registrations))],
        }),
        panel('number', 'Accepted', {
          description: 'Part of the rounds of the time shown that were accepted.',
          unit: 'ratio',
          bounds: { warning: 0.95, bad: 0.8, isLow: true },
          queries: [query('accepted', partOfAll(registrations, { outcome: ['registered', 'unregistered'] }))],
        }),
        panel('lines', 'Registered endpoints', {
          description: 'Endpoints that are registered, by source. A steep fall: a proxy was restarted, or a network is gone.',
          unit: 'count',
          queries: [query('{source}', level(registrationsActive, ['source']))],
        }),
        panel('stacked', 'Rounds by outcome', {
          description: 'Registration rounds by how they came out.',
          unit: 'perSecond',
          queries: [query('{outcome}', speed(registrations, ['outcome']))],
        }),
        panel('lines', 'Rounds against last week', {
          description:
            'Registration rounds, and those of the same time a week ago. Many more: a storm. That line is empty in the first week.',
          unit: 'perSecond',
          queries: [query('now', speed(registrations)), query('a week ago', speed(registrations, [], { ago: WEEK_SECONDS }))],
        }),
        panel('lines', 'Refused part', {
          description: 'Rounds that were refused, failed or got no answer over all of them.',
          unit: 'ratio',
          bounds: { warning: 0.05, bad: 0.2 },
          queries: [query('{outcome}', shareOf(speed(registrations, ['outcome'], REFUSED), speed(registrations)))],
        }),
        panel('lines', 'Registration delay', {
          description: 'Registration request delay (RFC 6076 4.1), the 95th percentile. first: with the time of the challenge.',
          unit: 'seconds',
          queries: [query('{auth}', typical(0.95, registrationDelay, ['auth']))],
        }),
        panel('heat', 'Spread of the registration delay', {
          description: 'How many rounds took how long.',
          unit: 'seconds',
          queries: [query('{le}', spread(registrationDelay))],
        }),
      ],
    },
    {
      title: 'As programs tell',
      panels: [
        panel('lines', 'Rounds by realm', {
          description: 'Registration rounds by realm. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{realm} {outcome}', speed(realmRegistrations, ['realm', 'outcome']))],
        }),
        panel('lines', 'Refusals by reason', {
          description: 'Rounds that were not accepted, by reason. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(registrationRefusals, ['reason']))],
        }),
        panel('lines', 'Proofs of identity that failed', {
          description: 'Attempts to prove who one is, in SIP and HTTP, that were not accepted, over all. Empty until a program tells.',
          unit: 'ratio',
          queries: [query('{method}', partOf(authAttempts, { outcome: 'failed' }, ['method']))],
        }),
        panel('lines', 'Failed proofs by reason', {
          description: 'The same by reason. Many wrong passwords: somebody guesses. Empty until a program tells.',
          unit: 'perSecond',
          queries: [query('{reason}', speed(authFailures, ['reason']))],
        }),
      ],
    },
  ],
});
