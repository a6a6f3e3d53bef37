import { timed, type SubjectContext } from './subject.ts';

/** Transcriptions of what was said. */
export type Transcription = ReturnType<typeof createTranscription>;

/** Makes the subject. */
export function createTranscription(context: SubjectContext) {
  const { tell } = context;
  return {
    started: tell('transcription.started'),
    ended: timed(context, 'transcription.ended'),
    utterance: tell('transcription.utterance'),
  };
}
