import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadTokens } from './tokens.ts';

const PLAIN = 'a-plain-token-of-some-length';
const HASHED = 'only-its-digest-is-in-the-file';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function tokenFile(text: string, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-tokens-'));
  folders.push(folder);
  const path = join(folder, 'tokens');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

test('a plain token and one by its digest are allowed what their roles say, nothing else is', () => {
  const digest = createHash('sha256').update(HASHED).digest('hex');
  const tokens = loadTokens(tokenFile(`# scrapers\n${PLAIN}\n\nsha256:${digest} write,read,pii\r\n`));
  expect(tokens.rolesOf(`Bearer ${PLAIN}`)).toEqual(new Set(['read']));
  expect(tokens.rolesOf(`bearer  ${HASHED}`)).toEqual(new Set(['read', 'write', 'pii']));
  for (const header of [
    undefined,
    '',
    PLAIN,
    'Bearer',
    'Bearer ',
    'Bearer  \t',
    `Bearer ${PLAIN}x`,
    `Basic ${PLAIN}`,
    `Bearer ${digest}`,
    `Bearer sha256:${digest}`,
  ])
    expect(tokens.rolesOf(header)).toBeUndefined();
  expect(tokens.isFileOpen).toBe(false);
});

test('a digest in the midst of a token is part of the token', () => {
  const line = `not-sha256:${createHash('sha256').update(HASHED).digest('hex')}`;
  const tokens = loadTokens(tokenFile(line));
  expect(tokens.rolesOf(`Bearer ${HASHED}`)).toBeUndefined();
  expect(tokens.rolesOf(`Bearer ${line}`)).toEqual(new Set(['read']));
});

test('a file that others may read is told of', () => {
  expect(loadTokens(tokenFile(PLAIN, 0o644)).isFileOpen).toBe(true);
});

test.each([
  ['short', 'Line 1'],
  [`${PLAIN}\nsha256:12`, 'Line 2'],
  [`${PLAIN} write now`, 'Line 1'],
  [`${PLAIN} read,root`, 'Line 1'],
  [`${PLAIN}\n\nsha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 read,write`, 'Line 3'],
  [`SHA256:${'g'.repeat(64)}`, 'Line 1'],
  [`SHA256:${'a'.repeat(63)} read`, 'Line 1'],
  [`sha256=${'a'.repeat(64)}`, 'Line 1'],
  [`sha-256:${'a'.repeat(64)}`, 'Line 1'],
  [`sha256:${'a'.repeat(65)}`, 'Line 1'],
  [`${PLAIN}\nsha256: ${'a'.repeat(64)}`, 'Line 2'],
  ['# nothing but a comment\n', 'holds no token'],
])('a file with a line that is no token is refused (%j)', (text, place) => {
  expect(() => loadTokens(tokenFile(text))).toThrow(
    expect.objectContaining({ code: 'TOKEN_FILE_INVALID', message: expect.stringContaining(place) }),
  );
});

test('a missing file is refused', () => {
  expect(() => loadTokens('/nonexistent/tokens')).toThrow(expect.objectContaining({ code: 'TOKEN_FILE_INVALID' }));
});
