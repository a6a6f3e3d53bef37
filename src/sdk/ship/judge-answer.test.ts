import { expect, test } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const answer = (status: number, body: object = {}, retryAfterSeconds?: number) => ({
  status,
  text: JSON.stringify(body),
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

// RFC 6585 4, RFC 9110 15.5 and 15.6: 429 and 5xx pass by themselves, any other refusal does not.
test.each([
  [429, false],
  [500, false],
  [503, false],
  [401, true],
  [403, true],
  [404, true],
])('whether a %i stays as it is until somebody does something: %s', (status, isWrong) => {
  expect(judgeAnswer(answer(status, {}, 7), 9)).toMatchObject({ seconds: 7, isWrong, isUnknown: status === 401 || status === 403 });
});

test('events that a server can never take are not sent again', () => {
  expect(judgeAnswer(answer(400, { code: 'BAD_REQUEST' }), 9)).toBe('untakable');
  expect(judgeAnswer(answer(413, { code: 'BODY_TOO_LARGE' }), 9)).toBe('untakable');
});

test('a server that has taken more than was sent has it from another program of this name', () => {
  expect(judgeAnswer(answer(200, { sequence: 10 }), 9)).toBe('clash');
  expect(judgeAnswer(answer(200, { sequence: 9 }), 9)).toEqual({ rejected: 0 });
});
