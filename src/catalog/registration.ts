import { catalog, moves, REGISTRATION_OUTCOME, REGISTRATION_REASON } from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
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

export const realmRegistrations = counter('telephony_registration_realm_rounds_total', {
  help: 'Registration rounds by realm, of programs that tell it.',
  labels: { realm: open(64), outcome: REGISTRATION_OUTCOME },
});

export const registrationRefusals = counter('telephony_registration_refusals_total', {
  help: 'Registration rounds that were not accepted, by reason, of programs that tell it.',
  labels: { reason: REGISTRATION_REASON },
});

export const registrationsActive = gauge('telephony_registrations_active', {
  help: 'Endpoints that are registered. Absent until one was seen to register, or a program tells.',
  labels: { source: open(32) },
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
  moves(realmRegistrations, {
    'registration.ended': ({ realm, outcome }, metric) => {
      if (realm !== undefined) metric.inc({ realm, outcome });
    },
  }),
  moves(registrationRefusals, {
    'registration.ended': ({ reason }, metric) => {
      if (reason !== undefined) metric.inc({ reason });
    },
  }),
  moves(registrationsActive, { 'registration.active': ({ source, count }, metric) => metric.set(count, { source }) }),
]);
