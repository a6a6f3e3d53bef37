import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { openSqlite } from '../../stores/index.ts';
import { loadPrivacyKey } from './key-file.ts';
import { keyCheckOf } from './keyed-hash.ts';

const folders: string[] = [];
function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-key-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof TeleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

test('the first start makes a key that only its owner may read, later starts use it', () => {
  const dataFolder = join(freshFolder(), 'deep', 'data');
  const key = loadPrivacyKey({ dataFolder });
  expect(key).toHaveLength(32);
  expect(statSync(join(dataFolder, 'privacy.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataFolder)).toEqual(['privacy.key']);
  expect(loadPrivacyKey({ dataFolder })).toEqual(key);
});

test('two installations have two keys', () => {
  expect(loadPrivacyKey({ dataFolder: freshFolder() })).not.toEqual(loadPrivacyKey({ dataFolder: freshFolder() }));
});

test('a named key file is used, and the data folder stays untouched', () => {
  const dataFolder = freshFolder();
  const keyFile = join(freshFolder(), 'k');
  writeFileSync(keyFile, `${'0a'.repeat(32)}\n`, { mode: 0o440 });
  expect([...loadPrivacyKey({ keyFile, dataFolder })]).toEqual(Array.from({ length: 32 }, () => 10));
  expect(readdirSync(dataFolder)).toEqual([]);
});

test.each([0o604, 0o602, 0o601, 0o620, 0o644])('a key file of mode %o is refused', (mode) => {
  const keyFile = join(freshFolder(), 'k');
  writeFileSync(keyFile, '0a'.repeat(32));
  chmodSync(keyFile, mode);
  expect(codeOf(() => loadPrivacyKey({ keyFile, dataFolder: freshFolder() }))).toBe(
    `KEY_FILE_INVALID: The privacy key ${keyFile} has mode ${mode.toString(8)}: others may read or write it.`,
  );
});

test('a named key file that is absent, empty or short is refused without showing what it holds', () => {
  const dataFolder = freshFolder();
  const keyFile = join(freshFolder(), 'k');
  expect(codeOf(() => loadPrivacyKey({ keyFile, dataFolder }))).toBe('KEY_FILE_INVALID: The privacy key could not be read: there is none.');
  for (const text of ['', 'abc123', `${'0a'.repeat(32)}00`, 'z'.repeat(64)]) {
    writeFileSync(keyFile, text, { mode: 0o600 });
    expect(codeOf(() => loadPrivacyKey({ keyFile, dataFolder }))).toBe(
      `KEY_FILE_INVALID: The privacy key ${keyFile} does not hold 32 bytes as 64 hex digits.`,
    );
    expect(readFileSync(keyFile, 'utf8')).toBe(text);
  }
});

test('a data folder that cannot be made is a fault of the store', () => {
  const file = join(freshFolder(), 'file');
  writeFileSync(file, '');
  expect(codeOf(() => loadPrivacyKey({ dataFolder: join(file, 'data') }))).toBe(
    `STORE_UNWRITABLE: The privacy key could not be written to ${join(file, 'data', 'privacy.key')}.`,
  );
});

test('a data folder that holds calls and has lost its key is refused, and no new key is made', async () => {
  const dataFolder = freshFolder();
  loadPrivacyKey({ dataFolder });
  await (await openSqlite({ path: dataFolder })).close();
  rmSync(join(dataFolder, 'privacy.key'));
  expect(codeOf(() => loadPrivacyKey({ dataFolder }))).toBe(
    `KEY_MISMATCH: ${dataFolder} holds calls, but the key that they were written with is missing: ${join(dataFolder, 'privacy.key')}.`,
  );
  expect(readdirSync(dataFolder)).not.toContain('privacy.key');
});

test('a data folder is not opened with another key than the one that it was first written with, to write nor to read', async () => {
  const path = freshFolder();
  const [own, other] = [7, 8].map((byte) => keyCheckOf(new Uint8Array(32).fill(byte)));
  if (own === undefined || other === undefined) throw new Error('Two keys were expected.');
  await (await openSqlite({ path, keyCheck: own })).close();
  await (await openSqlite({ path, keyCheck: own })).close();
  for (const readOnly of [false, true])
    await expect(openSqlite({ path, readOnly, keyCheck: other })).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
      message: `${path} was written with another privacy key than this one.`,
    });
  await (await openSqlite({ path, readOnly: true, keyCheck: own })).close();
});
