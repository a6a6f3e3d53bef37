import { isShownAs, type RegistrationConditions, type StoredRegistration } from '../../core/index.ts';

/** Conditions that hold when the record has exactly their value. */
const EQUAL = ['outcome', 'agent', 'sipCode'] as const;

/** Whether a registration meets all the conditions. */
export function matchesRegistration(registration: StoredRegistration, conditions: RegistrationConditions): boolean {
  const { since = 0, until = Infinity, userHash, userStart } = conditions;
  const { startedAt, user } = registration;
  if (startedAt < since || startedAt >= until) return false;
  if (userHash !== undefined && user?.hash !== userHash) return false;
  if (userStart !== undefined && (user === undefined || !isShownAs(user, userStart))) return false;
  return EQUAL.every((name) => conditions[name] === undefined || conditions[name] === registration[name]);
}
