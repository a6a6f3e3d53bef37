import { DIRECTION } from '../call-words.ts';
import { event } from '../event.ts';
import { field } from '../field.ts';
import { toldOfCall } from './origin.ts';

export const routeEvaluated = event('route.evaluated', 'A program looked for the route of a call.', {
  ...toldOfCall,
  direction: field.oneOf(DIRECTION).orElse('unknown'),
  isMatched: field.flag().describe('A rule fits the call.'),
  isDefault: field.flag().orElse(false).describe('It takes the default route.'),
  route: field.label().optional().describe('The name of the rule in the configuration. Absent when nobody told.'),
  seconds: field.seconds().optional().describe('What it took. Absent when nobody told.'),
});
