import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newToken, ownerUrl, readOwnerToken, writeOwnerToken } from './owner-token.ts';

test.each([
  ['127.0.0.1:7464', 'http://127.0.0.1:7464', 'http://127.0.0.1:7464'],
  // Somebody else may listen where else the name or the other address leads to: what the server wrote is asked.
  ['127.0.0.1:7464', 'http://localhost:7464/x', 'http://127.0.0.1:7464'],
  ['127.0.0.1:7464', 'http://[::1]:7464', 'http://127.0.0.1:7464'],
  ['[::1]:7464', 'http://localhost:7464', 'http://[::1]:7464'],
  ['127.0.0.1:7464', 'http://127.0.0.1:7465', undefined],
  ['127.0.0.1:7464', 'http://192.0.2.1:7464', undefined],
  ['192.0.2.1:7464', 'http://192.0.2.1:7464', undefined],
  ['127.0.0.1:7464', 'http://127.0.0.1.example.com:7464', undefined],
  ['127.0.0.1:7464@evil.example:7464', 'http://127.0.0.1:7464', undefined],
  ['nonsense with blanks', 'http://127.0.0.1:7464', undefined],
])('the token for %s, asked by %s, is sent to %s', (address, url, expected) => {
  expect(ownerUrl({ address, token: 'x' }, url)).toBe(expected);
});

test('a server removes its own token and not the one of the next', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-owner-'));
  const [first, second] = [newToken(), newToken()].map((token) => ({ address: '127.0.0.1:1', token }));
  expect(first).not.toEqual(second);
  if (first === undefined || second === undefined) return;
  const removeFirst = writeOwnerToken(folder, first);
  const removeSecond = writeOwnerToken(folder, second);
  removeFirst();
  expect(readOwnerToken(folder)).toEqual(second);
  removeSecond();
  expect(readOwnerToken(folder)).toBeUndefined();
  rmSync(folder, { recursive: true });
});
