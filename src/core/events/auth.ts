import { event } from '../event.ts';
import { field } from '../field.ts';
import { AUTH_METHOD, AUTH_REASON } from '../service-words.ts';
import { SUCCESS } from '../success-words.ts';
import { detail, told } from './origin.ts';

export const authChecked = event('auth.checked', 'Somebody tried to prove who they are, in SIP or HTTP.', {
  ...told,
  method: field.oneOf(AUTH_METHOD).orElse('other'),
  outcome: field.oneOf(SUCCESS),
  reason: field.oneOf(AUTH_REASON).optional().describe('Why they were not accepted. Absent when they were.'),
  user: field.private('user').optional(),
  key: field.private('text').optional().describe('The key or token that was shown.'),
  detail,
});
