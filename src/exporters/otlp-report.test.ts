import { expect, test } from 'vitest';
import type { QueueState } from './export-queue.ts';
import { createOtlpReport } from './otlp-report.ts';

function failing(isRefused: boolean, tries = 2): ReadonlyMap<'traces', QueueState> {
  return new Map([['traces', { waiting: 3, exported: 0, failure: { reason: 'answered 4xx', tries, isRefused, pauseSeconds: 1 } }]]);
}

test('what is refused is not told as tried again, and what is tried again is', () => {
  const said: string[] = [];
  const report = createOtlpReport((level, message) => said.push(`${level} ${message}`));
  expect(report.take(failing(true, 1)).finding).toMatchObject({ severity: 'ok' });
  expect(report.take(failing(true)).finding).toEqual({
    name: 'otlp',
    severity: 'degraded',
    reason: 'The collector of traces answered 4xx, 2 times in a row; what it refuses is not sent again.',
  });
  report.take(failing(true, 9));
  expect(report.take(failing(false)).finding.reason).toBe('The collector of traces answered 4xx, 2 times in a row; 3 wait.');
  report.take(new Map([['traces', { waiting: 0, exported: 3 }]]));
  expect(said).toEqual([
    'warn The collector of traces answered 4xx; what it refuses is not sent again.',
    'warn The collector of traces answered 4xx; it is tried again and again.',
    'info The collector takes traces again.',
  ]);
});

test('a single answer that asks for a long pause is told at once', () => {
  const said: string[] = [];
  const report = createOtlpReport((level, message) => said.push(`${level} ${message}`));
  const failure = { reason: 'answered 503', tries: 1, isRefused: false, pauseSeconds: 600 };
  expect(report.take(new Map([['traces', { waiting: 3, exported: 0, failure }]])).finding).toEqual({
    name: 'otlp',
    severity: 'degraded',
    reason: 'The collector of traces answered 503, and is asked again after 600 s; 3 wait.',
  });
  expect(said).toEqual(['warn The collector of traces answered 503; it is tried again and again.']);
});
