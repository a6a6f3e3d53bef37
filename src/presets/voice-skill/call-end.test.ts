import { expect, test } from 'vitest';
import { callEnd } from './call-end.ts';

// The table of docs/voice-skill.md: without a status it is unknown what came of a call, unless there is an error; a word such as in-progress is no status of an end.
test.each([
  [undefined, undefined, { outcome: 'unknown', cause: 'other' }],
  ['in-progress', undefined, { outcome: 'unknown', cause: 'other' }],
  ['in_progress', '', { outcome: 'unknown', cause: 'other' }],
  ['Completed', 'network_error', { outcome: 'answered', cause: 'normal' }],
  [undefined, 'network_error', { outcome: 'failed', cause: 'unavailable' }],
  ['in-progress', 'timeout', { outcome: 'failed', cause: 'no_response' }],
  ['', 'api_error', { outcome: 'failed', cause: 'server_error' }],
  ['failed', undefined, { outcome: 'failed', cause: 'other' }],
  ['no_answer', undefined, { outcome: 'no_answer', cause: 'no_answer' }],
  ['canceled', undefined, { outcome: 'cancelled', cause: 'cancelled' }],
])('a call that ended with the status %s and the error %s', (status, error, expected) => {
  expect(callEnd(status, error)).toEqual(expected);
});
