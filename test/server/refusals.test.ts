import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { EXIT } from '../../src/core/index.ts';
import { loadSqliteDriver } from '../../src/stores/sqlite/database/sqlite-driver.ts';
import { LONE_USER, mayRunAsLoneUser, runToExit, spawnServer } from './spawn-server.ts';

const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-refusals-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function takePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

async function expectRefusal(flags: Record<string, string>, code: string, exitCode: number, named: string): Promise<void> {
  const exit = await runToExit({ store: folder(), ...flags });
  expect(exit.stderr).toContain(`${code}: `);
  expect(exit.stderr).toContain(named);
  expect(exit.stderr).toMatch(/^hint: ./m);
  expect(exit.code).toBe(exitCode);
}

test('an HTTP port that is taken', async () => {
  const port = await takePort();
  await expectRefusal({ 'http-port': String(port) }, 'LISTEN_FAILED', EXIT.connect, `127.0.0.1:${port}`);
});

test('a HEP port that is taken', async () => {
  const port = await takePort();
  await expectRefusal({ 'hep-port': String(port) }, 'LISTEN_FAILED', EXIT.connect, `127.0.0.1:${port}`);
});

test('a store path that cannot be written', async () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  await expectRefusal({ store: join(file, 'data') }, 'STORE_UNWRITABLE', EXIT.config, file);
});

test('a data folder that another server writes', async () => {
  const path = folder();
  const server = await spawnServer({ store: path });
  ends.push(() => server.kill('SIGKILL'));
  await expectRefusal({ store: path }, 'STORE_LOCKED', EXIT.connect, path);
});

test('HTTP beyond loopback without authentication', async () => {
  await expectRefusal({ 'http-host': '0.0.0.0' }, 'HTTP_EXPOSED', EXIT.config, '0.0.0.0');
});

test('HEP beyond loopback without an allow-list', async () => {
  await expectRefusal({ 'hep-host': '0.0.0.0' }, 'HEP_EXPOSED', EXIT.config, '0.0.0.0');
});

test('a token file that holds no token', async () => {
  const tokenFile = join(folder(), 'tokens');
  writeFileSync(tokenFile, 'short\n');
  await expectRefusal({ 'auth-token-file': tokenFile }, 'TOKEN_FILE_INVALID', EXIT.config, tokenFile);
});

test('a program that cannot be loaded, for want of descriptors, ends with the code of a failure', async () => {
  const { code, stderr } = await runToExit({ store: folder() }, { openFiles: 128 });
  expect(stderr).toContain('EMFILE');
  expect(code).toBe(EXIT.internal);
});

test.skipIf(!mayRunAsLoneUser())('a user who may have no further thread', async () => {
  const store = folder();
  chownSync(store, LONE_USER, LONE_USER);
  const { code, stderr } = await runToExit({ store: join(store, 'data') }, { mostThreads: 11 });
  expect(stderr).toMatch(/^THREADS_EXHAUSTED: The \w+ thread could not be started/m);
  expect(stderr).toMatch(/^hint: .*ulimit -u/m);
  expect(code).toBe(EXIT.config);
});

test('a file of the lock that is no database is named, not the folder', async () => {
  const store = folder();
  writeFileSync(join(store, 'lock.db'), 'no database\n'.repeat(1000), { mode: 0o600 });
  await expectRefusal({ store }, 'STORE_CORRUPT', EXIT.internal, join(store, 'lock.db'));
});

test('a folder of before the first release, which is not to be mended file by file', async () => {
  const store = folder();
  const Driver = await loadSqliteDriver();
  const db = new Driver(join(store, 'active.db'), {});
  db.exec('CREATE TABLE meta (lsn INTEGER); PRAGMA user_version = 10');
  db.close();
  writeFileSync(join(store, 'privacy.key'), 'ab'.repeat(32), { mode: 0o600 });
  await expectRefusal({ store }, 'STORE_FOREIGN', EXIT.config, 'move the whole folder away');
});
