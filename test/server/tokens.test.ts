import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';

/** Tokens as an operator makes them, and the one that nobody has to make. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ALICE = '+15550100017';
const ends: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const run = async (env: Readonly<Record<string, string>>, ...argv: readonly string[]) => runCommand(argv, env);

test.each([
  [['create', 'a b'], 2, 'BAD_REQUEST'],
  [['create'], 2, 'BAD_REQUEST'],
  [['create', 'known'], 2, 'BAD_REQUEST'],
  [['create', 'x', '--roles', 'read,root'], 2, 'BAD_REQUEST'],
  [['create', 'x', '--expires', 'soon'], 2, 'BAD_REQUEST'],
  [['revoke', 'unknown'], 1, 'NOT_FOUND'],
  [['make', 'x'], 2, 'BAD_REQUEST'],
  [['list', 'x'], 2, 'BAD_REQUEST'],
] as const)('token %j changes no file and says why', async (argv, code, error) => {
  const file = join(testFolder(ends), 'tokens');
  const text = `# by hand\nknown sha256:${'a'.repeat(64)} read 2026-01-01T00:00:00Z\n`;
  writeFileSync(file, text, { mode: 0o600 });
  expect(await run({}, 'token', ...argv, '--file', file)).toMatchObject({
    code,
    out: '',
    err: expect.stringMatching(new RegExp(`^${error}: `)),
  });
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('who names a token that there is not is told where the names are', async () => {
  const file = join(testFolder(ends), 'tokens');
  await run({}, 'token', 'create', 'known', '--file', file);
  expect((await run({}, 'token', 'revoke', 'nobody', '--file', file)).err).toMatch(/^NOT_FOUND: .*\nhint: .*`ringscope token list`/);
});

test('a token file that cannot be, or is not there, is told of by what keeps it from it', async () => {
  const folder = testFolder(ends);
  const [missing, file, none] = [join(folder, 'nope', 'x'), join(folder, 'file'), join(folder, 'none')];
  writeFileSync(file, '');
  expect(await run({}, 'token', 'create', 'z', '--file', missing)).toMatchObject({
    code: 2,
    err: `FILE_UNWRITABLE: The token file ${missing} cannot be written: there is no folder ${join(folder, 'nope')}.\nhint: Name a file in a folder that exists, where this user may write.\n`,
  });
  expect(await run({}, 'token', 'create', 'z', '--file', join(file, 'x'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^FILE_UNWRITABLE: /),
  });
  expect(await run({}, 'token', 'create', 'z', '--file', '/proc/tokens')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^FILE_UNWRITABLE: .*\/proc/),
  });
  for (const argv of [['list'], ['revoke', 'z']])
    expect(await run({}, 'token', ...argv, '--file', none)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(`FILE_UNREADABLE: There is no token file ${none}.`),
    });
  expect(readdirSync(folder)).toEqual(['file']);
});

test.skipIf(process.geteuid?.() === 0)('in a folder that may not be written no token is made', async () => {
  const folder = testFolder(ends);
  chmodSync(folder, 0o500);
  const made = await run({}, 'token', 'create', 'z', '--file', join(folder, 'tokens'));
  chmodSync(folder, 0o700);
  expect(made).toMatchObject({ code: 2, err: expect.stringContaining(`this user may not write in ${folder}.`) });
});

test('a file that is wrong somewhere is left as it is', async () => {
  const file = join(testFolder(ends), 'tokens');
  writeFileSync(file, 'nonsense\n', { mode: 0o600 });
  expect(await run({}, 'token', 'create', 'x', '--file', file)).toMatchObject({ code: 3, err: expect.stringContaining('Line 1') });
  expect(readFileSync(file, 'utf8')).toBe('nonsense\n');
});

test('eight processes that make a token at once all have theirs in the file', async () => {
  const file = join(testFolder(ends), 'tokens');
  const names = Array.from({ length: 8 }, (_, index) => `token-${index}`);
  const codes = await Promise.all(
    names.map(async (name) => {
      const child = spawn(process.execPath, [MAIN, 'token', 'create', name, '--file', file], {
        stdio: 'ignore',
        env: { PATH: process.env['PATH'] },
      });
      const [code] = (await once(child, 'close')) as [number];
      return code;
    }),
  );
  expect(codes).toEqual(names.map(() => 0));
  const { out } = await run({}, 'token', 'list', '--file', file, '--json');
  const { tokens } = JSON.parse(out) as { tokens: readonly { name: string }[] };
  expect(tokens.map(({ name }) => name).toSorted()).toEqual(names);
});

test('on loopback without credentials commands of the same user search by number, and nobody else does', async () => {
  const path = testFolder(ends);
  const logged: string[] = [];
  const server = await startServer(ends, { store: path }, (line) => void logged.push(line));
  await server.post('/api/v1/events', { type: 'call.report', callId: 'a', state: 'ended', outcome: 'answered', caller: ALICE });
  const file = join(path, 'owner-token');
  const [address = '', token = ''] = readFileSync(file, 'utf8').split('\n');
  expect([`http://${address}`, statSync(file).mode & 0o777]).toEqual([server.url, 0o600]);
  const search = ['calls', '--number', ALICE, '--json', '--url', server.url];
  expect(await run({ RINGSCOPE_STORE_PATH: testFolder(ends) }, ...search)).toMatchObject({
    code: 5,
    err: expect.stringContaining('"FORBIDDEN"'),
  });
  const found = await run({ RINGSCOPE_STORE_PATH: path }, ...search);
  expect(found).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(found.out)).toMatchObject({ calls: [{ callId: 'a' }] });
  const audit = logged.map((line): unknown => JSON.parse(line)).find((line) => JSON.stringify(line).includes('"access"'));
  expect(audit).toMatchObject({ access: 'search', name: 'owner', address: '127.0.0.1' });
  expect(logged.join('')).not.toContain(token);

  await server.stop();
  expect(existsSync(file)).toBe(false);
  const next = await startServer(ends, { store: path });
  expect(readFileSync(file, 'utf8')).not.toContain(token);
  expect((await next.get(`/api/v1/calls?number=%2B1`, { authorization: `Bearer ${token}` })).status).toBe(403);
});

describe('a server with a token that was made by the command', () => {
  const path = testFolder(ends);
  const file = join(testFolder(ends), 'tokens');
  let first: Awaited<ReturnType<typeof run>>;
  /** Who may do what with the file, as the command made it. */
  let mode = 0;
  let server: TestServer;
  beforeAll(async () => {
    first = await run({}, 'token', 'create', 'scraper', '--roles', 'metrics', '--file', file);
    mode = statSync(file).mode & 0o777;
    writeFileSync(join(path, 'owner-token'), '127.0.0.1:7464\nrs_left\n', { mode: 0o600 });
    server = await startServer(ends, { store: path, 'auth-token-file': file });
  });

  test('a token is made, listed without its digest, used by a server that runs, and revoked', async () => {
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^rs_[\w-]{43}\n$/) });
    expect(mode).toBe(0o600);
    const status = async (path: string, token: string) => (await server.get(path, { authorization: `Bearer ${token}` })).status;
    expect([await status('/metrics', first.out.trim()), await status('/api/v1/calls', first.out.trim())]).toEqual([200, 403]);

    const second = await run(
      { RINGSCOPE_AUTH_TOKEN_FILE: file },
      'token',
      'create',
      'page',
      '--roles',
      'read,pii',
      '--expires',
      '90d',
      '--json',
    );
    const made = JSON.parse(second.out) as { token: string; expiresAt: number };
    expect(made).toMatchObject({ name: 'page', roles: ['read', 'pii'] });
    expect(Math.round((made.expiresAt - Date.now() / 1000) / 86_400)).toBe(90);
    expect(await status('/api/v1/calls', made.token)).toBe(200);

    const listed = await run({}, 'token', 'list', '--file', file, '--json');
    expect(JSON.parse(listed.out)).toMatchObject({
      tokens: [
        { name: 'scraper', roles: ['metrics'] },
        { name: 'page', isExpired: false },
      ],
    });
    const text = readFileSync(file, 'utf8');
    for (const secret of [first.out.trim(), made.token]) expect(text).not.toContain(secret);
    for (const [, digest = ''] of text.matchAll(/sha256:(\w+)/g))
      expect(listed.out + (await run({}, 'token', 'list', '--file', file)).out).not.toContain(digest);

    expect(await run({}, 'token', 'revoke', 'page', '--file', file)).toMatchObject({ code: 0, out: 'The token page is revoked.\n' });
    await expect.poll(async () => status('/api/v1/calls', made.token)).toBe(401);
    expect(await status('/metrics', first.out.trim())).toBe(200);
  });

  test('a server with credentials writes no token of the owner, and removes what a killed one without has left', () => {
    expect(existsSync(join(path, 'owner-token'))).toBe(false);
  });

  test('a command never presents a token of the owner to a server that has credentials', async () => {
    const left = testFolder(ends);
    writeFileSync(join(left, 'owner-token'), `${new URL(server.url).host}\nrs_left\n`, { mode: 0o600 });
    for (let count = 0; count < 12; count += 1)
      expect(await run({ RINGSCOPE_STORE_PATH: left }, 'calls', '--url', server.url)).toMatchObject({
        code: 5,
        err: expect.stringMatching(/^UNAUTHORIZED: /),
      });
    expect((await server.get('/metrics', { authorization: `Bearer ${first.out.trim()}` })).status).toBe(200);
  });
});
