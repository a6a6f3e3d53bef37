import type { SubjectContext } from './subject.ts';

/** Messages that callers leave. */
export type Voicemail = ReturnType<typeof createVoicemail>;

/** Makes the subject. */
export function createVoicemail({ tell }: SubjectContext) {
  return {
    left: tell('voicemail.left'),
    stored: tell('voicemail.stored'),
  };
}
