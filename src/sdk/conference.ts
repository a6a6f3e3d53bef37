import type { SubjectContext } from './subject.ts';

/** Conferences and who is in them. */
export type Conference = ReturnType<typeof createConference>;

/** Makes the subject. */
export function createConference({ tell }: SubjectContext) {
  return {
    created: tell('conference.created'),
    destroyed: tell('conference.destroyed'),
    joined: tell('conference.joined'),
    left: tell('conference.left'),
    active: tell('conference.active'),
    injected: tell('conference.injected'),
  };
}
