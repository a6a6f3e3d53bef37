import { ownEvent } from '../event.ts';
import { field } from '../field.ts';

/** What is done with the number of a person. */
export const PRIVACY_ACCESS = ['search', 'erase', 'reveal'] as const;

export const privacyAccess = ownEvent(
  'privacy.access',
  'Someone searched for calls by a number, erased a number, or had the numbers of a call shown.',
  {
    access: field.oneOf(PRIVACY_ACCESS),
  },
);
