import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterEach, expect, test, vi } from 'vitest';
import type { Presented } from '../http/credentials.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createCredentials } from './create-credentials.ts';

const NOBODY: Settings['auth'] = { tokenFile: undefined, basicFile: undefined, allow: [], trustedProxies: [] };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const line = (name: string, rest = ''): string =>
  `${name} sha256:${sha256(`token-${name}`).toString('hex')} read 2026-01-01T00:00:00Z ${rest}\n`;
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
const hash = hashSync('right', 4);

function start(files: { readonly tokens?: string; readonly users?: string }, rest: Partial<Settings['auth']> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-credentials-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const [tokenFile, basicFile] = [join(folder, 'tokens'), join(folder, 'users')];
  // As `token create` and careful editors do it: another file takes the place.
  const write = (path: string, text: string): void => {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  if (files.tokens !== undefined) write(tokenFile, files.tokens);
  if (files.users !== undefined) write(basicFile, files.users);
  let at = Date.UTC(2026, 5) / 1000;
  const logged: string[] = [];
  const auth = {
    ...NOBODY,
    ...(files.tokens === undefined ? {} : { tokenFile }),
    ...(files.users === undefined ? {} : { basicFile }),
    ...rest,
  };
  const credentials = createCredentials(auth, {
    owner: { digest: sha256('the-owner'), identity: { name: 'owner', roles: new Set(['pii']) } },
    now: () => at,
    monotonicSeconds: () => at,
    log: (level, message) => void logged.push(`${level}: ${message}`),
  });
  ends.push(() => credentials.close());
  const nameOf = async (authorization: string, address = '192.0.2.1'): Promise<string | undefined> =>
    (await credentials.identify({ authorization, address }))?.name;
  return { credentials, auth, logged, nameOf, tokenFile, basicFile, write, wait: (seconds: number) => (at += seconds) };
}

test('a token that is made while the server runs holds at once, and one that is revoked for a second at most', async () => {
  const { nameOf, write, tokenFile, logged } = start({ tokens: line('a') });
  expect(await nameOf('Bearer token-b')).toBeUndefined();
  write(tokenFile, line('a') + line('b'));
  expect(await nameOf('Bearer token-b')).toBe('b');
  write(tokenFile, line('b'));
  await vi.waitFor(async () => expect(await nameOf('Bearer token-a')).toBeUndefined(), { timeout: 90_000 });
  expect(await nameOf('Bearer token-b')).toBe('b');
  expect(logged).toEqual(['info: The token file changed: added b.', 'info: The token file changed: removed a.']);
});

test('a file that becomes bad changes nothing and is told of once; one that is gone opens nothing', async () => {
  const { nameOf, write, tokenFile, logged } = start({ tokens: line('a') });
  write(tokenFile, `${line('b')}nonsense\n`);
  for (let count = 0; count < 3; count += 1) expect(await nameOf('Bearer token-b')).toBeUndefined();
  expect(await nameOf('Bearer token-a')).toBe('a');
  expect(logged).toEqual([`error: Line 2 of the token file ${tokenFile} is no token. The tokens from before hold on.`]);
  logged.length = 0;
  rmSync(tokenFile);
  await nameOf('Bearer token-b');
  expect(await nameOf('Bearer token-a')).toBeUndefined();
  expect(logged).toEqual([`error: The token file ${tokenFile} is gone: no token lets anybody in until it is there again.`]);
  write(tokenFile, line('a'));
  expect(await nameOf('Bearer token-a')).toBe('a');
  expect(logged.slice(1)).toEqual(['info: The token file changed: added a.']);
});

test('a file of users that is gone lets nobody in, and is told of as an error', async () => {
  const { nameOf, basicFile, logged } = start({ users: `alice:${hash} read\n` });
  rmSync(basicFile);
  await vi.waitFor(async () => expect(await nameOf(basic('alice:right'), `198.51.100.${Math.ceil(Math.random() * 250)}`)).toBeUndefined(), {
    timeout: 90_000,
  });
  expect(logged).toEqual([`error: The file ${basicFile} of auth.basic_file is gone: no password lets anybody in until it is there again.`]);
});

test('a token opens nothing from the second on at which it expires', async () => {
  const { nameOf, wait } = start({ tokens: line('a', '2026-06-01T00:01:00Z') });
  wait(59);
  expect(await nameOf('Bearer token-a')).toBe('a');
  wait(1);
  expect(await nameOf('Bearer token-a')).toBeUndefined();
});

test('a client certificate is known by its fingerprint, and a wrong header beside it is wrong', async () => {
  const fingerprint = sha256('certificate').toString('hex');
  const { credentials } = start({ tokens: `proxy cert:${fingerprint} metrics\n` });
  const present = (one: Omit<Presented, 'address'>) => credentials.identify({ address: '192.0.2.1', ...one });
  const clientCertificate = { subject: 'proxy', fingerprint256: fingerprint.toUpperCase().match(/../g)?.join(':') ?? '' };
  expect(await present({ clientCertificate })).toEqual({ name: 'proxy', roles: new Set(['metrics']) });
  expect(await present({ clientCertificate, authorization: 'Bearer wrong' })).toBeUndefined();
  expect(await present({ clientCertificate: { subject: 'proxy', fingerprint256: '' } })).toBeUndefined();
  expect(await present({ authorization: `Bearer ${fingerprint}` })).toBeUndefined();
});

test('after ten wrong credentials an address is refused with wrong ones and with right passwords, and others are not', async () => {
  const { nameOf, wait, credentials } = start({ tokens: line('a'), users: `alice:${hash} read\n` });
  const throttled = { code: 'LOGINS_THROTTLED' };
  for (let count = 0; count < 10; count += 1) expect(await nameOf('Bearer wrong')).toBeUndefined();
  await expect(nameOf('Bearer wrong')).rejects.toMatchObject(throttled);
  await expect(nameOf(basic('alice:right'))).rejects.toMatchObject(throttled);
  expect(await nameOf(basic('alice:right'), '127.0.0.1')).toBe('alice');
  // Who presents nothing guesses nothing.
  expect(await credentials.identify({ address: '192.0.2.1' })).toBeUndefined();
  wait(60);
  expect(await nameOf(basic('alice:right'))).toBe('alice');
});

test('a right token is never throttled, however many wrong credentials come from its address, also one that is made meanwhile', async () => {
  const { nameOf, write, tokenFile, wait } = start({ tokens: line('a') + line('late', '2026-06-01T00:00:30Z') });
  const refused = async (authorization: string): Promise<unknown> => nameOf(authorization).catch((error: unknown) => error);
  for (let count = 0; count < 30; count += 1) {
    await refused(`Bearer wrong-${count}`);
    expect(await nameOf('Bearer token-a')).toBe('a');
  }
  write(tokenFile, line('a') + line('b') + line('late', '2026-06-01T00:00:30Z'));
  await vi.waitFor(async () => expect(await refused('Bearer token-b')).toBe('b'), { timeout: 90_000 });
  expect(await nameOf('Bearer token-late')).toBe('late');
  // One that has expired is a wrong one.
  wait(30);
  await expect(nameOf('Bearer token-late')).rejects.toMatchObject({ code: 'LOGINS_THROTTLED' });
});

test('requests without credentials are never throttled', async () => {
  const { credentials, nameOf } = start({ tokens: line('a') });
  for (let count = 0; count < 50; count += 1) expect(await credentials.identify({ address: '192.0.2.1' })).toBeUndefined();
  expect(await nameOf('Bearer token-a')).toBe('a');
});

test('a right password is known again without a comparison until its line changes, and only ten guesses of one address are compared', async () => {
  const { nameOf, write, basicFile, wait } = start({ users: `alice:${hash} read\n` });
  expect(await nameOf(basic('alice:right'))).toBe('alice');
  const guesses = Array.from({ length: 30 }, async (_, index) => nameOf(basic(`alice:wrong${index}`)).catch((error: unknown) => error));
  const answers = await Promise.all(guesses);
  expect(answers.filter((one) => one === undefined)).toHaveLength(10);
  expect(answers.filter((one) => one !== undefined)).toEqual(
    Array.from({ length: 20 }, () => expect.objectContaining({ code: 'LOGINS_THROTTLED' })),
  );
  wait(60);
  write(basicFile, `alice:${hashSync('another', 4)} read\n`);
  await vi.waitFor(async () => expect(await nameOf(basic('alice:right'), `198.51.100.${Math.ceil(Math.random() * 250)}`)).toBeUndefined(), {
    timeout: 90_000,
  });
  expect(await nameOf(basic('alice:another'))).toBe('alice');
});

test('twenty requests of a page with one login are one comparison and no failure', async () => {
  const { nameOf } = start({ users: `alice:${hash} read\n` });
  const names = await Promise.all(Array.from({ length: 20 }, async () => nameOf(basic('alice:right'))));
  expect(new Set(names)).toEqual(new Set(['alice']));
  expect(await nameOf(basic('alice:right'))).toBe('alice');
});

test('fourteen people behind one address are let in at once, each with a right password', async () => {
  const people = Array.from({ length: 14 }, (_, index) => `user-${index}`);
  const { nameOf } = start({ users: people.map((name) => `${name}:${hashSync(name, 4)} read\n`).join('') });
  expect(await Promise.all(people.map(async (name) => nameOf(basic(`${name}:${name}`))))).toEqual(people);
});

test('beyond sixteen logins at once the next are told to come back, and are no failures', async () => {
  const { nameOf } = start({ users: `alice:${hash} read\n` });
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, index) =>
      nameOf(basic(`alice:wrong${index}`), `192.0.2.${index}`).catch((error: unknown) => error),
    ),
  );
  expect(answers.filter((one) => one === undefined)).toHaveLength(16);
  expect(answers.filter((one) => one !== undefined)).toEqual(
    Array.from({ length: 24 }, () => expect.objectContaining({ code: 'LOGINS_BUSY' })),
  );
});

