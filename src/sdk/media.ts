import type { SubjectContext } from './subject.ts';

/** Media of calls: streams, quality, DTLS and ICE. */
export type Media = ReturnType<typeof createMedia>;

/** Makes the subject. */
export function createMedia({ tell }: SubjectContext) {
  return {
    started: tell('media.started'),
    ended: tell('media.ended'),
    active: tell('media.active'),
    traffic: tell('media.traffic'),
    stalled: tell('media.stalled'),
    dtls: tell('media.dtls'),
    ice: tell('media.ice'),
  };
}
