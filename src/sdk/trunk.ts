import type { SubjectContext } from './subject.ts';

/** Trunks: whether they can be used. */
export type Trunk = ReturnType<typeof createTrunk>;

/** Makes the subject. */
export function createTrunk({ tell }: SubjectContext) {
  return {
    state: tell('trunk.state'),
  };
}
