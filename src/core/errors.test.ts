import { expect, test } from 'vitest';
import { ERRORS, EXIT, TeleError } from './errors.ts';

const SENTENCE = /^[A-Z`].*[.]$/s;

test.each(Object.entries(ERRORS))('%s says what happened, what to do, how a command exits and how HTTP answers', (code, def) => {
  expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/);
  expect(def.summary).toMatch(SENTENCE);
  expect(def.hint).toMatch(/^[\w`].*[.]$/s);
  expect(Object.values(EXIT)).toContain(def.exitCode);
  expect(def.status).toBeGreaterThanOrEqual(400);
  expect(def.status).toBeLessThan(600);
});

test('no two exit codes are the same and none is success', () => {
  const codes = Object.values<number>(EXIT);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).not.toContain(0);
});

test('an error carries its code, its own sentence, the hint of the code and the cause', () => {
  const cause = new Error('EADDRINUSE');
  const error = new TeleError('LISTEN_FAILED', 'hep could not bind 127.0.0.1:9060.', cause);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code, error.message]).toEqual(['TeleError', 'LISTEN_FAILED', 'hep could not bind 127.0.0.1:9060.']);
  expect(error.hint).toBe(ERRORS.LISTEN_FAILED.hint);
  expect(error.cause).toBe(cause);
});

test('the hint for a store that cannot be written fits a full disk, a missing right and a folder that is gone', () => {
  for (const word of [/room/, /permissions/, /gone/]) expect(ERRORS.STORE_UNWRITABLE.hint).toMatch(word);
});

test('an error without a cause has none', () => {
  expect('cause' in new TeleError('NOT_FOUND', 'No such call.')).toBe(false);
});
