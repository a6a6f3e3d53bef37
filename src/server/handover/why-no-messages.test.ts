import { expect, test } from 'vitest';
import { whyNoMessages } from './why-no-messages.ts';

test.each([
  ['they never are', 0, 100, 'is 0'],
  ['their time is over', 24, 1_000_000 - 25 * 3600, 'kept for 24 h'],
  ['they should be there', 24, 1_000_000 - 60, 'only those that a capture agent sends'],
])('it is said that %s', (_what, hours, startedAt, words) => {
  expect(whyNoMessages(hours, startedAt, 1_000_000)).toContain(words);
});
