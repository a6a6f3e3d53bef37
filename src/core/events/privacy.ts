import { event } from '../event.ts';
import { field } from '../field.ts';

/** What is done with the number of a person. */
export const PRIVACY_ACCESS = ['search', 'erase'] as const;

export const privacyAccess = event('privacy.access', 'Someone searched for calls by a number, or erased a number.', {
  access: field.oneOf(PRIVACY_ACCESS),
});
