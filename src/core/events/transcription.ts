import { event } from '../event.ts';
import { field } from '../field.ts';
import { SPEAKER, TRANSCRIPTION_REASON } from '../service-words.ts';
import { SUCCESS } from '../success-words.ts';
import { detail, toldOfCall, UNKNOWN } from './origin.ts';

const language = {
  language: field.label().orElse(UNKNOWN).describe('Tag of the language, e.g. en or pt-BR (RFC 5646).'),
};

export const transcriptionStarted = event('transcription.started', 'A transcription was asked for.', { ...toldOfCall, ...language });

export const transcriptionEnded = event('transcription.ended', 'A transcription is done, or failed.', {
  ...toldOfCall,
  ...language,
  outcome: field.oneOf(SUCCESS),
  reason: field.oneOf(TRANSCRIPTION_REASON).optional().describe('Why it failed. Absent when it did not.'),
  detail,
  seconds: field.seconds().optional().describe('What it took. Absent when nobody told.'),
  audioSeconds: field.seconds().optional().describe('Length of what was transcribed. Absent when nobody told.'),
});

export const transcriptionUtterance = event('transcription.utterance', 'Somebody said something.', {
  ...toldOfCall,
  speaker: field.oneOf(SPEAKER).orElse('unknown'),
  text: field.private('text').optional(),
});
