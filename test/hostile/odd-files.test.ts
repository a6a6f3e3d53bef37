import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { makeAuthority } from '../server/certificates.ts';
import { spawnServer } from '../server/spawn-server.ts';
import { until } from './watched-server.ts';

const TOKEN = 'the-token-of-the-admin';
const BCRYPT = `$2b$04$${'a'.repeat(53)}`;

requires('openssl')('files of the configuration that become something else', () => {
  test('a pipe or 1 TiB in the place of one refuses a reload with the reason, holds up nothing, and is forgotten once the file is back', async ({
    expect,
    onTestFinished,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ringscope-odd-files-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { certFile, keyFile } = makeAuthority(folder, 'authority').issue('server');
    const [config, tokens, users] = ['ringscope.yml', 'tokens', 'users'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(tokens, `${TOKEN} admin,read\n`, { mode: 0o600 });
    writeFileSync(users, `someone:${BCRYPT}\n`, { mode: 0o600 });
    writeFileSync(
      config,
      JSON.stringify({
        auth: { token_file: tokens, basic_file: users },
        listeners: [{ name: 'web', serves: ['api'], tls: { cert_file: certFile, key_file: keyFile } }],
      }),
    );
    const server = await spawnServer({ config, store: join(folder, 'data') });
    onTestFinished(async () => void (await server.kill('SIGKILL')));
    const reload = async (): Promise<{ readonly status: number; readonly text: string }> => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await fetch(`${server.url}/-/reload`, { method: 'POST', headers });
      return { status: answer.status, text: await answer.text() };
    };
    expect((await reload()).status).toBe(200);
    for (const path of [config, tokens, users, certFile, keyFile]) {
      const aside = `${path}.aside`;
      copyFileSync(path, aside);
      const refused = async (reason: RegExp): Promise<void> => {
        const { status, text } = await reload();
        expect([path, status]).toEqual([path, 422]);
        expect(text).toMatch(reason);
        expect((await fetch(`${server.url}/livez`)).status).toBe(200);
      };
      // What is watched is never seen missing or empty.
      const odd = `${path}.odd`;
      execFileSync('mkfifo', [odd]);
      renameSync(odd, path);
      await refused(/could not be read: it is no file/);
      writeFileSync(odd, '');
      truncateSync(odd, 2 ** 40);
      renameSync(odd, path);
      await refused(/expected at most 1048576 bytes|could not be read: it has more than 1 MiB/);
      renameSync(aside, path);
      await until(async () => (await reload()).status === 200);
    }
    expect((await server.kill('SIGTERM')).code).toBe(0);
  });
});
