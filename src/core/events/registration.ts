import { REGISTRATION_OUTCOME, REGISTRATION_REASON } from '../call-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { ONLY_ONE, told } from './origin.ts';

export const registrationEnded = event('registration.ended', 'A registration round, challenges included, has settled.', {
  ...told,
  agent: field.label().orElse(ONLY_ONE).describe('The capture agent.'),
  realm: field.label().optional().describe('The domain that was registered in, from the configuration. Absent when nobody told.'),
  outcome: field.oneOf(REGISTRATION_OUTCOME),
  reason: field.oneOf(REGISTRATION_REASON).optional().describe('Why it was not accepted. Absent when it was, or nobody told.'),
  isChallenged: field.flag().orElse(false).describe('At least one 401 or 407 belonged to it.'),
  sipCode: field.count().optional().describe('Absent on timeout.'),
  rrdSeconds: field
    .seconds()
    .optional()
    .describe('Registration Request Delay: last REGISTER to 200 (RFC 6076 4.1). Only of successful ones.'),
  firstRrdSeconds: field.seconds().optional().describe('The same from the first REGISTER of the challenge chain.'),
});

export const registrationActive = event('registration.active', 'How many endpoints are registered.', { ...told, count: field.count() });
