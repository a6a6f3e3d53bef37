import { expect, test } from 'vitest';
import { checkCertificates } from './certificate-check.ts';

const NOW = 1_700_000_000;
const inDays = (days: number): number => NOW + days * 86_400;

test.each([
  [20, 'ok', 'The certificate of web is good for 20 more days.'],
  [14, 'ok', 'The certificate of web is good for 14 more days.'],
  [13.9, 'degraded', 'The certificate of web is good for 13 more days.'],
  [1.5, 'degraded', 'The certificate of web is good for 1 more day.'],
  [0, 'failed', 'The certificate of web has expired at 2023-11-14T22:13:20.000Z.'],
  [-3, 'failed', 'The certificate of web has expired at 2023-11-11T22:13:20.000Z.'],
])('a certificate that expires in %d days is %s', (days, severity, reason) => {
  expect(checkCertificates('certificates', [{ listener: 'web', validFrom: inDays(-30), expiresAt: inDays(days) }], NOW, 14)).toEqual([
    { name: 'certificates', severity, reason },
  ]);
});

test('of several the one that expires first is named, and without one nothing is said', () => {
  const shown = [
    { listener: 'late', validFrom: NOW, expiresAt: inDays(90) },
    { listener: 'soon', validFrom: NOW, expiresAt: inDays(3) },
  ];
  expect(checkCertificates('certificates', shown, NOW, 14)).toMatchObject([
    { severity: 'degraded', reason: expect.stringContaining('soon') },
  ]);
  expect(checkCertificates('certificates', [], NOW, 14)).toEqual([]);
});

test('one that is not valid yet has failed, however long it will be good for, and is named before all others', () => {
  const shown = [
    { listener: 'soon', validFrom: NOW, expiresAt: inDays(3) },
    { listener: 'early', validFrom: inDays(1), expiresAt: inDays(90) },
  ];
  expect(checkCertificates('certificates', shown, NOW, 14)).toEqual([
    { name: 'certificates', severity: 'failed', reason: 'The certificate of early is not valid before 2023-11-15T22:13:20.000Z.' },
  ]);
  expect(checkCertificates('certificates', shown, inDays(1), 14)).toMatchObject([{ severity: 'degraded' }]);
});
