import { event } from '../event.ts';
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
