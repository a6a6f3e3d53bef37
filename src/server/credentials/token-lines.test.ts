import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { findBearer } from '../../metrics-node/index.ts';
import { parseTokenLines, tokenLine } from './token-lines.ts';

const PLAIN = 'a-plain-token-of-some-length';
const HASHED = 'only-its-digest-is-in-the-file';
const digest = createHash('sha256').update(HASHED).digest('hex');

const rolesOf = (text: string, header: string | undefined) => findBearer(header, parseTokenLines(text, 'tokens'))?.identity.roles;

test('a plain token and one by its digest are allowed what their roles say, nothing else is', () => {
  const text = `# scrapers\n${PLAIN}\n\nsha256:${digest} write,read,pii\r\n`;
  expect(rolesOf(text, `Bearer ${PLAIN}`)).toEqual(new Set(['read']));
  expect(rolesOf(text, `bearer  ${HASHED}`)).toEqual(new Set(['read', 'write', 'pii']));
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
    expect(rolesOf(text, header)).toBeUndefined();
});

test('a digest in the midst of a token is part of the token', () => {
  const line = `not-sha256:${digest}`;
  expect(rolesOf(line, `Bearer ${HASHED}`)).toBeUndefined();
  expect(rolesOf(line, `Bearer ${line}`)).toEqual(new Set(['read']));
});

test('a line that is written for a new token reads as that token', () => {
  const line = tokenLine('prometheus', PLAIN, ['metrics', 'read'], '2026-01-02T03:04:05Z', '2026-04-02T03:04:05Z');
  expect(line).not.toContain(PLAIN);
  const plainDigest = createHash('sha256').update(PLAIN).digest();
  expect(parseTokenLines(line, 'tokens')).toEqual([
    {
      kind: 'token',
      digest: plainDigest,
      identity: { name: 'prometheus', roles: new Set(['metrics', 'read']) },
      created: '2026-01-02T03:04:05.000Z',
      expiresAt: Date.UTC(2026, 3, 2, 3, 4, 5) / 1000,
      line: 1,
    },
  ]);
});

test('the fingerprint of a client certificate is read as openssl writes it, and is no bearer token', () => {
  const colons = digest.toUpperCase().match(/../g)?.join(':');
  const lines = parseTokenLines(`proxy cert:${colons} metrics`, 'tokens');
  expect(lines).toMatchObject([{ kind: 'certificate', digest: Buffer.from(digest, 'hex'), identity: { name: 'proxy' } }]);
});

test.each([
  ['short', 'Line 1'],
  [`${PLAIN}\nsha256:12`, 'Line 2'],
  [`${PLAIN} write now`, 'Line 1'],
  [`${PLAIN} read,root`, 'Line 1'],
  [`${PLAIN}\n\nsha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 read,write`, 'Line 3'],
  [`a sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 read`, 'Line 1'],
  [`SHA256:${'g'.repeat(64)}`, 'Line 1'],
  [`SHA256:${'a'.repeat(63)} read`, 'Line 1'],
  [`sha256=${'a'.repeat(64)}`, 'Line 1'],
  [`sha-256:${'a'.repeat(64)}`, 'Line 1'],
  [`sha256:${'a'.repeat(65)}`, 'Line 1'],
  [`${PLAIN}\nsha256: ${'a'.repeat(64)}`, 'Line 2'],
  [`cert:${'a'.repeat(63)}`, 'Line 1'],
  [`a sha256:${digest} read\na sha256:${'b'.repeat(64)} read`, 'Line 2'],
  [`a sha256:${digest} read yesterday`, 'Line 1'],
  [`a sha256:${digest} read 2026-01-01T00:00:00Z 2026-13-01T00:00:00Z`, 'Line 1'],
  [`a sha256:${digest} read 2026-01-01T00:00:00Z 2027-01-01T00:00:00Z more`, 'Line 1'],
  [`a\u001b[2J sha256:${digest} read`, 'Line 1'],
  [`a sha256:${digest},read`, 'Line 1'],
])('a line that is no token is refused by its number, and not quoted (%j)', (text, place) => {
  expect(() => parseTokenLines(text, 'tokens')).toThrow(
    expect.objectContaining({
      code: 'TOKEN_FILE_INVALID',
      message: expect.stringMatching(new RegExp(`^${place} of the token file tokens [a-zA-Z ,0-9:-]+\\.$`)),
    }),
  );
});