test('a reload takes what is right as a whole, and nothing of what is wrong', async () => {
  const { credentials, auth, nameOf, write, tokenFile } = start({ tokens: line('a') }, { allow: ['192.0.2.0/24'] });
  expect(credentials.isAllowed('198.51.100.1')).toBe(false);
  write(tokenFile, 'nonsense\n');
  expect(() => credentials.load({ ...auth, allow: [] })).toThrow(expect.objectContaining({ code: 'TOKEN_FILE_INVALID' }));
  expect(credentials.isAllowed('198.51.100.1')).toBe(false);
  expect(await nameOf('Bearer token-a')).toBe('a');
  write(tokenFile, line('b'));
  const take = credentials.load({ ...auth, allow: [], trustedProxies: ['10.0.0.1'] });
  expect(credentials.isAllowed('198.51.100.1')).toBe(false);
  take();
  expect([credentials.isAllowed('198.51.100.1'), await nameOf('Bearer token-a'), await nameOf('Bearer token-b')]).toEqual([
    true,
    undefined,
    'b',
  ]);
  expect(credentials.addressOf('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(() => credentials.load(NOBODY)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(credentials.isNeeded).toBe(true);
});

test.each([
  ['no line', '', 'holds no user'],
  ['a password in the clear', 'alice:right read\n', 'Line 1'],
  ['an MD5 hash of Apache', 'alice:$apr1$aaaaaaaa$bbbbbbbbbbbbbbbbbbbbbb read\n', 'Line 1'],
  ['a hash that takes too long', `bob:${hash} read\nalice:${hash.replace('$04$', '$13$')} read\n`, 'cost 13, and 12 is the most'],
  ['a role that is none', `alice:${hash} root\n`, 'Line 1'],
  ['a user twice', `alice:${hash} read\nalice:${hash} pii\n`, 'Line 2'],
  ['no name', `:${hash} read\n`, 'Line 1'],
])('a file of users with %s starts nothing, and its hash is not quoted', (_what, users, message) => {
  let told = '';
  try {
    start({ users });
  } catch (error) {
    told = error instanceof Error ? error.message : '';
    expect(error).toMatchObject({ code: 'BASIC_FILE_INVALID' });
  }
  expect(told).toContain(message);
  expect(told).not.toMatch(/\$[./A-Za-z0-9]{22}/);
});

test.each([{ tokenFile: '/nonexistent/tokens' }, { basicFile: '/nonexistent/users' }])(
  'a file that is not there starts nothing (%j)',
  (auth) => {
    expect(() => start({}, auth)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(?:TOKEN|BASIC)_FILE_INVALID$/) }));
  },
);

test('without credentials the owner is known by his token, and everybody else is nobody without a failure', async () => {
  const { credentials, nameOf } = start({});
  for (let count = 0; count < 30; count += 1) expect(await nameOf('Bearer wrong')).toBeUndefined();
  expect([credentials.isNeeded, await nameOf('Bearer the-owner')]).toEqual([false, 'owner']);
  const { nameOf: guarded } = start({ tokens: line('a') });
  expect(await guarded('Bearer the-owner')).toBeUndefined();
});
