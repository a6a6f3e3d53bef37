import { expect, test } from 'vitest';
import { checkCertificates } from './certificate-check.ts';

const NOW = 1_700_000_000;
const inDays = (days: number): number => NOW + days * 86_400;

test.each([
  [20, 'ok', 'The certificate of web is good for 20 more days.'],
  [14, 'ok', 'The certificate of web is good for 14 more days.'],
  [13.9, 'degraded', 'The certificate of web is good for 13 more days.'],
  [1.5, 'degraded', 'The certificate of web is good for 1 more day.'],
  [0, 'failed', 'The certificate of web has expired.'],
  [-3, 'failed', 'The certificate of web has expired.'],
])('a certificate that expires in %d days is %s', (days, severity, reason) => {
  expect(checkCertificates('certificates', [{ listener: 'web', expiresAt: inDays(days) }], NOW, 14)).toEqual([
    { name: 'certificates', severity, reason },
  ]);
});

test('of several the one that expires first is named, and without one nothing is said', () => {
  const shown = [
    { listener: 'late', expiresAt: inDays(90) },
    { listener: 'soon', expiresAt: inDays(3) },
  ];
  expect(checkCertificates('certificates', shown, NOW, 14)).toMatchObject([
    { severity: 'degraded', reason: expect.stringContaining('soon') },
  ]);
  expect(checkCertificates('certificates', [], NOW, 14)).toEqual([]);
});
