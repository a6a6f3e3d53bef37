import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCheckResult } from './check-result.ts';

test.each([
  [true, 'healthy'],
  [{ status: 'healthy' }, 'healthy'],
  [{ status: 'degraded' }, 'degraded'],
  [{ status: 'unknown' }, 'unknown'],
  [{ status: 'unhealthy' }, 'unhealthy'],
  [false, 'unhealthy'],
  [undefined, 'unhealthy'],
  [null, 'unhealthy'],
  [0, 'unhealthy'],
  [1, 'unhealthy'],
  ['healthy', 'unhealthy'],
  ['', 'unhealthy'],
  [{}, 'unhealthy'],
  [[], 'unhealthy'],
  [{ status: 'down' }, 'unhealthy'],
  [{ status: 'HEALTHY' }, 'unhealthy'],
  [{ status: true }, 'unhealthy'],
  [{ healthy: true }, 'unhealthy'],
  [() => true, 'unhealthy'],
])('an answer %j of a check is %s', (answer, status) => {
  expect(readCheckResult(answer).status).toBe(status);
});

test('whatever a check answers, it is healthy only when it says so', () => {
  fc.assert(
    fc.property(fc.anything(), (answer) => {
      const saysSo =
        answer === true || (typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'healthy');
      expect(readCheckResult(answer).status === 'healthy').toBe(saysSo);
    }),
  );
});

test('its words and facts are kept, and nothing else of it', () => {
  const answer = { status: 'degraded', message: 'slow', details: { rows: 3, nested: { a: 1 }, text: 'x' }, other: 1 };
  expect(readCheckResult(answer)).toEqual({ status: 'degraded', message: 'slow', details: { rows: 3, text: 'x' } });
});
