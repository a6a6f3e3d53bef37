import type { SubjectContext } from './subject.ts';

/** SIP registrations. */
export type Registration = ReturnType<typeof createRegistration>;

/** Makes the subject. */
export function createRegistration({ tell }: SubjectContext) {
  return {
    ended: tell('registration.ended'),
    active: tell('registration.active'),
  };
}
