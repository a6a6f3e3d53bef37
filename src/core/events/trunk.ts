import { TRUNK_ROLE } from '../call-words.ts';
import { event, ownEvent } from '../event.ts';
import { field } from '../field.ts';
import { told } from './origin.ts';

export const trunkState = event('trunk.state', 'Whether a trunk can be used.', {
  ...told,
  trunk: field.label().describe('The name of the trunk in the configuration.'),
  isUp: field.flag(),
  responseSeconds: field.seconds().optional().describe('What its last answer to a probe took. Absent without one.'),
  callCount: field.count().optional().describe('Calls over it right now. Absent when nobody told, as the next.'),
  callLimit: field.count().optional().describe('The most calls that it carries.'),
});

export const trunkConfigured = ownEvent(
  'trunk.configured',
  'A trunk stands in the settings, told at the start and when they were read again. What may be counted of it is 0 from then on, so that the first failure is seen to be one more.',
  {
    trunk: field.label().describe('Its name, or `none` for calls of no trunk.'),
    role: field.oneOf(TRUNK_ROLE).optional().describe('Absent for calls of no trunk.'),
    isAlone: field.flag().describe('Calls of no trunk, where no trunk is configured: nothing is known of their direction.'),
  },
);
