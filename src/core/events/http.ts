import { event } from '../event.ts';
import { field } from '../field.ts';
import { HTTP_METHOD } from '../service-words.ts';
import { FAILURE_REASON, SUCCESS } from '../success-words.ts';
import { detail, told } from './origin.ts';

export const httpRequest = event('http.request', 'A request was answered.', {
  ...told,
  route: field.label().describe('The pattern of the route, e.g. /sms/:id, never the path itself: it becomes a label.'),
  method: field.oneOf(HTTP_METHOD).orElse('OTHER'),
  status: field.count().describe('100 to 599.'),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
});

export const webhookSent = event('webhook.sent', 'A program told another by a webhook, or could not.', {
  ...told,
  outcome: field.oneOf(SUCCESS),
  reason: field.oneOf(FAILURE_REASON).optional().describe('Why it failed. Absent when it did not.'),
  status: field.count().optional().describe('100 to 599. Absent without an answer.'),
  seconds: field.seconds().optional().describe('Absent when nobody told.'),
  url: field.private('text').optional(),
  detail,
});
