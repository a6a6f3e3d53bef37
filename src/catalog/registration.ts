import { catalog, moves, REGISTRATION_OUTCOME } from '../core/index.ts';
import { counter, histogram } from '../metrics/index.ts';
import { SIGNALLING_SECONDS } from './buckets.ts';

export const registrations = counter('telephony_registrations_total', {
  help: 'Registration rounds by outcome; a challenge and its answer are one round.',
  labels: { outcome: REGISTRATION_OUTCOME, challenged: ['yes', 'no'] },
});

export const registrationDelay = histogram('telephony_registration_delay_seconds', {
  help: 'Registration Request Delay (RFC 6076 4.1) of successful registrations, in seconds. auth=first starts at the first REGISTER of a challenged one.',
  labels: { auth: ['first', 'final'] },
  buckets: SIGNALLING_SECONDS,
});

/** Registrations. */
export const registrationCatalog = catalog('registration', [
  moves(registrations, {
    'registration.ended': ({ outcome, isChallenged }, metric) => metric.inc({ outcome, challenged: isChallenged ? 'yes' : 'no' }),
  }),
  moves(registrationDelay, {
    'registration.ended': ({ rrdSeconds, firstRrdSeconds }, metric) => {
      if (rrdSeconds !== undefined) metric.observe(rrdSeconds, { auth: 'final' });
      if (firstRrdSeconds !== undefined) metric.observe(firstRrdSeconds, { auth: 'first' });
    },
  }),
]);
