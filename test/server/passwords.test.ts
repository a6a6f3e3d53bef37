import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { startServer, testFolder } from '../../src/testing/start-server.ts';

/** Passwords as an operator makes them. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ends: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

async function runBuilt(argv: readonly string[], piped: string) {
  const child = spawn(process.execPath, [MAIN, ...argv], { env: { PATH: process.env['PATH'] } });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (texts.err += String(chunk)));
  child.stdin.on('error', () => undefined).end(piped);
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

test('a password that is piped in becomes a line with which its user is let in, and is shown nowhere', async () => {
  const made = await runBuilt(['password', 'grafana', '--roles', 'read,metrics'], 'a right password\n');
  expect(made).toEqual({ code: 0, out: expect.stringMatching(/^grafana:\$2b\$12\$[./A-Za-z0-9]{53} metrics,read\n$/), err: '' });
  const file = join(testFolder(ends), 'users');
  writeFileSync(file, made.out, { mode: 0o600 });
  const server = await startServer(ends, { 'auth-basic-file': file });
  const status = async (path: string, password: string) =>
    (await server.get(path, { authorization: `Basic ${Buffer.from(`grafana:${password}`).toString('base64')}` })).status;
  expect(await status('/metrics', 'a right password')).toBe(200);
  expect(await status('/api/v1/stale/sweep', 'a wrong password')).toBe(401);
  const wrong = await server.get('/metrics', { authorization: 'Basic eDp5' });
  expect(await wrong.json()).toMatchObject({
    code: 'UNAUTHORIZED',
    hint: expect.stringContaining('Where auth.basic_file is set, name and password as Basic'),
  });
});

test.each([
  [['password', 'a:b'], 'x', 'The name of a user is'],
  [['password', 'a b'], 'x', 'The name of a user is'],
  [['password', 'alice', '--roles', 'root'], 'x', '--roles takes some of'],
  [['password', 'alice'], '', 'A password is 1 to 72 bytes'],
  [['password', 'alice'], 'x'.repeat(73), 'A password is 1 to 72 bytes'],
] as const)('%j with %j makes no line and says why', async (argv, piped, reason) => {
  expect(await runBuilt(argv, piped)).toEqual({ code: 2, out: '', err: expect.stringContaining(`BAD_REQUEST: ${reason}`) });
});
