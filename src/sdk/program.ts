import type { SubjectContext } from './subject.ts';

/** What a program takes of its host. */
export type Program = ReturnType<typeof createProgram>;

/** Makes the subject. */
export function createProgram({ tell }: SubjectContext) {
  return {
    started: tell('program.started'),
    state: tell('program.state'),
    disk: tell('program.disk'),
    network: tell('program.network'),
    labelRefused: tell('program.label_refused'),
    sampleDropped: tell('program.sample_dropped'),
  };
}
