import type { SubjectContext } from './subject.ts';

/** Proofs of who somebody is, in SIP or HTTP. */
export type Auth = ReturnType<typeof createAuth>;

/** Makes the subject. */
export function createAuth({ tell }: SubjectContext) {
  return {
    checked: tell('auth.checked'),
  };
}
