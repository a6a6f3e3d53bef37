import { fieldsTable } from './fields.mjs';

/** The fields of what is kept of calls and registrations. */
export function recordsText({ CALL_FIELDS, LEG_FIELDS, REGISTRATION_FIELDS }) {
  return {
    'call-record': fieldsTable(CALL_FIELDS),
    'call-leg': fieldsTable(LEG_FIELDS),
    'registration-record': fieldsTable(REGISTRATION_FIELDS),
  };
}
