import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { RawMessages } from '../../core/index.ts';
import { offsetPath, writeOffset } from '../spool/offset-file.ts';
import { makeOwnFolder } from './own-folder.ts';
import { openRaw } from '../raw/open-raw.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';

const folders: string[] = [];
function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-own-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const isSuperuser = process.geteuid?.() === 0;

test.each([0o777, 0o770, 0o702, 0o1777])(
  'a data folder of mode %o is refused with what mends it, and nothing is written there',
  async (mode) => {
    const path = freshFolder();
    chmodSync(path, mode);
    await expect(openSqlite({ path })).rejects.toMatchObject({
      code: 'FOLDER_EXPOSED',
      message: `${path} has mode ${(mode & 0o777).toString(8)}: others than its owner may write in it. \`chmod go-w ${path}\` mends that.`,
    });
    expect(existsSync(join(path, 'lock'))).toBe(false);
  },
);

test.each([0o700, 0o750, 0o755])('a folder of mode %o is as good as one of its own', (mode) => {
  const path = freshFolder();
  chmodSync(path, mode);
  expect(() => makeOwnFolder(path)).not.toThrow();
});

test.runIf(isSuperuser)('a data folder of another user is refused', async () => {
  const path = freshFolder();
  chownSync(path, 4711, 4711);
  await expect(openSqlite({ path })).rejects.toMatchObject({ code: 'FOLDER_EXPOSED' });
});

test('a link in the place of the lock is replaced, and what it leads to stays as it was', async () => {
  const path = freshFolder();
  const victim = join(freshFolder(), 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(path, 'lock'));
  const store = await openSqlite({ path, address: '127.0.0.1:7464' });
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(`${process.pid}\n127.0.0.1:7464\n`);
  expect(statSync(join(path, 'lock')).mode & 0o777).toBe(0o600);
  await store.close();
});

test.each(['active.db', 'lock.db'])('a link in the place of %s is refused, and makes no file elsewhere', async (name) => {
  const path = freshFolder();
  const victim = join(freshFolder(), 'victim');
  symlinkSync(victim, join(path, name));
  await expect(openSqlite({ path })).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  expect(existsSync(victim)).toBe(false);
});

test('a link in the place of a file of whole messages, or of an offset of the spool, is not followed', async () => {
  const folder = freshFolder();
  const victim = join(freshFolder(), 'victim');
  writeFileSync(victim, 'precious');
  symlinkSync(victim, join(folder, '3600.raw'));
  symlinkSync(victim, offsetPath(folder, 'store'));
  const messages = new RawMessages();
  messages.add({ at: 3601, callKey: 'a', bytes: new Uint8Array(3) });
  expect(() => openRaw({ folder, key: new Uint8Array(32) }).append(messages.take())).toThrow('ELOOP');
  await expect(writeOffset(offsetPath(folder, 'store'), 7)).rejects.toThrow('ELOOP');
  expect(readFileSync(victim, 'utf8')).toBe('precious');
});
