import { REGISTRATION_OUTCOME } from '../call-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';

export const registrationEnded = event('registration.ended', 'A registration round, challenges included, has settled.', {
  source: field.label(),
  agent: field.label(),
  outcome: field.oneOf(REGISTRATION_OUTCOME),
  isChallenged: field.flag().describe('At least one 401 or 407 belonged to it.'),
  sipCode: field.count().optional().describe('Absent on timeout.'),
  rrdSeconds: field
    .seconds()
    .optional()
    .describe('Registration Request Delay: last REGISTER to 200 (RFC 6076 4.1). Only of successful ones.'),
  firstRrdSeconds: field.seconds().optional().describe('The same from the first REGISTER of the challenge chain.'),
});
